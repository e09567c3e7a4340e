import {
	type INodeExecutionData,
	type IWebhookDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
	N8N_NODES_API_VERSION,
} from 'n8n-workflow';

import { attempt, invalidInput } from '../../../shared/api/wire/errors';
import { judgeLook } from '../../../shared/api/work/runStatus';
import { getRunStatus, type Run } from '../../../shared/api/resources/runs';
import { RunWatcher } from '../../../shared/api/work/waitForRun';
import { limiter, mapConcurrent } from '../../../shared/concurrency';
import { apiFor, type N8nApi } from '../../../shared/n8n/api';
import { nodeError } from '../../../shared/n8n/errors';
import type { NodeContext } from '../../defineResource';
import {
	arrange,
	documentItems,
	itemsOfFailure,
	type OutputContext,
	type RoutedItem,
	type SourceItem,
} from './outputs';
import { pendingItems } from './pending';
import {
	finish,
	type Later,
	prepare,
	refusedItems,
	start,
	tell,
	throwIfOutOfReach,
	type Work,
} from './polling';
import { cleanUp, type FinishedRun, type Outcome, resultsOf, type StartedRun } from './run';

/** What the execution keeps while it is stored; plain data. */
interface Stored {
	started: StartedRun[];
	/** Items that are settled already, such as refused ones. */
	settled: RoutedItem[];
	sources: Record<number, SourceItem>;
	routed: boolean;
	goesOn: boolean;
}

/**
 * The webhook that resumes a stored execution. It belongs to that execution and nothing is
 * registered anywhere, so there are no webhook methods.
 */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		path: '',
		restartWebhook: true,
	},
];

/**
 * Before 2.39, n8n passed on the first output alone of an execution that resumes, and dropped the
 * rest without a word. A node cannot ask for n8n's version, but 2.39 was the first to export this.
 */
const FORWARDS_EVERY_OUTPUT = N8N_NODES_API_VERSION !== undefined;

const CONTEXT_KEY = 'aiHubRuns';
const READ_IN_PARALLEL = 5;

/**
 * Starts all runs with this execution's resume address as their callback, and has n8n store the
 * execution. When the limit is over before the callbacks came, n8n does not run the node again but
 * passes on what is in its place in the stack: the pending runs, on the output "Timed Out".
 */
export async function processByCallback(context: NodeContext): Promise<INodeExecutionData[][]> {
	const { n8n } = context;
	if (!FORWARDS_EVERY_OUTPUT) {
		throw invalidInput(
			'Waiting by callback needs n8n 2.39 or newer',
			'An older n8n loses documents when an execution resumes. Set Wait By to Polling, or update n8n.',
		);
	}
	const work = await prepare(context);
	const resumeUrl = String(n8n.getWorkflowDataProxy(0).$execution.resumeUrl);
	const slot = limiter(context.parallel);
	const later: Later = [];
	const outcomes = await Promise.all(
		work.groups.map(async (group) => {
			return await attempt(async () => {
				if (group.pending) return await lookOnce(work, group.pending, slot, later);
				const begun = await slot(async () => await start(work, group, resumeUrl));
				return begun.reused ? await finish(work, begun, context.watcher, slot, later) : begun;
			});
		}),
	);
	const started = outcomes.flatMap((outcome) =>
		outcome.ok && !Array.isArray(outcome.value) ? [outcome.value] : [],
	);
	throwIfOutOfReach(work, outcomes);
	const settled = [...refusedItems(work), ...settledItems(work, outcomes, started)];
	if (started.length === 0 || work.goesOn) {
		await Promise.all(later.map(async (cleaning) => await slot(cleaning)));
	} else if (later.length > 0) {
		tell(
			context,
			'Runs whose documents are there already were not cleaned up: an error of the other runs would lose these documents.',
		);
	}
	if (started.length === 0) {
		work.earlier.forget();
		return [...arrange(settled, work.routed), []];
	}
	return await store(work, started, settled, resumeUrl);
}

/** After the limit, a run that came back on the input is looked at once more, and then given up. */
async function lookOnce(
	work: Work,
	pending: StartedRun,
	slot: ReturnType<typeof limiter>,
	later: Later,
): Promise<RoutedItem[]> {
	const begun = { ...pending, settings: { ...pending.settings, limitMs: 0 } };
	return await finish(work, begun, new RunWatcher(work.context.api), slot, later);
}

