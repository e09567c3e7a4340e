import type { Api } from './api';
import { callJson } from './call';
import { AiHubError, attempt } from './errors';
import { apiPath } from './path';

/** A job that works on files, such as a deletion. */
export interface Job {
	/** COMPLETE, FAILED, CANCELLED, RUNNING or PENDING. */
	state?: string;
	message?: string;
}
const ENDED_BADLY = new Set(['FAILED', 'CANCELLED']);
const LONGEST_PAUSE_MS = 5_000;

/**
 * Reads a job (operationId `jobStatus`).
 * @throws AiHubError
 */
export async function jobStatus(api: Api, jobId: string): Promise<Job> {
	return await callJson(api, {
		operationId: 'jobStatus',
		method: 'GET',
		path: apiPath`/v2/jobs/${jobId}`,
	});
}

/**
 * Reads the job of a batch deletion at its older address (operationId `pollBatchesJob`), for
 * servers that do not have `jobStatus` yet.
 * @throws AiHubError
 */
export async function pollBatchesJob(api: Api, jobId: string): Promise<Job> {
	return await callJson(api, {
		operationId: 'pollBatchesJob',
		method: 'GET',
		path: apiPath`/v2/batches/jobs/${jobId}`,
	});
}

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
 * Waits until a job has ended.
 * @param limitMs longest wait in ms
 * @returns the job, completed
 * @throws AiHubError; `rejected` when the job failed or was cancelled, `waitTimedOut` at the limit
 */
export async function waitForJob(api: Api, jobId: string, limitMs: number): Promise<Job> {
	const started = api.now();
	for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
		const job = await readJob(api, jobId);
		if (job.state === 'COMPLETE') return job;
		const state = job.state ?? 'unknown';
		if (ENDED_BADLY.has(state)) {
			throw new AiHubError(
				'rejected',
				`Job ${jobId} ended as ${state}: ${job.message ?? 'no reason given'}`,
				{
					hint: 'Try the deletion again. If it fails again, delete it in AI Hub.',
					apiMessage: job.message,
				},
			);
		}
		const left = limitMs - (api.now() - started);
		if (left <= 0) {
			throw new AiHubError(
				'waitTimedOut',
				`Job ${jobId} was still ${state} when the wait limit was over`,
				{
					hint: 'AI Hub goes on with it. Look at it later with Job → Get, or raise the limit.',
				},
			);
		}
		await api.sleep(Math.min(pauseMs, left));
	}
}
