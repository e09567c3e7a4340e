import {
	type IExecuteFunctions,
	type INodeExecutionData,
	N8N_NODES_API_VERSION,
} from 'n8n-workflow';

import { getRunStatus } from '../../../../shared/api/resources/runs';
import type { Api } from '../../../../shared/api/wire/api';
import { AiHubError, attempt, invalidInput } from '../../../../shared/api/wire/errors';
import { judgeLook } from '../../../../shared/api/work/runStatus';
import { RunWatcher } from '../../../../shared/api/work/waitForRun';
import type { NodeContext } from '../../../defineResource';
import { unaligned } from '../stages/align';
import { arrange } from '../stages/arrange';
import { beginAll, type Ended } from '../stages/beginAll';
import { pendingItems } from '../stages/pending';
import type { FinishedRun, StartedRun } from '../stages/types';
import {
	beginOptions,
	type Execution,
	finish,
	isTold,
	itemsOf,
	prepare,
	tell,
	type Told,
} from './execution';
import { deleteAll } from './polling';
import { addReviewPages } from './reviewPages';
import { keepStored, ownStored, type Stored } from './stored';

/**
 * Before 2.39, n8n passed on the first output alone of an execution that resumes, and dropped the
 * rest without a word. A node cannot ask for n8n's version, but 2.39 was the first to export this.
 */
const FORWARDS_EVERY_OUTPUT = N8N_NODES_API_VERSION !== undefined;

/**
 * Begins all runs with this execution's resume address as their callback, and has n8n store the
 * execution. When the limit is over before the callbacks came, n8n does not run the node again but
 * passes on what is in its place in the stack: the pending runs, on the output "Timed Out".
 */
export async function processByCallback(context: NodeContext): Promise<INodeExecutionData[][]> {
	const { n8n } = context;
	assertResumes(n8n);
	const execution = await prepare(context);
	const { routed, memory } = execution;
	const stored = ownStored(n8n, memory);
	if (stored) return await giveStored(execution, stored);
	const told: Told[] = [];
	const url = String(n8n.getWorkflowDataProxy(0).$execution.resumeUrl);
	const callback = { url, executionId: n8n.getExecutionId() ?? '' };
	const isBack = new Set(execution.plan.pending.map(({ run }) => run.id));
	let watcher: RunWatcher | undefined;
	const begun = await beginAll<FinishedRun | StartedRun>({
		...beginOptions(execution),
		beginning: { ...execution.beginning, callback },
		then: async (begun, api, slot) => {
			told.push(begun.notice);
			// Nobody calls back for a run that comes back, was used again, or has ended already.
			const isOver = judgeLook(begun.run, begun.wanted.onReview) !== 'open';
			if (!isBack.has(begun.run.id) && !begun.reused && !isOver) return begun;
			return await finish(begun, api, slot, (watcher ??= new RunWatcher(api)));
		},
	});
	const ended = await finishUncalled(execution, begun);
	const started = ended.flatMap((one) => (one.ok && !('results' in one.value) ? [one.value] : []));
	const { items, claims, notices, overall } = await itemsOf(execution, ended);
	await addReviewPages(n8n.helpers, items);
	const outputs = [...arrange(items, routed), []];
	told.push(...notices);
	tell(context, [...overall, ...told]);
	// n8n runs the node again at once: there is nothing to wait for, and nothing to delete yet.
	if (memory.willRunAgain(outputs)) return outputs;
	if (started.length === 0) {
		await deleteAll(execution, claims);
		return outputs;
	}
	const over = ended.flatMap((one) => (one.ok && 'results' in one.value ? [one.value.run.id] : []));
	const kept = { started, settled: items, over, claims, notices: told.filter(isTold) };
	return await store(execution, kept, url);
}

