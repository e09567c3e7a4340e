import type { Api } from '../wire/api';
import { entriesAt } from '../wire/answer';
import { callAnswer, callJson } from '../wire/call';
import { pagesByToken, tokenOf } from '../wire/paginate';
import { apiPath } from '../wire/path';
import { ANSWERS } from './answers';
import { jobIdOf } from './jobs';

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

/**
 * Lists the files of a batch, page by page (operationId `listFiles`).
 * @throws AiHubError; `notFound` when the batch does not exist
 */
export function listFiles(api: Api, batchId: number, pageSize = 100): AsyncGenerator<BatchFile[]> {
	return pagesByToken(async (token) => {
		const page = await callJson(
			api,
			{
				operationId: 'listFiles',
				method: 'GET',
				path: apiPath`/v2/batches/${batchId}/files`,
				query: { page_size: pageSize, start_token: token },
			},
			ANSWERS.listFiles,
		);
		return { entries: entriesAt(page, ANSWERS.listFiles.list), ...tokenOf(page) };
	});
}

/**
 * Puts one file into a batch, in one request meant for up to 10 MB; a file of that name is replaced
 * (operationId `addFileToBatch`).
 * @throws AiHubError
 */
export async function addFileToBatch(
	api: Api,
	batchId: number,
	fileName: string,
	bytes: Buffer,
): Promise<void> {
	await callJson(
		api,
		{
			operationId: 'addFileToBatch',
			method: 'PUT',
			path: apiPath`/v2/batches/${batchId}/files/${fileName}`,
			headers: { 'content-type': 'application/octet-stream' },
			body: { bytes },
			timeoutMs: UPLOAD_TIMEOUT_MS,
		},
		ANSWERS.addFileToBatch,
	);
}

/**
 * Asks for the deletion of a file in a batch (operationId `deleteFileFromBatch`).
 * @returns the id of the job that deletes it, when the answer names one
 * @throws AiHubError
 */
export async function deleteFileFromBatch(
	api: Api,
	batchId: number,
	fileName: string,
): Promise<{ jobId?: string }> {
	const { value, headers } = await callAnswer(
		api,
		{
			operationId: 'deleteFileFromBatch',
			method: 'DELETE',
			path: apiPath`/v2/batches/${batchId}/files/${fileName}`,
		},
		ANSWERS.deleteFileFromBatch,
	);
	return { jobId: jobIdOf(value, headers) };
}

/** 10 MB at 35 kB/s, in ms: a slow line is not a broken one. */
export const UPLOAD_TIMEOUT_MS = 300_000;
