import type { Api } from '../wire/api';
import { UPLOAD_TIMEOUT_MS } from './batchFiles';
import { saysDone } from '../wire/answers';
import { call, callJson } from '../wire/call';
import { apiPath } from '../wire/path';

export interface UploadSession {
	session_id: string;
	/** Bytes of every part but the last. */
	part_size: number;
}

/** An uploaded part; the numbers begin at 1. */
export interface UploadedPart {
	part_num: number;
	part_id: string;
}

/**
 * Opens a session for a file over 10 MB (operationId `createMultipartUploadSession`).
 * A session holds nothing before its parts come, so opening it is safe to repeat.
 * @param file.size bytes
 * @throws AiHubError
 */
export async function createMultipartUploadSession(
	api: Api,
	batchId: number,
	file: { name: string; size: number },
): Promise<UploadSession> {
	return await callJson(api, {
		operationId: 'createMultipartUploadSession',
		method: 'POST',
		path: apiPath`/v2/batches/multipart-upload`,
		body: { json: { batch_id: batchId, filename: file.name, file_size: file.size } },
		repeatable: true,
	});
}

/**
 * Uploads one part (operationId `uploadMultipartPart`).
 * @param partNum from 1
 * @throws AiHubError
 */
export async function uploadMultipartPart(
	api: Api,
	sessionId: string,
	partNum: number,
	bytes: Buffer,
): Promise<UploadedPart> {
	return await callJson(api, {
		operationId: 'uploadMultipartPart',
		method: 'PUT',
		path: apiPath`/v2/batches/multipart-upload/sessions/${sessionId}/parts/${partNum}`,
		headers: { 'content-type': 'application/octet-stream' },
		body: { bytes },
		timeoutMs: UPLOAD_TIMEOUT_MS,
	});
}

/**
 * Ends a session: `commit` makes the parts a file of the batch, `abort` throws them away, also
 * when the caller was stopped (operationId `commitMultipartUploadSession`).
 * @param end.parts in the order of their numbers
 * @returns `isCertain` is false for a success that a proxy may have given
 * @throws AiHubError
 */
export async function commitMultipartUploadSession(
	api: Api,
	sessionId: string,
	end: { action: 'commit'; parts: UploadedPart[] } | { action: 'abort' },
): Promise<{ isCertain: boolean }> {
	const response = await call(api, {
		operationId: 'commitMultipartUploadSession',
		method: 'POST',
		path: apiPath`/v2/batches/multipart-upload/sessions/${sessionId}`,
		body: { json: end },
		...(end.action === 'abort' && { repeatable: true, evenIfCancelled: true }),
	});
	return { isCertain: saysDone(response) };
}
