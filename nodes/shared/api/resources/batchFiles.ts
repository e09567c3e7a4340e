import type { Api } from '../wire/api';
import { saysDone } from '../wire/answers';
import { call, callJson } from '../wire/call';
import { pagesByToken } from '../wire/paginate';
import { apiPath } from '../wire/path';
import { objectsIn } from '../wire/values';
import { jobIdsOf } from './jobs';

/** A file in a batch. Every key may be missing. */
export interface BatchFile {
	name?: string;
	full_path?: string;
	metadata?: {
		node_type?: string;
		/** Bytes. */
		size?: number;
		/** Seconds since 1970. */
		modified_timestamp?: number;
	};
	perms?: { can_read?: boolean; can_write?: boolean; can_delete?: boolean };
}

interface BatchFilePage {
	nodes: unknown[];
	next_page_token?: string | null;
	has_more?: boolean;
}

/**
 * Lists the files of a batch, page by page (operationId `listFiles`).
 * @throws AiHubError; `notFound` when the batch does not exist
 */
export function listFiles(api: Api, batchId: number, pageSize = 100): AsyncGenerator<BatchFile[]> {
	return pagesByToken(async (token) => {
		const page = await callJson<BatchFilePage>(api, {
			operationId: 'listFiles',
			method: 'GET',
			path: apiPath`/v2/batches/${batchId}/files`,
			query: { page_size: pageSize, start_token: token },
		});
		return {
			entries: objectsIn<BatchFile>(page.nodes),
			nextToken: page.next_page_token ?? undefined,
			hasMore: page.has_more,
		};
	});
}

/**
 * Puts one file into a batch, in one request meant for up to 10 MB; a file of that name is replaced
 * (operationId `addFileToBatch`).
 * @returns `isCertain` is false for a success that a proxy may have given
 * @throws AiHubError
 */
export async function addFileToBatch(
	api: Api,
	batchId: number,
	fileName: string,
	bytes: Buffer,
): Promise<{ isCertain: boolean }> {
	const response = await call(api, {
		operationId: 'addFileToBatch',
		method: 'PUT',
		path: apiPath`/v2/batches/${batchId}/files/${fileName}`,
		headers: { 'content-type': 'application/octet-stream' },
		body: { bytes },
		timeoutMs: UPLOAD_TIMEOUT_MS,
	});
	return { isCertain: saysDone(response) };
}

/**
 * Asks for the deletion of a file in a batch (operationId `deleteFileFromBatch`).
 * @returns the ids of the jobs that delete it; AI Hub documents none
 * @throws AiHubError
 */
export async function deleteFileFromBatch(
	api: Api,
	batchId: number,
	fileName: string,
): Promise<string[]> {
	const response = await call(api, {
		operationId: 'deleteFileFromBatch',
		method: 'DELETE',
		path: apiPath`/v2/batches/${batchId}/files/${fileName}`,
	});
	return jobIdsOf(response);
}

/** 10 MB at 35 kB/s, in ms: a slow line is not a broken one. */
export const UPLOAD_TIMEOUT_MS = 300_000;
