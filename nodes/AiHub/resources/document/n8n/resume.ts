import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { getRunStatus } from '../../../../shared/api/resources/runs';
import type { Api } from '../../../../shared/api/wire/api';
import { attempt } from '../../../../shared/api/wire/errors';
import { judgeLook } from '../../../../shared/api/work/runStatus';
import { mapConcurrent } from '../../../../shared/concurrency';
import { apiFor } from '../../../../shared/n8n/api';
import { readStored, runAgain, type Stored } from './stored';

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

const LOOK_IN_PARALLEL = 5;

/** Executions whose runs are being looked at: a second callback must not resume them once more. */
const resuming = new Set<string>();

/**
 * The callback of a run: a hint to look, nothing more. Only when AI Hub itself says that the last run
 * has ended the execution goes on, with the node, which reads the results. It never throws: n8n would
 * go on with an empty item.
 * @param api AI Hub; by default as the credential says
 */
export async function onCallback(n8n: IWebhookFunctions, api?: Api): Promise<IWebhookResponseData> {
	const key = `${n8n.getExecutionId() ?? ''} ${n8n.getNode().name}`;
	if (resuming.has(key)) return answer(n8n, 200, 'Noted; the runs are being looked at');
	resuming.add(key);
	const outcome = await attempt(async () => {
		return await resume(n8n, api ?? (await apiFor(n8n)), readStored(n8n));
	});
	// Once it was resumed n8n itself refuses further callbacks, as the execution waits no more.
	resuming.delete(key);
	// The credential is gone, for instance: at the limit the node itself says so.
	return outcome.ok ? outcome.value : answer(n8n, 503, 'The runs cannot be looked at; call again');
}

async function resume(
	n8n: IWebhookFunctions,
	api: Api,
	stored: Stored,
): Promise<IWebhookResponseData> {
	const looks = await mapConcurrent(stored.started, LOOK_IN_PARALLEL, async ({ run, wanted }) => {
		return await attempt(async () => judgeLook(await getRunStatus(api, run.id), wanted.onReview));
	});
	// Not 2xx: AI Hub calls again, and the execution stays stored.
	if (looks.some(({ ok }) => !ok)) return answer(n8n, 503, 'AI Hub could not be asked; call again');
	const open = looks.filter((look) => look.ok && look.value === 'open').length;
	if (open > 0) return answer(n8n, 200, `Noted; ${open} of ${looks.length} runs go on`);
	if (!runAgain(n8n, stored)) return answer(n8n, 503, 'This n8n does not run the node again');
	return { workflowData: [stored.input] };
}

function answer(n8n: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	n8n.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}
