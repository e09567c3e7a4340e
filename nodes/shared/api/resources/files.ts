import type { Api } from '../wire/api';
import { UPLOAD_TIMEOUT_MS } from './batchFiles';
import { call, callJson } from '../wire/call';
import { saysDone } from '../wire/answers';
import { AiHubError, attempt } from '../wire/errors';
import { pagesByToken } from '../wire/paginate';
import { encodeDrivePath } from '../wire/path';
import type { ApiRequest, ByteStream, FileBody } from '../wire/send';
import { objectsIn } from '../wire/values';
import { jobIdsOf } from './jobs';

/** How long AI Hub itself waits for a file that is not there yet: `retries` times `backoffSeconds`. */
export interface WaitForFile {
	retries: number;
	backoffSeconds: number;
}

export interface FileContents {
	stream: ByteStream;
	/** MIME type as AI Hub gives it. */
	contentType?: string;
	/** Bytes of this answer. */
	contentLength?: number;
	/** True when the answer is the part that was asked for, not the whole file. */
	isPart: boolean;
	/** Content-Range header of a partial answer; some servers send none. */
	contentRange?: string;
}

/** Metadata of a node on a drive. */
export interface FileMetadata {
	type: 'file' | 'folder';
	/** Bytes; files only. */
	size?: number;
	/** HTTP date; files only. */
	lastModified?: string;
	contentType?: string;
}

/** An entry of a folder, as the vendor's own toolkit reads it; every key may be missing. */
export interface FolderNode {
	name?: string;
	full_path?: string;
	metadata?: { node_type?: string; size?: number; modified_timestamp?: number };
	[other: string]: unknown;
}

/**
 * Reads a file, whole or a part of it, or what is answered in its place (operationId `readFile`).
 * @param options.range first and last byte, both included; without `last` to the end
 * @throws AiHubError; `notFound` when there is no such file
 */
export async function readFile(
	api: Api,
	path: string,
	options: { range?: { first: number; last?: number }; waitFor?: WaitForFile } = {},
): Promise<FileContents> {
	const { range } = options;
	const response = await call(api, {
		operationId: 'readFile',
		method: 'GET',
		path: drivePath(path),
		query: { 'expect-node-type': 'file' },
		headers: {
			...(range && { range: `bytes=${range.first}-${range.last ?? ''}` }),
			...waitHeader(options.waitFor),
		},
		answer: 'stream',
		timeoutMs: timeoutOf(options.waitFor),
	});
	const { headers, status } = response;
	const contentType = headers['content-type'];
	return {
		stream: response.body as ByteStream,
		contentType,
		contentLength: numberOf(headers['content-length']),
		isPart: status === 206,
		contentRange: headers['content-range'],
	};
}

/**
 * Creates or overwrites a file (operationId `writeFile`), in one request.
 * @param options.onlyIfNew refuse to overwrite
 * @returns whether the file is known to be new; `isCertain` is false for a success that a
 * proxy may have given
 * @throws AiHubError; `rejected` with status 412 when it exists and `onlyIfNew` is set
 */
export async function writeFile(
	api: Api,
	path: string,
	content: Buffer | FileBody,
	options: { onlyIfNew?: boolean } = {},
): Promise<{ created: boolean; isCertain: boolean }> {
	const response = await call(api, {
		operationId: 'writeFile',
		method: 'PUT',
		path: drivePath(path),
		headers: {
			'content-type': 'application/octet-stream',
			...(options.onlyIfNew && { 'if-none-match': '*' }),
		},
		body: content instanceof Uint8Array ? { bytes: content } : { file: content },
		timeoutMs: UPLOAD_TIMEOUT_MS,
		// A second try would be refused because of the first one's file.
		repeatable: !options.onlyIfNew,
	});
	return { created: response.status === 201, isCertain: saysDone(response) };
}

/**
 * Reads what is at a path (operationId `getFileMetadata`). AI Hub tells a file from a folder by
 * the Content-Type of its answer.
 * @throws AiHubError; `notFound` when nothing is there
 */
export async function getFileMetadata(
	api: Api,
	path: string,
	options: { waitFor?: WaitForFile } = {},
): Promise<FileMetadata> {
	const { headers } = await call(api, {
		operationId: 'getFileMetadata',
		method: 'HEAD',
		path: drivePath(path),
		headers: waitHeader(options.waitFor),
		timeoutMs: timeoutOf(options.waitFor),
	});
	const contentType = headers['content-type'];
	if (/^\s*application\/json\b/i.test(contentType ?? '')) return { type: 'folder', contentType };
	return {
		type: 'file',
		size: numberOf(headers['content-length']),
		lastModified: headers['last-modified'],
		contentType,
	};
}

/**
 * Asks for the deletion of a file or folder (operationId `deleteFileOrFolder`). AI Hub accepts it
 * also when nothing is there.
 * @returns the ids of the jobs that delete it, as the answer's Location header names them
 * @throws AiHubError
 */
export async function deleteFileOrFolder(api: Api, path: string): Promise<string[]> {
	const response = await call(api, {
		operationId: 'deleteFileOrFolder',
		method: 'DELETE',
		path: drivePath(path),
	});
	return jobIdsOf(response);
}

/**
 * Lists a folder, page by page. Not in the specification (`readFile` with
 * `expect-node-type=folder`, as the vendor's own toolkit uses it), so it may change.
 * @throws AiHubError
 */
export function listFolder(api: Api, path: string): AsyncGenerator<FolderNode[]> {
	return pagesByToken(async (token) => {
		const answer = await attempt(() =>
			callJson<{ nodes: unknown[]; next_page_token?: string | null; has_more?: boolean }>(api, {
				operationId: 'readFile',
				method: 'GET',
				path: drivePath(path),
				query: { 'expect-node-type': 'folder', 'start-token': token },
			}),
		);
		if (!answer.ok) throw mayBeMissing(answer.error);
		const page = answer.value;
		return {
			entries: objectsIn<FolderNode>(page.nodes),
			nextToken: page.next_page_token ?? undefined,
			hasMore: page.has_more,
		};
	});
}

function mayBeMissing(error: Error): Error {
	if (!(error instanceof AiHubError) || error.kind !== 'unexpectedAnswer') return error;
	const hint = 'Listing folders is not documented by AI Hub; this server may not offer it.';
	return error.with({ hint });
}

function drivePath(path: string): ApiRequest['path'] {
	return `/v2/files/${encodeDrivePath(path)}`;
}

function waitHeader(waitFor: WaitForFile | undefined): Record<string, string> {
	if (!waitFor) return {};
	const { retries, backoffSeconds } = waitFor;
	return { 'ib-retry-config': JSON.stringify({ retries, 'backoff-seconds': backoffSeconds }) };
}

/** While AI Hub waits for the file, no answer comes: the time limit must be longer than that. */
function timeoutOf(waitFor: WaitForFile | undefined): number | undefined {
	return waitFor && (waitFor.retries * waitFor.backoffSeconds + 60) * 1000;
}

function numberOf(header: string | undefined): number | undefined {
	return header === undefined || header === '' ? undefined : Number(header);
}
