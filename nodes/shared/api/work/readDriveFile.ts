import { type FileContents, getFileMetadata, readFile, type WaitForFile } from '../resources/files';
import { readAnswer } from '../wire/answers';
import type { Api } from '../wire/api';
import { AiHubError, attempt, isPassing, saysGone } from '../wire/errors';
import { readJson } from '../wire/json';
import type { ApiRequest, ByteStream } from '../wire/send';

/** An error that comes in place of a file is not longer than that. */
const LONGEST_ERROR_BYTES = 64 * 1024;

/** A file, or the part of it that was asked for, with its bytes where there are few. */
export interface DriveFile extends FileContents {
	path: string;
	/** No part of it was asked for. */
	isWhole: boolean;
	content: ByteStream | Buffer;
}

/**
 * Reads a file from a drive, whole or a part of it, and not what may be answered in its place: a web
 * page under a name that is none, or an error as older servers tell it under a success
 * (operationId `readFile`).
 * @param options.range first and last byte, both included; without `last` to the end
 * @throws AiHubError; `notFound` when there is no such file, `unexpectedAnswer` or `rejected` for
 * something else in its place
 */
export async function readDriveFile(
	api: Api,
	path: string,
	options: { range?: { first: number; last?: number }; waitFor?: WaitForFile } = {},
): Promise<DriveFile> {
	const contents = await readFile(api, path, options);
	const outcome = await attempt(() => contentOf(api, path, contents));
	if (!outcome.ok) {
		endReading(contents);
		// A stop in the middle looks like a broken connection: it is told apart here.
		api.throwIfCancelled();
		throw outcome.error;
	}
	return { ...contents, path, isWhole: options.range === undefined, content: outcome.value };
}

/** Ends a download that nobody reads to its end. */
export function endReading({ stream }: FileContents): void {
	(stream as { destroy?(): void }).destroy?.();
}

async function contentOf(
	api: Api,
	path: string,
	{ stream, contentType = '' }: FileContents,
): Promise<ByteStream | Buffer> {
	const refuse = (body: string) => {
		const request: ApiRequest = { operationId: 'readFileContents', method: 'GET', path };
		readAnswer(request, { status: 200, headers: {}, body }, api.redact);
	};
	if (
		/^\s*text\/html\b/i.test(contentType) &&
		!/\.([cx]?html?|mht(ml)?|aspx?|php|jsp)$/i.test(path)
	) {
		refuse('<html>');
	}
	if (!isJson(contentType)) return stream;
	const { beginning, isAll } = await beginningOf(stream as never, LONGEST_ERROR_BYTES);
	if (!isAll) return stream;
	const text = beginning.toString('utf8');
	const value = readJson(text) as { status?: unknown } | undefined;
	if (/^error$/i.test(String(value?.status))) refuse(text);
	return beginning;
}

function isJson(contentType: string): boolean {
	return /\bjson\b/i.test(contentType);
}

/**
 * Asks AI Hub what the file is where the answer left that open: an answer without a length may have
 * broken off, and an empty one, or JSON, may be somebody else's (operationId `getFileMetadata`).
 * @param bytes that were read
 * @throws AiHubError of kind `unexpectedAnswer` where AI Hub tells of another file, or of none
 */
export async function assertSame(
	api: Api,
	{ path, isWhole, contentLength, contentType = '' }: DriveFile,
	bytes: number,
): Promise<void> {
	if (!isWhole || (contentLength && !isJson(contentType))) return;
	const found = await attempt(() => getFileMetadata(api, path));
	if (!found.ok && isPassing(found.error)) throw found.error;
	// Who cannot tell does not contradict. AI Hub tells of a folder, and of a file that is JSON, alike.
	if (!found.ok && !saysGone(found.error)) return;
	if (!found.ok && bytes > 0 && !isJson(contentType)) return;
	if (found.ok && found.value.type === 'folder') return;
	if (found.ok && [undefined, bytes].includes(found.value.size)) return;
	throw new AiHubError('unexpectedAnswer', 'AI Hub answered with something else than the file', {
		hint: 'Run this again. If it comes back, a proxy in between may answer in place of AI Hub: check API Root in the credential.',
		operationId: 'readFile',
	});
}

/** What is needed of Node's streams: this package may not require them. */
interface Readable {
	readableEnded: boolean;
	destroyed: boolean;
	/** False at the end of an answer that broke off. */
	complete?: boolean;
	read(): Buffer | null;
	unshift(piece: Buffer): void;
	on(event: string, listener: (error?: Error) => void): void;
	off(event: string, listener: (error?: Error) => void): void;
}

/** Up to so many bytes of a stream, or a few more. Where that is not all, the stream still has them. */
async function beginningOf(
	stream: Readable,
	bytes: number,
): Promise<{ beginning: Buffer; isAll: boolean }> {
	const pieces: Buffer[] = [];
	let isAll = false;
	for (let length = 0; length < bytes && !isAll; ) {
		const piece = stream.read();
		if (piece) pieces.push(piece);
		else isAll = await hasEnded(stream);
		length += piece?.length ?? 0;
	}
	const beginning = Buffer.concat(pieces);
	if (isAll && stream.complete === false) throw brokeOff();
	if (!isAll) stream.unshift(beginning);
	return { beginning, isAll };
}

/** Waits for more, or the end. @throws AiHubError when the stream breaks off */
async function hasEnded(stream: Readable): Promise<boolean> {
	if (stream.readableEnded) return true;
	return await new Promise((resolve, reject) => {
		const settle = (then: () => void) => {
			for (const [event, listener] of Object.entries(listeners)) stream.off(event, listener);
			then();
		};
		const fail = (error?: Error) => settle(() => reject(brokeOff(error?.message)));
		const listeners = {
			readable: () => settle(() => resolve(false)),
			end: () => settle(() => resolve(true)),
			close: () => fail(),
			error: fail,
		};
		for (const [event, listener] of Object.entries(listeners)) stream.on(event, listener);
		if (stream.destroyed) fail();
	});
}

function brokeOff(words?: string): AiHubError {
	return new AiHubError('unavailable', `The download broke off${words ? `: ${words}` : ''}`, {
		hint: 'This is usually temporary. Run this again in a few minutes.',
		operationId: 'readFile',
	});
}
