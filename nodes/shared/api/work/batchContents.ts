import { type BatchFile, listFiles } from '../resources/batchFiles';
import type { Api } from '../wire/api';
import { AiHubError, attempt } from '../wire/errors';
import { folded, isMail } from './fileNames';
import type { FileSource } from './upload';

/** Looks at the list of a batch, after so many ms each: a new file may take a while to show up. */
const LOOKS_AFTER_MS = [0, 1_000, 3_000];
/** A file that an answer only seemed to take is sent so often. */
export const MOST_UPLOADS = 3;

/**
 * The files that AI Hub's own list of a batch does not have, with their size (operationId `listFiles`).
 * A server that has no such list, as older ones, cannot tell: then its word for each must do.
 * @throws AiHubError
 */
export async function missingFiles(
	api: Api,
	id: number,
	files: FileSource[],
): Promise<FileSource[]> {
	let missing: FileSource[] = [];
	let refused = 0;
	for (const pauseMs of LOOKS_AFTER_MS) {
		if (pauseMs > 0) await api.sleep(pauseMs);
		const look = await attempt(() => filesOf(api, id));
		if (!look.ok) {
			if (!hasNoList(look.error)) throw look.error;
			// Once may be a slip of the server; twice it has none, unless it gave one before.
			if (++refused === 2) return missing;
			continue;
		}
		missing = notIn(look.value, files);
		if (missing.length === 0) return [];
	}
	return missing;
}

async function filesOf(api: Api, id: number): Promise<BatchFile[]> {
	const all: BatchFile[] = [];
	for await (const page of listFiles(api, id)) for (const file of page) all.push(file);
	return all;
}

function hasNoList(error: Error): boolean {
	if (!(error instanceof AiHubError) || error.details.isPage) return false;
	// An error that is told under a success, or by a proxy, says nothing of the operation.
	return ['notFound', 'rejected'].includes(error.kind) && (error.details.status ?? 0) >= 400;
}

/**
 * The files that the list does not show, with their size where it tells one. AI Hub may change the
 * characters of a name: what is left over on both sides is told apart by size.
 */
function notIn(listed: BatchFile[], files: FileSource[]): FileSource[] {
	const keyOf = ({ name }: BatchFile) => typeof name === 'string' && folded(name);
	const byName = new Map(listed.map((file) => [keyOf(file), file]));
	const unseen = new Set(listed);
	const missing = files.filter((file) => {
		const found = byName.get(folded(file.name));
		if (!found || !unseen.has(found) || !fits(found, file)) return true;
		unseen.delete(found);
		return false;
	});
	const rest = [...unseen];
	return missing.filter((file) => {
		const index = rest.findIndex((one) => Number(one.metadata?.size) === file.size);
		if (index >= 0) rest.splice(index, 1);
		// AI Hub takes mails apart; whether it lists the mail, or what was in it, is not published.
		return index < 0 && !(isMail(file.name) && rest.length > 0);
	});
}

function fits({ metadata }: BatchFile, { size }: FileSource): boolean {
	return metadata?.size === undefined || metadata.size === null || Number(metadata.size) === size;
}

/** What to say of files that AI Hub took, and does not have. */
export function notTaken(id: number, missing: FileSource[]): AiHubError {
	const names = missing.slice(0, 5).map(({ name }) => `"${name}"`);
	const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : '';
	return new AiHubError(
		'unexpectedAnswer',
		`AI Hub did not keep ${names.join(', ')}${more}: the list of batch ${id} does not show it`,
		{ hint: 'Run this again. If it comes back, a proxy in between may answer in place of AI Hub.' },
	);
}
