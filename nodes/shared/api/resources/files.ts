import type { Api } from '../wire/api';
import { UPLOAD_TIMEOUT_MS } from './batchFiles';
import { answerTo, entriesAt } from '../wire/answer';
import { call, callAnswer, callJson } from '../wire/call';
import { AiHubError, attempt } from '../wire/errors';
import { pagesByToken, tokenOf } from '../wire/paginate';
import { encodeDrivePath } from '../wire/path';
import type { ApiRequest, ByteStream } from '../wire/send';
import { ANSWERS } from './answers';
import { fileIn } from './fileContent';
import { jobIdOf } from './jobs';

/** How long AI Hub itself waits for a file that is not there yet: `retries` times `backoffSeconds`. */
export interface WaitForFile {
	retries: number;
	backoffSeconds: number;
}

export interface FileContents {
	/** The bytes, or a stream of them. */
	content: ByteStream | Buffer;
	/** MIME type as AI Hub gives it. */
	contentType?: string;
	/** Bytes of this answer. */
	contentLength?: number;
	/** The answer is a part of the file, as was asked for. */
	isPartial: boolean;
	/** Content-Range header of a partial answer, when it has one. */
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
 * Reads a file, whole or a part of it (operationId `readFile`).
 * @param options.range first and last byte, both included; without `last` to the end
 * @throws AiHubError; `notFound` when there is no such file
 */
export async function readFile(
	api: Api,
	path: string,
	options: { range?: { first: number; last?: number }; waitFor?: WaitForFile } = {},
): Promise<FileContents> {
	const { range } = options;
	const request: ApiRequest = {
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
	};
	const response = await call(api, request);
	return {
		content: await fileIn(request, response, path, api.redact),
		isPartial: response.status === 206,
		contentType: response.headers['content-type'],
		contentLength: numberOf(response.headers['content-length']),
		contentRange: response.headers['content-range'],
	};
}

/**
 * Creates or overwrites a file (operationId `writeFile`).
 * @param options.onlyIfNew refuse to overwrite
 * @returns whether the file is known to be new
 * @throws AiHubError; `rejected` with status 412 when it exists and `onlyIfNew` is set
 */
export async function writeFile(
	api: Api,
	path: string,
	bytes: Buffer,
	options: { onlyIfNew?: boolean } = {},
): Promise<{ created: boolean }> {
	const request: ApiRequest = {
		operationId: 'writeFile',
		method: 'PUT',
		path: drivePath(path),
		headers: {
			'content-type': 'application/octet-stream',
			...(options.onlyIfNew && { 'if-none-match': '*' }),
		},
		body: { bytes },
		timeoutMs: UPLOAD_TIMEOUT_MS,
		// A second try would be refused because of the first one's file.
		repeatable: !options.onlyIfNew,
	};
	return await call(api, request, (response) => {
		answerTo(request, response, ANSWERS.writeFile, api.redact);
		return { created: response.status === 201 };
	});
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
	if (/^\s*application\/json/i.test(contentType ?? '')) return { type: 'folder', contentType };
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
 * @returns the id of the job, when the answer names one, usually in its Location header
 * @throws AiHubError
 */
export async function deleteFileOrFolder(api: Api, path: string): Promise<{ jobId?: string }> {
	const { value, headers } = await callAnswer(
		api,
		{ operationId: 'deleteFileOrFolder', method: 'DELETE', path: drivePath(path) },
		ANSWERS.deleteFileOrFolder,
	);
	return { jobId: jobIdOf(value, headers) };
}

/**
 * Lists a folder, page by page. Not in the specification (`readFile` with
 * `expect-node-type=folder`, as the vendor's own toolkit uses it), so it may change.
 * @throws AiHubError
 */
export function listFolder(api: Api, path: string): AsyncGenerator<FolderNode[]> {
	return pagesByToken(async (token) => {
		const request: ApiRequest = {
			operationId: 'readFile',
			method: 'GET',
			path: drivePath(path),
			query: { 'expect-node-type': 'folder', 'start-token': token },
		};
		const asked = await attempt(() => callJson(api, request, ANSWERS.listFolder));
		if (!asked.ok) throw undocumented(asked.error);
		const page = asked.value;
		return { entries: entriesAt(page, ANSWERS.listFolder.list), ...tokenOf(page) };
	});
}

function undocumented(error: Error): Error {
	if (!(error instanceof AiHubError && error.kind === 'unexpectedAnswer')) return error;
	return error.with({
		hint: 'Listing folders is not documented by AI Hub; this server may not offer it.',
	});
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
	return /^\s*\d+\s*$/.test(header ?? '') ? Number(header) : undefined;
}
