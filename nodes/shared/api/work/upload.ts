import type { Api } from '../wire/api';
import { assertName } from '../resources/batches';
import { addFileToBatch, listFiles } from '../resources/batchFiles';
import { AiHubError, attempt, invalidInput } from '../wire/errors';
import { BROKEN } from '../wire/path';
import {
	commitMultipartUploadSession,
	createMultipartUploadSession,
	type UploadedPart,
	type UploadSession,
	uploadMultipartPart,
} from '../resources/multipartUpload';

/** A file to upload: every call of `open` gives its bytes from the beginning, in pieces of any size. */
export interface FileSource {
	name: string;
	/** Exact size in bytes. */
	size: number;
	open(): Promise<AsyncIterable<Buffer>>;
	/** Nobody else holds the pieces that `open` gives: they may be given back once they are copied. */
	isReadAnew?: true;
}

/** Up to here one request carries the whole file: 10 MB, as the API documents it. */
export const SINGLE_UPLOAD_BYTES = 10 * 1024 * 1024;
const MOST_COMMITS = 3;
/** AI Hub's own parts make ten of its largest file. */
const MOST_PARTS = 1_000;
const COMMIT_PAUSE_MS = 1_000;
/** Documented limit for a file, in bytes. */
export const LARGEST_FILE_BYTES = 50 * 1024 * 1024;
/** Documented limit for a spreadsheet, which must be smaller, in bytes. */
const SPREADSHEET_BYTES = 10 * 1024 * 1024;
const SPREADSHEET = /\.(csv|xls[bmx]?)$/i;

/**
 * Uploads a file to a batch: in one request up to 10 MB, above that as a session of parts. At no
 * time is more than one part of the file in memory, besides the piece just read.
 * A failed multipart upload aborts its session.
 *
 * @returns `isCertain` is false where AI Hub's answer leaves open whether the file is there
 * @throws AiHubError; `invalidInput` for an empty file, a name over 255 characters, or a size that
 * is not what the bytes add up to
 */
export async function uploadFile(
	api: Api,
	batchId: number,
	file: FileSource,
): Promise<{ isCertain: boolean }> {
	assertUploadable(file);
	if (file.size <= SINGLE_UPLOAD_BYTES) {
		const bytes = await readExactly(file);
		return await addFileToBatch(api, batchId, file.name, bytes);
	}
	const session = await createMultipartUploadSession(api, batchId, file);
	const outcome = await attempt(async () => {
		const parts = await uploadParts(api, session, file);
		return await commit(api, batchId, session, file, parts);
	});
	if (outcome.ok && outcome.value.isCertain) return outcome.value;
	await abort(api, session);
	if (!outcome.ok) throw outcome.error;
	return outcome.value;
}

/** The failure before is the one to tell; that the abort failed too changes nothing for the user. */
async function abort(api: Api, { session_id: id }: UploadSession): Promise<void> {
	for (let tries = 1; tries <= MOST_COMMITS; tries++) {
		const ended = await attempt(() => commitMultipartUploadSession(api, id, { action: 'abort' }));
		if (ended.ok ? ended.value.isCertain : !isToldUnderSuccess(ended.error)) return;
	}
}

/** An error that came as a success, as from a proxy: other errors were asked for again already. */
function isToldUnderSuccess(error: Error): boolean {
	return error instanceof AiHubError && (error.details.status ?? Infinity) < 300;
}

/**
 * Refuses what AI Hub would refuse, before anything is created.
 * @throws AiHubError of kind `invalidInput`
 */
export function assertUploadable(file: { name: string; size: number }): void {
	assertName(file.name, 'file name');
	if (file.name === '.' || file.name === '..') {
		throw invalidInput(
			`"${file.name}" cannot be used as a file name`,
			'Give the file another name.',
		);
	}
	if (BROKEN.test(file.name)) {
		throw invalidInput(
			`The name of the file "${file.name.replace(new RegExp(BROKEN, 'gu'), '\ufffd')}" has a broken character`,
			'Give the file another name.',
		);
	}
	if (file.size === 0) {
		throw invalidInput(
			`The file "${file.name}" is empty`,
			'AI Hub cannot read an empty file. Check the node that made it.',
		);
	}
	if (SPREADSHEET.test(file.name) && file.size >= SPREADSHEET_BYTES) {
		throw invalidInput(
			`The spreadsheet "${file.name}" has 10 MB or more`,
			'AI Hub takes Excel and CSV files of less than 10 MB. Split it, or leave out what is not needed.',
		);
	}
}