/** A callback came, and all runs have ended: what the execution was stored for. */
async function giveStored(execution: Execution, stored: Stored): Promise<INodeExecutionData[][]> {
	const { context, memory, plan, routed } = execution;
	const { started, settled, over, claims = [] } = stored;
	const watcher = new RunWatcher(context.api);
	const ended = await beginAll<FinishedRun>({
		...beginOptions(execution),
		work: started,
		over,
		then: async (begun, api, slot) => await finish(begun, api, slot, watcher),
	});
	const rest = { ...execution, plan: { ...plan, refused: [], leftOut: [] }, work: started };
	const found = await itemsOf(rest, ended, settled);
	await addReviewPages(context.n8n.helpers, found.items.slice(settled.length));
	const outputs = [...arrange(found.items, routed), []];
	tell(context, [...found.overall, ...stored.notices, ...found.notices]);
	// Another try needs the runs of this one: they are deleted after the last.
	if (!memory.willRunAgain(outputs, stored.tries)) {
		await deleteAll(execution, [...claims, ...found.claims]);
	}
	return outputs;
}

/** @throws AiHubError of kind `invalidInput` where n8n would not pass on the documents */
function assertResumes(n8n: IExecuteFunctions): void {
	if (!FORWARDS_EVERY_OUTPUT) {
		throw invalidInput(
			'Waiting by callback needs n8n 2.39 or newer',
			'An older n8n loses documents when an execution resumes. Set Wait By to Polling, or update n8n.',
		);
	}
	// n8n 2.41 cannot evaluate an expression before a node has run in such a workflow, and so answers
	// no webhook of it: the execution would wait until the limit.
	if (n8n.getWorkflowSettings().binaryMode === 'combined') {
		throw invalidInput(
			'Waiting by callback does not work with combined binary data',
			'n8n does not resume an execution of such a workflow. Set Wait By to Polling, or change Binary Mode in the settings of the workflow.',
		);
	}
}

type Begun = Array<Ended<FinishedRun | StartedRun>>;

/**
 * A run that ends before n8n has stored the execution calls back in vain, as while the answer to the
 * start of another was lost and looked for. One that goes on is enough, since its callback brings all;
 * where there is none, all are read now.
 */
async function finishUncalled(execution: Execution, ended: Begun): Promise<Begun> {
	const { api } = execution.context;
	const begun = ended.flatMap((one) => (one.ok ? [one.value] : []));
	const waiting = begun.filter((one) => !('results' in one));
	if (waiting.length === 0 || (await anyGoesOn(api, waiting))) return ended;
	const watcher = new RunWatcher(api);
	const finished = await beginAll<FinishedRun | StartedRun>({
		...beginOptions(execution),
		work: begun,
		then: async (one, api, slot) =>
			'results' in one ? one : await finish(one, api, slot, watcher),
	});
	return ended.map((one) => (one.ok ? finished.shift()! : one));
}

/** The one that began last is the likeliest. Of an execution that is stopped nothing more is read. */
async function anyGoesOn(api: Api, waiting: StartedRun[]): Promise<boolean> {
	for (const { run, wanted } of [...waiting].reverse()) {
		const look = await attempt(() => getRunStatus(api, run.id));
		const isStopped =
			!look.ok && look.error instanceof AiHubError && look.error.kind === 'cancelled';
		if (isStopped) return true;
		if (look.ok && judgeLook(look.value, wanted.onReview) === 'open') return true;
	}
	return false;
}

async function store(
	{ context, output, routed, memory }: Execution,
	kept: Pick<Stored, 'started' | 'settled' | 'over' | 'claims' | 'notices'>,
	resumeUrl: string,
): Promise<INodeExecutionData[][]> {
	const { n8n, api } = context;
	const { settled, started } = kept;
	const place = n8n.getExecuteData();
	keepStored(n8n, {
		...kept,
		settled: settled.map(unaligned),
		executionId: memory.executionId,
		turn: memory.turn,
		tries: memory.tries,
		input: n8n.getInputData(),
		source: place.source,
	});
	const onTimeout = [...arrange(settled, routed), pendingItems(started, output.source)];
	place.data.main = onTimeout;
	// At the limit n8n passes these on, and would pair them by their places, which says nothing.
	place.source = null;
	n8n.setMetadata({ forwardAllOutputs: true, resumeUrl });
	const limitMs = Math.max(...started.map(({ wanted }) => wanted.limitMs));
	await n8n.putExecutionToWait(new Date(api.now() + limitMs));
	// n8n moves failed items out of what it is given, and would find none when it passes them on.
	return onTimeout.map((items) => [...items]);
}
