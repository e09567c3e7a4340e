import type { Api } from '../wire/api';
import { callJson } from '../wire/call';
import { invalidInput } from '../wire/errors';
import { pagesByOffset } from '../wire/paginate';
import { apiPath } from '../wire/path';
import type { ApiRequest } from '../wire/send';

/** A run of an app or deployment. Every key but `id` may be missing. */
export interface Run {
	id: string;
	/** RUNNING, COMPLETE, FAILED, CANCELLED, STOPPED_AT_CHECKPOINT, PAUSED, or one not known yet. */
	status?: string;
	/** ns since 1970, rounded by JSON.parse. */
	start_timestamp?: number | null;
	/** ns since 1970, null or 0 while unfinished. */
	finish_timestamp?: number | null;
	msg?: string | null;
	batch_id?: number | string | null;
	input_dir?: string | null;
	app_id?: string | null;
	deployment_id?: string | null;
	tags?: string[] | null;
}

/** Settings of a run, in the API's own names. */
export interface RunSettings {
	keys?: { custom?: Record<string, unknown>; secret?: Record<string, string> };
	runtime_config?: Record<string, unknown>;
	tags?: string[];
	/** From the older specification: AI Hub calls this URL when the run ends. */
	webhook_config?: { url: string; headers?: Record<string, string> };
	[other: string]: unknown;
}

/** Body of `runApp`. Either `app_id` or `app_name`, either `batch_id` or `input_dir`. */
export interface RunAppBody {
	app_id?: string;
	app_name?: string;
	owner?: string;
	batch_id?: number;
	input_dir?: string;
	version?: string;
	output_workspace?: string;
	output_dir?: string;
	settings?: RunSettings;
}

/** Body of `runDeployment`. One of `batch_id`, `input_dir`, `manual_upstream_integration`. */
export interface RunDeploymentBody {
	batch_id?: number;
	input_dir?: string;
	manual_upstream_integration?: boolean;
	/** Start of the mailbox window, ms since 1970. */
	from_timestamp?: number;
	/** End of the mailbox window, ms since 1970. */
	to_timestamp?: number;
	version?: string;
	/** From the older specification. */
	output_workspace?: string;
	output_dir?: string;
	settings?: RunSettings;
}

/** Filters of `listRuns`. AI Hub filters by start time, and looks 24 hours back by default. */
export interface RunFilters {
	app_id?: string;
	app_name?: string;
	deployment_id?: string;
	username?: string;
	run_id?: string;
	status?: string[];
	output_workspaces?: string[];
	/** Runs started from then on, seconds since 1970. */
	from_timestamp?: number;
	/** Runs started up to then, seconds since 1970. */
	to_timestamp?: number;
	sort_by?: 'start_timestamp' | 'status';
	order?: 'ASCENDING' | 'DESCENDING';
}

/** Which parts of a run to delete. `delete_input` deletes the run's batch as well. */
export interface RunDeletion {
	delete_db_data: boolean;
	delete_input: boolean;
	delete_output: boolean;
	delete_logs: boolean;
}

/** Jobs of a deletion; absent or null for what is not deleted. */
export interface RunDeletionJobs {
	delete_input_dir_job_id?: string | null;
	delete_output_dir_job_id?: string | null;
	delete_log_dir_job_id?: string | null;
}

/** Most characters of all tags of a run together. */
export const LONGEST_TAGS = 500;

/**
 * Starts a run of an app (operationId `runApp`). Not repeated by itself when its answer is lost,
 * because a second run may be billed: see `startRun`.
 * @throws AiHubError; `details.maybeDone` when a run may have started all the same
 */
export async function runApp(api: Api, body: RunAppBody): Promise<Run> {
	assertSettings(body.settings);
	return await callJson(api, {
		operationId: 'runApp',
		method: 'POST',
		path: apiPath`/v2/apps/runs`,
		body: { json: body },
		sensitive: secretsOf(body.settings),
	});
}

/**
 * Starts a run of a deployment (operationId `runDeployment`); not repeated by itself, like `runApp`.
 * @throws AiHubError; `details.maybeDone` when a run may have started all the same
 */
export async function runDeployment(
	api: Api,
	deploymentId: string,
	body: RunDeploymentBody,
): Promise<Run> {
	assertSettings(body.settings);
	return await callJson(api, {
		operationId: 'runDeployment',
		method: 'POST',
		path: apiPath`/v2/apps/deployments/${deploymentId}/runs`,
		body: { json: body },
		sensitive: secretsOf(body.settings),
	});
}

/**
 * One page of runs (operationId `listRuns`).
 * @param page.limit most runs to answer
 * @param page.offset runs to pass over
 * @throws AiHubError
 */
export async function listRunsPage(
	api: Api,
	filters: RunFilters,
	page: { limit: number; offset: number },
): Promise<Run[]> {
	const request: ApiRequest = {
		operationId: 'listRuns',
		method: 'GET',
		path: apiPath`/v2/apps/runs`,
		query: { ...filters, ...page },
	};
	// A list that is missing is not an empty one: a run may be started again because it is not in it.
	const answer = await callJson<{ runs: Run[] | null }>(api, request, 'runs');
	return answer.runs ?? [];
}

/**
 * Lists runs, page by page (operationId `listRuns`). Always give `from_timestamp`: AI Hub's own
 * default is 24 hours, and was a week before.
 * @throws AiHubError
 */
export function listRuns(api: Api, filters: RunFilters): AsyncGenerator<Run[]> {
	return pagesByOffset(
		async (offset, limit) => await listRunsPage(api, filters, { limit, offset }),
		(run) => run.id,
	);
}

/**
 * Reads a run (operationId `getRunStatus`).
 * @throws AiHubError; `notFound` when it does not exist or is not accessible
 */
export async function getRunStatus(api: Api, runId: string): Promise<Run> {
	const request: ApiRequest = {
		operationId: 'getRunStatus',
		method: 'GET',
		path: apiPath`/v2/apps/runs/${runId}`,
	};
	return await callJson<Run>(api, request, 'id');
}

/**
 * Asks for the deletion of a run (operationId `deleteRun`). Every flag is sent, because AI Hub's
 * default deletes the input, and with it the batch.
 * @throws AiHubError
 */
export async function deleteRun(
	api: Api,
	runId: string,
	deletion: RunDeletion,
): Promise<RunDeletionJobs> {
	return await callJson(api, {
		operationId: 'deleteRun',
		method: 'DELETE',
		path: apiPath`/v2/apps/runs/${runId}`,
		query: { ...deletion },
	});
}

function assertSettings(settings: RunSettings | undefined): void {
	const length = (settings?.tags ?? []).join('').length;
	if (length > LONGEST_TAGS) {
		throw invalidInput(
			`The tags have ${length} characters together; AI Hub takes at most ${LONGEST_TAGS}`,
			'Use fewer or shorter tags.',
		);
	}
}

/** PDF passwords and the headers of a callback: AI Hub's errors may quote the request. */
function secretsOf(settings: RunSettings | undefined): string[] {
	const instabase = settings?.runtime_config?.instabase as
		| { pdf?: { passwords?: Record<string, unknown> } }
		| undefined;
	return [
		...Object.values(instabase?.pdf?.passwords ?? {}),
		...Object.values(settings?.webhook_config?.headers ?? {}),
	].map(String);
}