async function uploadParts(
	api: Api,
	session: UploadSession,
	file: FileSource,
): Promise<UploadedPart[]> {
	const parts: UploadedPart[] = [];
	for await (const bytes of partsOf(file, session.part_size)) {
		const part_num = parts.length + 1;
		const { part_id } = await uploadMultipartPart(api, session.session_id, part_num, bytes);
		parts.push({ part_num, part_id });
	}
	return parts;
}

/**
 * Cuts the file into parts of exactly `partSize` bytes, the last one excepted. All parts are views
 * of one buffer, so a part is only valid until the next one is asked for.
 */
async function* partsOf(file: FileSource, partSize: number): AsyncGenerator<Buffer> {
	if (!Number.isInteger(partSize) || partSize < 1 || file.size / partSize > MOST_PARTS) {
		throw new AiHubError('unexpectedAnswer', `AI Hub asked for parts of ${partSize} bytes`, {
			hint: 'A file is sent in a few parts of megabytes. Run this again; if it comes back, ask the administrator of your AI Hub.',
		});
	}
	const buffer = Buffer.allocUnsafeSlow(Math.min(partSize, file.size));
	let filled = 0;
	for await (const piece of piecesOf(file)) {
		for (let used = 0; used < piece.length; ) {
			const copied = piece.copy(buffer, filled, used);
			used += copied;
			filled += copied;
			if (filled === buffer.length) {
				yield buffer;
				filled = 0;
			}
		}
	}
	if (filled > 0) yield buffer.subarray(0, filled);
}

async function readExactly(file: FileSource): Promise<Buffer> {
	const buffer = Buffer.allocUnsafeSlow(file.size);
	let filled = 0;
	for await (const piece of piecesOf(file)) filled += piece.copy(buffer, filled);
	return buffer;
}

/**
 * The pieces of a file, each valid until the next one is asked for.
 * @throws AiHubError of kind `invalidInput` when they do not add up to its size
 */
async function* piecesOf(file: FileSource): AsyncGenerator<Buffer> {
	let total = 0;
	for await (const piece of await file.open()) {
		total += piece.length;
		if (total > file.size) throw wrongSize(file, `more than ${file.size}`);
		yield piece;
		if (file.isReadAnew) giveBack(piece);
	}
	if (total !== file.size) throw wrongSize(file, String(total));
}

/**
 * Gives the memory of a piece back at once. n8n's streams make a new buffer for each, and every 64 MB
 * of those cost a collection of all garbage, which took more time than the upload itself.
 */
function giveBack({ buffer, byteLength }: Buffer): void {
	// A piece of a larger buffer is not alone in it. Before Node 21 there is no such function.
	if (buffer.byteLength !== byteLength) return;
	(buffer as { transfer?(bytes: number): void }).transfer?.(0);
}

/**
 * Commits. When the answer is lost, or may be a proxy's, it commits again, which does nothing to a
 * session that is gone; only then it looks whether the file has arrived: one of that name may have been
 * there before.
 */
async function commit(
	api: Api,
	batchId: number,
	session: UploadSession,
	file: FileSource,
	parts: UploadedPart[],
): Promise<{ isCertain: boolean }> {
	for (let tries = 1, lost = false; ; tries++) {
		const committed = await attempt(() =>
			commitMultipartUploadSession(api, session.session_id, { action: 'commit', parts }),
		);
		if (committed.ok && committed.value.isCertain) return committed.value;
		// A plain 200 is AI Hub's own where it has the file: that costs no pause.
		if (committed.ok && (await arrived(api, batchId, file))) return { isCertain: true };
		const isLost = committed.ok || mayBeDone(committed.error);
		if (!isLost || tries === MOST_COMMITS) {
			if (committed.ok) return committed.value;
			if ((lost || isLost) && (await arrived(api, batchId, file))) return { isCertain: true };
			throw committed.error;
		}
		lost = true;
		await api.sleep(tries * COMMIT_PAUSE_MS);
	}
}

function mayBeDone(error: Error): boolean {
	return error instanceof AiHubError && error.details.maybeDone === true;
}

async function arrived(api: Api, batchId: number, file: FileSource): Promise<boolean> {
	const found = await attempt(async () => {
		for await (const page of listFiles(api, batchId)) {
			if (page.some(({ name, metadata }) => name === file.name && metadata?.size === file.size)) {
				return true;
			}
		}
		return false;
	});
	return found.ok && found.value;
}

function wrongSize(file: FileSource, found: string): AiHubError {
	return invalidInput(
		`The file "${file.name}" should have ${file.size} bytes, but ${found} were read`,
		'The stored binary data is damaged. Fetch the file again in the node before.',
	);
}
