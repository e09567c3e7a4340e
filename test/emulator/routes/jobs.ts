import type { Job } from '../entities';
import { ApiError } from '../http';
import type { Call, Route } from '../route';

/** A job waits for the first third of its time, works for the rest, and is then done. */
function jobState(job: Job, now: number, jobMs: number): string {
	const age = now - job.createdAt;
	if (age < jobMs / 3) return 'PENDING';
	return age < jobMs ? 'RUNNING' : job.outcome;
}

function jobStatus(call: Call) {
	const job = call.store.jobs.get(call.param('job_id'));
	if (!job) throw new ApiError(404, 'The job does not exist.');
	const state = jobState(job, call.now, call.store.jobMs);
	const message = state === job.outcome ? job.message : 'Job is in progress.';
	return { status: 200, json: { state, message } };
}

export const jobRoutes: Route[] = [
	{
		operationId: 'pollBatchesJob',
		method: 'GET',
		path: '/v2/batches/jobs/{job_id}',
		handle: jobStatus,
	},
	{ operationId: 'jobStatus', method: 'GET', path: '/v2/jobs/{job_id}', handle: jobStatus },
];
