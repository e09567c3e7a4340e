import { type Job, jobStatus, pollBatchesJob } from '../resources/jobs';
import type { Api } from '../wire/api';
import { AiHubError, assertLimit, attempt, isPassing } from '../wire/errors';
import { unended } from '../wire/words';

/** DONE is no state of the specification, but one that the vendor's own tools take. */
const COMPLETE = new Set(['COMPLETE', 'DONE']);
const ENDED_BADLY = new Set(['FAILED', 'CANCELLED', 'CANCELED']);
const LONGEST_PAUSE_MS = 5_000;
/** A look that hangs must not outlast the wait by much. */
const LOOK_TIMEOUT_MS = 20_000;

/**
 * Reads a job at whichever address the server has (operationIds `jobStatus`, `pollBatchesJob`).
 * @throws AiHubError; `notFound` when the job is at neither
 */
export async function readJob(api: Api, jobId: string): Promise<Job> {
	const current = await attempt(() => jobStatus(api, jobId));
	if (current.ok) return current.value;
	if (!(current.error instanceof AiHubError && current.error.kind === 'notFound')) {
		throw current.error;
	}
	const older = await attempt(() => pollBatchesJob(api, jobId));
	if (older.ok) return older.value;
	throw current.error;
}

/**
 * Waits until a job has ended. A look that fails later on is made up for by the next one.
 * @param limitMs longest wait in ms
 * @returns the job, completed
 * @throws AiHubError; `rejected` when the job failed or was cancelled, `waitTimedOut` at the limit
 */
export async function waitForJob(api: Api, jobId: string, limitMs: number): Promise<Job> {
	assertLimit(limitMs);
	const started = api.now();
	let last: Job | undefined;
	const untilMs = started + limitMs;
	const first = { ...api, longestRequestMs: LOOK_TIMEOUT_MS, untilMs };
	const later = { ...first, retries: false };
	for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
		const look = await attempt(() => readJob(last ? later : first, jobId));
		if (!look.ok && !(last && isPassing(look.error))) throw look.error;
		last = look.ok ? look.value : last;
		const state = last?.state ?? 'unknown';
		if (look.ok && COMPLETE.has(state.toUpperCase())) return look.value;
		if (look.ok && ENDED_BADLY.has(state.toUpperCase())) throw endedBadly(jobId, look.value);
		const left = limitMs - (api.now() - started);
		if (left <= 0) {
			const trouble = look.ok ? '' : ` The last look failed: ${unended(look.error.message)}.`;
			throw new AiHubError(
				'waitTimedOut',
				`Job ${jobId} was still ${state} when the wait limit was over.${trouble}`,
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
