import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { getRunStatus, type Run } from '../../../../shared/api/resources/runs';
import type { Api } from '../../../../shared/api/wire/api';
import { AiHubError, attempt } from '../../../../shared/api/wire/errors';
import { judgeLook } from '../../../../shared/api/work/runStatus';
import { mapConcurrent } from '../../../../shared/concurrency';
import { apiFor, type N8nApi } from '../../../../shared/n8n/api';
import { nodeError } from '../../../../shared/n8n/errors';
import { arrange } from '../stages/arrange';
import { type Ended, naming } from '../stages/beginAll';
import { cleanUp } from '../stages/cleanUp';
import { resultsOf } from '../stages/results';
import type { FinishedRun, OutputContext, StartedRun } from '../stages/types';
import { itemsOf } from './execution';
import { addReviewPages } from './reviewPages';
import { readStored, type Stored } from './stored';

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

const READ_IN_PARALLEL = 5;

/** Executions whose documents are being read: a second callback must not resume them once more. */
const resuming = new Set<string>();

/**
 * The callback of a run: a hint to look, nothing more. All runs are read back from AI Hub, and only
 * when the last one has ended the execution goes on.
 * @param api AI Hub; by default as the credential says
 */
export async function onCallback(
	n8n: IWebhookFunctions,
	api?: N8nApi,
): Promise<IWebhookResponseData> {
	const stored = readStored(n8n);
	const key = `${n8n.getExecutionId() ?? ''} ${n8n.getNode().name}`;
	if (resuming.has(key)) return answer(n8n, 200, 'Noted; the documents are being read');
	resuming.add(key);
	const outcome = await attempt(async () => await resume(n8n, api ?? (await apiFor(n8n)), stored));
	// Once it was resumed n8n itself refuses further callbacks, as the execution waits no more.
	resuming.delete(key);
	if (outcome.ok) return outcome.value;
	throw nodeError(n8n.getNode(), outcome.error);
}

/** They are stored nowhere: the node still has them, where they are no expressions on an item. */
function passwordsOf(n8n: IWebhookFunctions): string[] {
	const rows = n8n.getNodeParameter('options.pdfPasswords.entries', []);
	if (!Array.isArray(rows)) return [];
	return rows.map((row) => String((row as { value?: unknown }).value ?? ''));
}

async function resume(
	n8n: IWebhookFunctions,
	api: N8nApi,
	stored: Stored,
): Promise<IWebhookResponseData> {
	const { started, sources, settled, over, deletions, routed, goesOn } = stored;
	api.conceal?.(passwordsOf(n8n));
	const looks = await mapConcurrent(started, READ_IN_PARALLEL, async ({ run }) => {
		return await attempt(async () => await getRunStatus(api, run.id));
	});
	// Not 2xx: AI Hub calls again, and the execution stays stored.
	if (looks.some(({ ok }) => !ok)) return answer(n8n, 503, 'AI Hub could not be asked; call again');
	const runs = looks.flatMap((look) => (look.ok ? [look.value] : []));
	const judged = runs.map((run, index) => judgeLook(run, started[index].wanted.onReview));
	const open = judged.filter((one) => one === 'open').length;
	if (open > 0) return answer(n8n, 200, `Noted; ${open} of ${runs.length} runs go on`);

	const ended = await mapConcurrent(started, READ_IN_PARALLEL, async (begun, index) => {
		return await read(api, begun, runs[index], judged[index]);
	});
	// What AI Hub cannot give at the moment it gives at the next callback.
	if (ended.some(isPassing)) return answer(n8n, 503, 'The results could not be read; call again');
	const output: OutputContext = {
		node: n8n.getNode(),
		urlOfRun: api.urlOfRun,
		source: (itemIndex) => sources[itemIndex] ?? { json: {} },
	};
	const failing = ended.findIndex(({ ok }) => !ok);
	const failed = ended[failing];
	if (failed && !failed.ok && !goesOn) {
		const created = [...started.map(({ run }) => run.id), ...over].map((runId) => ({ runId }));
		const error = naming(failed.error, failing, created);
		throw nodeError(output.node, error, failed.begun?.itemIndexes[0]);
	}
	const execution = {
		plan: { groups: [], pending: [], refused: [], leftOut: [] },
		work: started,
		output,
		routed,
		goesOn,
	};
	const found = await itemsOf(execution, ended);
	await addReviewPages(n8n.helpers, found.items);
	// Only now, as a failed run may have ended the execution, and the documents of all with it.
	const problems = new Map<string, string>();
	await mapConcurrent([...deletions, ...found.deletions], READ_IN_PARALLEL, async (deletion) => {
		const problem = await cleanUp(api, deletion);
		if (problem !== undefined) problems.set(deletion.runId, problem);
	});
	const items = [...settled, ...found.items];
	for (const { item } of items) {
		const problem = problems.get(String(item.json.run_id));
		if (problem !== undefined) item.json.clean_up_problem = problem;
	}
	return { workflowData: [...arrange(items, routed), []] };
}

async function read(
	api: Api,
	begun: StartedRun,
	run: Run,
	judged: ReturnType<typeof judgeLook>,
): Promise<Ended<FinishedRun>> {
	const outcome = await attempt(async () => {
		if (judged instanceof AiHubError) throw judged;
		return await resultsOf(api, begun, run);
	});
	return { ...outcome, begun };
}

/** The run is gone, for it was deleted since, or AI Hub cannot answer: nothing has failed for good. */
function isPassing(one: Ended<FinishedRun>): boolean {
	if (one.ok || !(one.error instanceof AiHubError)) return false;
	return ['unavailable', 'rateLimited', 'notFound'].includes(one.error.kind);
}

function answer(n8n: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	n8n.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}
