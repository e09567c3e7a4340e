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
	content: ByteStream | Buffer;
}

/**
 * Reads a file from a drive, whole or a part of it, and not what may be answered in its place
 * (operationIds `readFile`, `getFileMetadata`).
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
	const outcome = await attempt(() => asFile(api, path, contents, options.range === undefined));
	if (outcome.ok) return { ...contents, content: outcome.value };
	endReading(contents);
	throw outcome.error;
}

/** Ends a download that nobody reads to its end. */
export function endReading({ stream }: FileContents): void {
	(stream as { destroy?(): void }).destroy?.();
}

/**
 * The bytes of a file, unless the answer is something else in its place: a web page under a name
 * that is none, an error as older servers tell it under a success, or nothing, or JSON, where AI Hub
 * itself says that there is another file.
 */
async function asFile(
	api: Api,
	path: string,
	contents: FileContents,
	isWhole: boolean,
): Promise<ByteStream | Buffer> {
	const { stream, contentType = '', contentLength } = contents;
	const refuse = (body: string) => {
		const request: ApiRequest = { operationId: 'readFileContents', method: 'GET', path };
		readAnswer(request, { status: 200, headers: {}, body }, api.redact);
	};
	if (/^\s*text\/html\b/i.test(contentType) && !/\.(x?html?|mhtml?|aspx?|php|jsp)$/i.test(path)) {
		refuse('<html>');
	}
	const isJson = /\bjson\b/i.test(contentType);
	if (contentLength && !isJson) return stream;
	const { beginning, isAll } = await beginningOf(stream as never, isJson ? LONGEST_ERROR_BYTES : 1);
	const value = isAll ? (readJson(beginning.toString('utf8')) as { status?: unknown }) : undefined;
	if (isJson && /^error$/i.test(String(value?.status))) refuse(beginning.toString('utf8'));
	if (isWhole && (isJson || beginning.length === 0)) await assertSame(api, path, contents);
	return isAll ? beginning : stream;
}

/** @throws AiHubError where AI Hub itself tells of another file than the one that came, or of none */
async function assertSame(api: Api, path: string, { contentLength }: FileContents): Promise<void> {
	const found = await attempt(() => getFileMetadata(api, path));
	if (!found.ok && isPassing(found.error)) throw found.error;
	// Who cannot tell does not contradict. AI Hub tells of a folder, and of a file that is JSON, alike.
	if (!found.ok && !saysGone(found.error)) return;
	if (found.ok && found.value.type === 'folder') return;
	if (found.ok && [undefined, contentLength ?? 0].includes(found.value.size)) return;
	throw new AiHubError('unexpectedAnswer', 'AI Hub answered with something else than the file', {
		hint: 'Run this again. If it comes back, a proxy in between may answer in place of AI Hub: check API Root in the credential.',
		operationId: 'readFile',
	});
}

/** What is needed of Node's streams: this package may not require them. */
interface Readable {
	readableEnded: boolean;
	destroyed: boolean;
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
	if (!isAll && beginning.length > 0) stream.unshift(beginning);
	return { beginning, isAll };
}

/** Waits for more, or the end. @throws Error when the stream breaks off */
async function hasEnded(stream: Readable): Promise<boolean> {
	if (stream.readableEnded) return true;
	return await new Promise((resolve, reject) => {
		const settle = (then: () => void) => {
			for (const [event, listener] of Object.entries(listeners)) stream.off(event, listener);
			then();
		};
		const brokeOff = (error?: Error) => settle(() => reject(error ?? new Error('it was closed')));
		const listeners = {
			readable: () => settle(() => resolve(false)),
			end: () => settle(() => resolve(true)),
			close: () => brokeOff(),
			error: brokeOff,
		};
		for (const [event, listener] of Object.entries(listeners)) stream.on(event, listener);
		if (stream.destroyed) brokeOff();
	});
}
