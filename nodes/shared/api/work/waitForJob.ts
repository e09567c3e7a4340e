import { type Job, readJob } from '../resources/jobs';
import type { Api } from '../wire/api';
import { AiHubError, assertLimit, attempt, isPassing } from '../wire/errors';

/** The words for an end that AI Hub documents, and those that the vendor's own tools take as well. */
const ENDS: Record<string, 'well' | 'badly' | undefined> = {
	COMPLETE: 'well',
	COMPLETED: 'well',
	DONE: 'well',
	SUCCESS: 'well',
	FAILED: 'badly',
	CANCELLED: 'badly',
	CANCELED: 'badly',
};
const LONGEST_PAUSE_MS = 5_000;

/**
 * Waits until a job has ended. A look that fails later on is made up for by the next one.
 * @param limitMs longest wait in ms
 * @returns the job, completed
 * @throws AiHubError; `rejected` when the job failed or was cancelled, `waitTimedOut` at the limit
 */
export async function waitForJob(api: Api, jobId: string, limitMs: number): Promise<Job> {
	assertLimit(limitMs);
	const started = api.now();
	const bounded = { ...api, untilMs: started + limitMs };
	let last: Job | undefined;
	for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
		const look = await attempt(() =>
			readJob(last ? { ...bounded, retries: false } : bounded, jobId),
		);
		if (!look.ok && !(last && isPassing(look.error))) throw look.error;
		last = look.ok ? look.value : last;
		const state = last?.state ?? 'unknown';
		const end = look.ok ? ENDS[state.trim().toUpperCase()] : undefined;
		if (look.ok && end === 'well') return look.value;
		if (look.ok && end === 'badly') throw endedBadly(jobId, look.value);
		const left = limitMs - (api.now() - started);
		if (left <= 0) {
			const said = last?.message ? ` It says: ${last.message}.` : '';
			const trouble = look.ok ? '' : ` The last look failed: ${look.error.message}.`;
			throw new AiHubError(
				'waitTimedOut',
				`Job ${jobId} was still ${state} when the wait limit was over.${said}${trouble}`,
				{
					hint: 'AI Hub goes on with it. Look at it later with Job → Get, or raise the limit.',
				},
			);
		}
		await api.sleep(Math.min(pauseMs, left));
	}
}

function endedBadly(jobId: string, { state, message }: Job): AiHubError {
	return new AiHubError(
		'rejected',
		`Job ${jobId} ended as ${state}: ${message ?? 'no reason given'}`,
		{
			hint: 'Try the deletion again. If it fails again, delete it in AI Hub.',
			apiMessage: message,
		},
	);
}
