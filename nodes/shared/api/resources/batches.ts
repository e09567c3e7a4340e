import type { Api } from '../wire/api';
import { call, callJson } from '../wire/call';
import { invalidInput } from '../wire/errors';
import { pagesByOffset } from '../wire/paginate';
import { apiPath } from '../wire/path';
import { objectsIn } from '../wire/values';
import { jobIdsOf } from './jobs';

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
	return await callJson(api, {
		operationId: 'createBatch',
		method: 'POST',
		path: apiPath`/v2/batches`,
		body: { json: { name: batch.name, workspace: batch.workspace || undefined } },
	});
}

/**
 * Lists batches, page by page (operationId `listBatches`).
 * @throws AiHubError
 */
export function listBatches(api: Api, filters: BatchFilters = {}): AsyncGenerator<Batch[]> {
	return pagesByOffset(
		async (offset, limit) => {
			const page = await callJson<{ batches: unknown[] }>(api, {
				operationId: 'listBatches',
				method: 'GET',
				path: apiPath`/v2/batches`,
				query: {
					workspace: filters.workspace || undefined,
					username: filters.username || undefined,
					limit,
					offset,
				},
			});
			return objectsIn<Batch>(page.batches);
		},
		(batch) => batch.id,
	);
}

/**
 * Reads one batch (operationId `getBatch`).
 * @throws AiHubError; `notFound` when it does not exist or is not accessible
 */
export async function getBatch(api: Api, batchId: number): Promise<Batch> {
	return await callJson(api, {
		operationId: 'getBatch',
		method: 'GET',
		path: apiPath`/v2/batches/${batchId}`,
	});
}

/**
 * Asks for the deletion of a batch and its files (operationId `deleteBatch`).
 * @returns the ids of the jobs that delete it; a server may name none
 * @throws AiHubError
 */
export async function deleteBatch(api: Api, batchId: number): Promise<string[]> {
	const response = await call(api, {
		operationId: 'deleteBatch',
		method: 'DELETE',
		path: apiPath`/v2/batches/${batchId}`,
	});
	return jobIdsOf(response);
}

/**
 * Refuses names that AI Hub does not take.
 * @throws AiHubError of kind `invalidInput`
 */
export function assertName(name: string, what: string): void {
	if (name.trim() === '') {
		throw invalidInput(`The ${what} is empty`, `Give the ${what} at least one character.`);
	}
	// Whether AI Hub counts an emoji as one or as two is not published: only what is too long either
	// way is refused here.
	const length = Array.from(name).length;
	if (length > LONGEST_NAME) {
		throw invalidInput(
			`The ${what} has ${length} characters; AI Hub takes at most ${LONGEST_NAME}`,
			`Shorten the ${what}. It begins "${cutBetweenCharacters(name, 40)}…".`,
		);
	}
}

/** The beginning of a name that AI Hub takes, however it counts; no character is cut in two. */
export function fittingName(name: string): string {
	return cutBetweenCharacters(name, LONGEST_NAME);
}

/** Characters as a person sees them: an emoji of several code points is one. */
const CHARACTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function cutBetweenCharacters(text: string, most: number): string {
	if (text.length <= most) return text;
	let end = 0;
	for (const { index, segment } of CHARACTERS.segment(text)) {
		if (index + segment.length > most) break;
		end = index + segment.length;
	}
	return text.slice(0, end);
}
