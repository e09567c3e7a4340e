import type { Api } from '../wire/api';
import { callJson } from '../wire/call';
import { readJson } from '../wire/json';
import { apiPath } from '../wire/path';
import type { ApiResponse } from '../wire/send';
import { isSaid } from '../wire/values';

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
	const job = await callJson(api, {
		operationId: 'jobStatus',
		method: 'GET',
		path: apiPath`/v2/jobs/${jobId}`,
	});
	return jobOf(job);
}

/**
 * Reads the job of a batch deletion at its older address (operationId `pollBatchesJob`), for
 * servers that do not have `jobStatus` yet.
 * @throws AiHubError
 */
export async function pollBatchesJob(api: Api, jobId: string): Promise<Job> {
	const job = await callJson(api, {
		operationId: 'pollBatchesJob',
		method: 'GET',
		path: apiPath`/v2/batches/jobs/${jobId}`,
	});
	return jobOf(job);
}

/**
 * The IDs of the jobs that the answer to a deletion names: in its body, under `job_id` or
 * `delete_…_job_id`, or in its Location header. Nothing where it names none.
 */
export function jobIdsOf({ body, headers }: ApiResponse): string[] {
	const answer = typeof body === 'string' ? readJson(body) : undefined;
	const named = Object.entries(typeof answer === 'object' && answer !== null ? answer : {})
		.filter(([key, id]) => key.endsWith('job_id') && ['string', 'number'].includes(typeof id))
		.map(([, id]) => String(id));
	const located = /\/jobs\/([^/?#]+)/.exec(headers.location ?? '')?.[1];
	const ids = located === undefined ? named : [...named, decoded(located)];
	return [...new Set(ids)].filter((id) => id.trim() !== '');
}

/** As it stands where it is not encoded the way addresses are. */
function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/** Some servers say `status`, as runs do. */
function jobOf(answer: Job & { status?: unknown }): Job {
	const said = [answer.state as unknown, answer.status].find(isSaid);
	const { message } = answer;
	return {
		...answer,
		state: said === undefined ? undefined : String(said),
		...(message !== undefined && { message: typeof message === 'string' ? message : undefined }),
	};
}
