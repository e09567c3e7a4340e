import type { Api } from '../wire/api';
import { call, callJson } from '../wire/call';
import { invalidInput } from '../wire/errors';
import { pagesByOffset } from '../wire/paginate';
import { apiPath } from '../wire/path';
import { nsOf } from '../wire/time';
import { jobIdsOf } from './jobs';

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

/** Most characters of all tags of a run together. */
export const LONGEST_TAGS = 500;

/**
 * Starts a run of an app (operationId `runApp`). Not repeated by itself when its answer is lost,
 * because a second run may be billed: see `startRun`.
 * @throws AiHubError; `details.maybeDone` when a run may have started all the same
 */
export async function runApp(api: Api, body: RunAppBody): Promise<Run> {
	assertSettings(body.settings);
	const run = await callJson(api, {
		operationId: 'runApp',
		method: 'POST',
		path: apiPath`/v2/apps/runs`,
		body: { json: body },
		sensitive: concealSettings(api, body.settings),
	});
	return runOf(api, run);
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
	const run = await callJson(api, {
		operationId: 'runDeployment',
		method: 'POST',
		path: apiPath`/v2/apps/deployments/${deploymentId}/runs`,
		body: { json: body },
		sensitive: concealSettings(api, body.settings),
	});
	return runOf(api, run);
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
	const { runs } = await callJson<{ runs: unknown[] }>(api, {
		operationId: 'listRuns',
		method: 'GET',
		path: apiPath`/v2/apps/runs`,
		query: { ...filters, ...page },
	});
	// One that is none, or without an ID, cannot be told from another: it is left out.
	return runs.map((run) => runOf(api, run)).filter(({ id }) => id !== '');
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
	const run = await callJson(api, {
		operationId: 'getRunStatus',
		method: 'GET',
		path: apiPath`/v2/apps/runs/${runId}`,
	});
	return runOf(api, run, runId);
}

/**
 * Whether an ID that a server tells is the one a person or a program asks for: it may come as a number,
 * or as a UUID in other case.
 */
export function sameId(one: unknown, other: string): boolean {
	return String(one).toLowerCase() === other.toLowerCase();
}

/**
 * Asks for the deletion of a run (operationId `deleteRun`). Every flag is sent, because AI Hub's
 * default deletes the input, and with it the batch.
 * @returns the ids of the jobs that delete its parts
 * @throws AiHubError
 */
export async function deleteRun(api: Api, runId: string, deletion: RunDeletion): Promise<string[]> {
	const response = await call(api, {
		operationId: 'deleteRun',
		method: 'DELETE',
		path: apiPath`/v2/apps/runs/${runId}`,
		query: { ...deletion },
	});
	return jobIdsOf(response);
}

/**
 * A run as this layer knows it, whatever a server makes of the types: the id under either name it
 * goes by, times in nanoseconds, tags as a list of texts. What is none of these is left out, and so
 * are the settings, which a server may repeat with the passwords in them.
 * @param runId the id that was asked for, for an answer that does not repeat it
 */
function runOf(api: Api, answer: unknown, runId = ''): Run {
	const given = { ...(typeof answer === 'object' && answer) } as Run & {
		run_id?: unknown;
		settings?: unknown;
	};
	delete given.settings;
	const { start_timestamp: start, finish_timestamp: finish, tags } = given;
	return {
		...given,
		id: textOf(given.id) ?? textOf(given.run_id) ?? runId,
		...('status' in given && { status: textOf(given.status) }),
		// AI Hub's words may quote the settings of the run, its passwords among them.
		...('msg' in given && { msg: wordsOf(api, given.msg) }),
		...('start_timestamp' in given && { start_timestamp: nsOf(start) ?? null }),
		...('finish_timestamp' in given && { finish_timestamp: nsOf(finish) ?? null }),
		...('tags' in given && { tags: tagsOf(tags) }),
	};
}

function textOf(value: unknown): string | undefined {
	const isText = typeof value === 'string' || typeof value === 'number';
	return isText && value !== '' ? String(value) : undefined;
}

function wordsOf(api: Api, msg: unknown): string | null {
	const words = textOf(msg);
	return words === undefined ? null : api.redact(words);
}

/** Null where the tags are not told, which is not the same as none. */
function tagsOf(tags: unknown): string[] | null {
	if (typeof tags === 'string') return [tags];
	return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : null;
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

/**
 * From now on the secrets in the settings of a run are in nothing that AI Hub says of it.
 * @returns these secrets: passwords of PDFs, and values of the headers of its callback
 */
export function concealSettings(api: Api, settings: RunSettings | undefined): string[] {
	const secrets = secretsOf(settings);
	api.conceal?.(secrets);
	return secrets;
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
