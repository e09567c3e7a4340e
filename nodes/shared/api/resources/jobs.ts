import type { Api } from '../wire/api';
import type { Given } from '../wire/answer';
import { callJson } from '../wire/call';
import { AiHubError, attempt } from '../wire/errors';
import { apiPath } from '../wire/path';
import { wordsIn } from '../wire/words';
import { ANSWERS } from './answers';

/** A job that works on files, such as a deletion. */
export interface Job {
	/** COMPLETE, FAILED, CANCELLED, RUNNING or PENDING. */
	state?: string;
	message?: string;
}

/**
 * Reads a job (operationId `jobStatus`).
 * @throws AiHubError
 */
export async function jobStatus(api: Api, jobId: string): Promise<Job> {
	const job = await callJson(
		api,
		{ operationId: 'jobStatus', method: 'GET', path: apiPath`/v2/jobs/${jobId}` },
		ANSWERS.jobStatus,
	);
	return jobOf(job);
}

/**
 * Reads the job of a batch deletion at its older address (operationId `pollBatchesJob`), for
 * servers that do not have `jobStatus` yet.
 * @throws AiHubError
 */
export async function pollBatchesJob(api: Api, jobId: string): Promise<Job> {
	const job = await callJson(
		api,
		{ operationId: 'pollBatchesJob', method: 'GET', path: apiPath`/v2/batches/jobs/${jobId}` },
		ANSWERS.pollBatchesJob,
	);
	return jobOf(job);
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

function jobOf(given: Given): Job {
	const message = wordsIn(given.message) ?? wordsIn(given);
	return {
		...given,
		state: String(given.state ?? given.status),
		...(message !== undefined && { message }),
	};
}

/** The job that an answer names, in its body or in its Location header. */
export function jobIdOf(value: Given, headers: Record<string, string>): string | undefined {
	return jobIdsOf(value, headers)[0];
}

/** All jobs that an answer names: every key that ends with `job_id`, or the Location header. */
export function jobIdsOf(value: Given, { location }: Record<string, string>): string[] {
	const ids = Object.entries(value)
		.filter(([key]) => /job_?id$/i.test(key))
		.map(([, id]) => (typeof id === 'string' || typeof id === 'number' ? String(id) : ''))
		.filter((id) => id !== '');
	const inHeader = /\/jobs\/([^/?#]+)/.exec(location ?? '')?.[1];
	return ids.length > 0 || inHeader === undefined ? [...new Set(ids)] : [decoded(inHeader)];
}

/** What is not encoded as it should be is taken as it is. */
function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
