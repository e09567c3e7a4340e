import type { FileSource } from '../../../../shared/api/work/upload';

const BLOCK_BYTES = 1024 * 1024;
const CONTENT_DIGITS = 16;
const WORK_DIGITS = 12;
const UNIQUE_DIGITS = 6;

/** As long as `runTag` is. */
export const OWN_TAG_LENGTH = 'n8n-'.length + CONTENT_DIGITS + 1 + WORK_DIGITS + 1 + UNIQUE_DIGITS;

/**
 * The tag that this node puts on every run it starts, `n8n-CONTENT-WORK-UNIQUE`. It is all that is
 * left of a run when n8n forgets it: CONTENT tells what the run is over, WORK which items of which
 * node asked for it, UNIQUE this very start. Its beginnings find less exactly what is wanted.
 */
export interface RunTag {
	/** Begins the tag of every run over the same content. */
	content: string;
	/** Begins the tag of every run over the same content for the same work. */
	work: string;
}

/**
 * @param content what the run is over: the names and hashes of its files, or its input at AI Hub
 * @param work what identifies the work within n8n: workflow, node, turn of the loop, items
 */
export async function runTag(content: unknown, work: unknown): Promise<RunTag> {
	const ofContent = `n8n-${await digest(content, CONTENT_DIGITS)}-`;
	return { content: ofContent, work: `${ofContent}${await digest(work, WORK_DIGITS)}-` };
}

/**
 * The whole tag of one start.
 * @param random gives numbers from 0 up to 1
 */
export function uniqueTag({ work }: RunTag, random: () => number): string {
	const digits = Array.from({ length: UNIQUE_DIGITS }, () =>
		Math.floor(random() * 36).toString(36),
	);
	return work + digits.join('');
}

/** A file whose hash is taken while it is read for another purpose. */
export interface HashedFile extends FileSource {
	/** The hash of the content, once it was read to the end; reads it where nobody has. */
	hash(): Promise<string>;
}

/** Takes the hash of a file while it is uploaded, so that it is read once. */
export function hashing(file: FileSource): HashedFile {
	let known: Promise<string> | undefined;
	return {
		name: file.name,
		size: file.size,
		...(file.isReadAnew && { isReadAnew: file.isReadAnew }),
		open: async () => hashed(file, (hash) => (known ??= Promise.resolve(hash))),
		hash: async () => await (known ??= hashOf(file)),
	};
}

async function hashOf(file: FileSource): Promise<string> {
	let result = '';
	for await (const _ of hashed(file, (hash) => (result = hash))) void _;
	return result;
}

/** A hash of the hashes of all blocks, because the whole file is never in memory. */
async function* hashed(file: FileSource, done: (hash: string) => void): AsyncGenerator<Buffer> {
	const hashes: Buffer[] = [];
	// A whole block for each of many small files would be the most that is taken for them.
	const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, file.size + 1));
	let filled = 0;
	for await (const piece of await file.open()) {
		for (let used = 0; used < piece.length; ) {
			const copied = piece.copy(block, filled, used);
			used += copied;
			filled += copied;
			if (filled < block.length) continue;
			hashes.push(await sha256(block));
			filled = 0;
		}
		yield piece;
	}
	hashes.push(await sha256(block.subarray(0, filled)));
	done((await sha256(Buffer.concat(hashes))).toString('hex'));
}

async function digest(value: unknown, digits: number): Promise<string> {
	return (await sha256(Buffer.from(JSON.stringify(value)))).toString('hex').slice(0, digits);
}

async function sha256(bytes: Buffer): Promise<Buffer> {
	return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}
