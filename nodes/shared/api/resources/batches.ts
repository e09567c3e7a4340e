import type { Api } from '../wire/api';
import { entriesAt, type Given } from '../wire/answer';
import { callAnswer, callJson } from '../wire/call';
import { invalidInput } from '../wire/errors';
import { pagesByOffset } from '../wire/paginate';
import { apiPath } from '../wire/path';
import { ANSWERS } from './answers';
import { jobIdOf } from './jobs';

/** A batch: a named set of uploaded files. Every key but `id` may be missing. */
export interface Batch {
	id: number;
	name?: string;
	workspace?: string;
	/** Name of the drive the batch is stored on. */
	mount_point?: string;
	repo_owner?: string;
	batch_owner?: string;
	/** ms since 1970. */
	created_at_ms?: number;
	/** ms since 1970. */
	updated_at_ms?: number;
	path_suffix?: string;
}

export interface BatchFilters {
	workspace?: string;
	username?: string;
}

/** Longest name of a batch or of a file in it, in characters. */
export const LONGEST_NAME = 255;

/**
 * Creates an empty batch (operationId `createBatch`).
 * @param batch.workspace needed by service accounts, which have no personal workspace
 * @returns the id of the batch
 * @throws AiHubError; `invalidInput` for an empty name or one over 255 characters
 */
export async function createBatch(
	api: Api,
	batch: { name: string; workspace?: string },
): Promise<{ id: number }> {
	assertName(batch.name, 'batch name');
	const created = await callJson(
		api,
		{
			operationId: 'createBatch',
			method: 'POST',
			path: apiPath`/v2/batches`,
			body: { json: { name: batch.name, workspace: batch.workspace || undefined } },
		},
		ANSWERS.createBatch,
	);
	return batchOf(created);
}

/**
 * Lists batches, page by page (operationId `listBatches`).
 * @throws AiHubError
 */
export function listBatches(api: Api, filters: BatchFilters = {}): AsyncGenerator<Batch[]> {
	return pagesByOffset(
		async (offset, limit) => {
			const query = {
				workspace: filters.workspace || undefined,
				username: filters.username || undefined,
				limit,
				offset,
			};
			const page = await callJson(
				api,
				{ operationId: 'listBatches', method: 'GET', path: apiPath`/v2/batches`, query },
				ANSWERS.listBatches,
			);
			return entriesAt(page, ANSWERS.listBatches.list).map(batchOf);
		},
		(batch) => batch.id,
	);
}

/**
 * Reads one batch (operationId `getBatch`).
 * @throws AiHubError; `notFound` when it does not exist or is not accessible
 */
export async function getBatch(api: Api, batchId: number): Promise<Batch> {
	const batch = await callJson(
		api,
		{ operationId: 'getBatch', method: 'GET', path: apiPath`/v2/batches/${batchId}` },
		ANSWERS.getBatch,
	);
	return batchOf({ id: batchId, ...batch });
}

/**
 * Asks for the deletion of a batch and its files (operationId `deleteBatch`).
 * @returns the id of the job that deletes it, when the answer names one
 * @throws AiHubError
 */
export async function deleteBatch(api: Api, batchId: number): Promise<{ job_id?: string }> {
	const { value, headers } = await callAnswer(
		api,
		{ operationId: 'deleteBatch', method: 'DELETE', path: apiPath`/v2/batches/${batchId}` },
		ANSWERS.deleteBatch,
	);
	return { job_id: jobIdOf(value, headers) };
}

/** The ID is a number in the specification; some servers send it as text. */
function batchOf(given: Given): Batch {
	const isNumber = typeof given.id === 'string' && /^\d{1,15}$/.test(given.id);
	return (isNumber ? { ...given, id: Number(given.id) } : given) as unknown as Batch;
}

/**
 * Refuses names that AI Hub does not take.
 * @throws AiHubError of kind `invalidInput`
 */
export function assertName(name: string, what: string): void {
	if (name.trim() === '') {
		throw invalidInput(`The ${what} is empty`, `Give the ${what} at least one character.`);
	}
	const { length } = [...name];
	if (length > LONGEST_NAME) {
		throw invalidInput(
			`The ${what} has ${length} characters; AI Hub takes at most ${LONGEST_NAME}`,
			`Shorten the ${what}. It begins "${cutName(name, 40)}…".`,
		);
	}
}

/** The beginning of a name, in whole characters as a person counts them in most scripts. */
export function cutName(name: string, length = LONGEST_NAME): string {
	return name.length <= length ? name : [...name].slice(0, length).join('');
}