function settledItems(
	work: Work,
	outcomes: Array<Outcome<StartedRun | RoutedItem[]>>,
	started: StartedRun[],
): RoutedItem[] {
	return outcomes.flatMap((outcome, index) => {
		if (outcome.ok) return Array.isArray(outcome.value) ? outcome.value : [];
		const { itemIndexes, pending } = work.groups[index];
		if (!work.goesOn) {
			const others = started.map(({ run }) => run.id).join(', ');
			const also = others ? `. Also started, and not stopped at AI Hub: ${others}` : '';
			const error = nodeError(work.context.n8n.getNode(), outcome.error, itemIndexes[0]);
			error.message += also;
			throw error;
		}
		return itemsOfFailure(work.output, outcome.error, itemIndexes, work.routed, pending);
	});
}

async function store(
	work: Work,
	started: StartedRun[],
	settled: RoutedItem[],
	resumeUrl: string,
): Promise<INodeExecutionData[][]> {
	const { context, output, routed, goesOn } = work;
	const { n8n } = context;
	const indexes = [...n8n.getInputData().keys()];
	const sources = Object.fromEntries(indexes.map((index) => [index, output.source(index)]));
	const stored: Stored = { started, settled, sources, routed, goesOn };
	// As text, because what an expression reads back need not be the object that was put in.
	n8n.getContext('node')[CONTEXT_KEY] = JSON.stringify(stored);

	const onTimeout = [...arrange(settled, routed), pendingItems(started, output)];
	n8n.getExecuteData().data.main = onTimeout;
	n8n.setMetadata({ forwardAllOutputs: true, resumeUrl });
	const limitMs = Math.max(...started.map(({ settings }) => settings.limitMs));
	await n8n.putExecutionToWait(new Date(context.api.now() + limitMs));
	return onTimeout;
}

/**
 * The callback of a run: a hint to look, nothing more. All runs are read back from AI Hub, and only
 * when the last one has ended the execution goes on.
 */
export async function onCallback(n8n: IWebhookFunctions): Promise<IWebhookResponseData> {
	const stored = storedRuns(n8n);
	const api = await apiFor(n8n);
	const looks = await mapConcurrent(stored.started, READ_IN_PARALLEL, async ({ run }) => {
		return await attempt(async () => await getRunStatus(api, run.id));
	});
	// Not 2xx: AI Hub calls again, and the execution stays stored.
	if (looks.some(({ ok }) => !ok)) return answer(n8n, 503, 'AI Hub could not be asked; call again');
	const runs = looks.flatMap((look) => (look.ok ? [look.value] : []));
	const open = runs.filter((run, index) => !hasEnded(run, stored.started[index]));
	if (open.length > 0)
		return answer(n8n, 200, `Noted; ${open.length} of ${runs.length} runs go on`);

	const output: OutputContext = {
		node: n8n.getNode(),
		apiRoot: api.apiRoot,
		source: (itemIndex) => stored.sources[itemIndex] ?? { json: {} },
	};
	const outcomes = await mapConcurrent(stored.started, READ_IN_PARALLEL, async (started, index) => {
		return await attempt(async () => await resultsOf(api, started, runs[index]));
	});
	const failed = outcomes.flatMap((outcome, index) =>
		outcome.ok ? [] : failedRun(output, stored, outcome.error, stored.started[index]),
	);
	// Only now, as a failed run may have ended the execution, and the documents of all with it.
	const documents = await mapConcurrent(outcomes, READ_IN_PARALLEL, async (outcome) => {
		return outcome.ok ? await cleanedDocuments(api, output, outcome.value) : [];
	});
	const items = [...stored.settled, ...failed, ...documents.flat()];
	return { workflowData: [...arrange(items, stored.routed), []] };
}

async function cleanedDocuments(
	api: N8nApi,
	output: OutputContext,
	finished: FinishedRun,
): Promise<RoutedItem[]> {
	const items = documentItems(output, finished);
	const problem = await cleanUp(api, finished, items);
	if (problem === undefined) return items;
	return items.map(({ route, item }) => ({
		route,
		item: { ...item, json: { ...item.json, clean_up_problem: problem } },
	}));
}

function failedRun(
	output: OutputContext,
	{ goesOn, routed }: Stored,
	error: Error,
	started: StartedRun,
): RoutedItem[] {
	if (!goesOn) throw nodeError(output.node, error, started.itemIndexes[0]);
	return itemsOfFailure(output, error, started.itemIndexes, routed, started);
}

function hasEnded(run: Run, { settings }: StartedRun): boolean {
	return judgeLook(run, settings.onReview) !== 'open';
}

function answer(n8n: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	n8n.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

/** A stored execution's own data is reached through an expression, as n8n offers no other way. */
function storedRuns(n8n: IWebhookFunctions): Stored {
	const name = JSON.stringify(n8n.getNode().name);
	const stored = n8n.evaluateExpression(`{{ $node[${name}].context["${CONTEXT_KEY}"] }}`);
	if (typeof stored === 'string' && stored !== '') return JSON.parse(stored) as Stored;
	throw nodeError(n8n.getNode(), new Error('This execution does not wait for a run'));
}
