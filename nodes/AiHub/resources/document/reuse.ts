import type { Api } from '../../../shared/api/wire/api';
import { endedBadly } from '../../../shared/api/work/runStatus';
import { listRuns, type Run } from '../../../shared/api/resources/runs';
import { filtersOf, type RunStart } from '../../../shared/api/work/startRun';
import type { ItemFile } from '../../../shared/n8n/binary';
import { textParam } from '../../parameters';
import type { Group } from './sources';

const DAY_S = 24 * 60 * 60;
const BLOCK_BYTES = 1024 * 1024;

/**
 * The tag by which a run over the same files is found again: a hash over the names and contents of
 * all files and the app's version. Undefined when AI Hub has the files already, because then their
 * contents are not known here.
 */
export async function reuseTag({ item, files }: Group): Promise<string | undefined> {
	if (files.length === 0) return undefined;
	const entries: string[] = [];
	for (const file of files) entries.push(`${await contentHash(file)} ${file.name}`);
	const version = textParam(item, 'options.version') ?? '';
	const digest = await sha256(Buffer.from([...entries.sort(), version].join('\n')));
	return `n8n-files-${digest.toString('hex').slice(0, 32)}`;
}

/**
 * The newest run with that tag, of the same app or deployment, that has completed or may still do
 * so; undefined when there is none.
 */
export async function findReusableRun(
	api: Api,
	start: RunStart,
	tag: string,
	days: number,
): Promise<Run | undefined> {
	const from_timestamp = Math.floor(api.now() / 1000 - days * DAY_S);
	for await (const page of listRuns(api, { ...filtersOf(start), from_timestamp })) {
		const run = page.find((candidate) => candidate.tags?.includes(tag) && !endedBadly(candidate));
		if (run) return run;
	}
	return undefined;
}

/** A hash of the hashes of all blocks, because the whole file is never in memory. */
async function contentHash(file: ItemFile): Promise<string> {
	const hashes: Buffer[] = [];
	let block: Buffer[] = [];
	let length = 0;
	for await (let piece of await file.open()) {
		while (length + piece.length >= BLOCK_BYTES) {
			const take = BLOCK_BYTES - length;
			hashes.push(await sha256(Buffer.concat([...block, piece.subarray(0, take)])));
			piece = piece.subarray(take);
			block = [];
			length = 0;
		}
		block.push(piece);
		length += piece.length;
	}
	hashes.push(await sha256(Buffer.concat(block)));
	return (await sha256(Buffer.concat(hashes))).toString('hex');
}

async function sha256(bytes: Buffer): Promise<Buffer> {
	return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}
