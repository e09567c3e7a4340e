import { type BatchFile, listFiles } from '../resources/batchFiles';
import { getBatch } from '../resources/batches';
import type { Run } from '../resources/runs';
import type { Api } from '../wire/api';
import { AiHubError, attempt } from '../wire/errors';

/** What a person knows the input of a run by. */
export interface InputNames {
	/** Name of the batch, or of the folder. */
	name?: string;
	/** Names of files, in the order of AI Hub; the first of them where there are many. */
	files: string[];
	/** AI Hub could not be asked: it makes no sense to ask for others now. */
	isAway?: true;
}

/** A name for the batch of a run that nobody gave one. @param nowMs ms since 1970 */
export function timedName(name: string, nowMs: number): string {
	return `${name} ${new Date(nowMs).toISOString()}`;
}

/** The name without the time that `timedName` has put behind it. */
export function untimedName(name: string): string {
	return name.replace(/ \d{4}-\d\d-\d\dT[\d:.]{12}Z$/, '');
}

const MOST_FILES = 20;
const LONGEST_REQUEST_MS = 3_000;

/**
 * Asks for the names behind a run, each request once and not for long: they are good to have, and
 * nothing may fail or wait for them (operationIds `getBatch`, `listFiles`).
 */
export async function inputNames(api: Api, run: Partial<Run>): Promise<InputNames> {
	const id = Number(run.batch_id);
	if (!run.batch_id || !Number.isSafeInteger(id)) return { ...folderOf(run), files: [] };
	const once: Api = { ...api, retries: false, longestRequestMs: LONGEST_REQUEST_MS };
	const [batch, files] = await Promise.all([
		attempt(async () => (await getBatch(once, id)).name),
		attempt(async () => (await listFiles(once, id).next()).value as BatchFile[] | undefined),
	]);
	api.throwIfCancelled();
	const isAway = [batch, files].some((one) => !one.ok && !isGone(one.error));
	const listed = files.ok ? files.value : undefined;
	return {
		...(batch.ok && typeof batch.value === 'string' && { name: batch.value }),
		files: listed?.flatMap(textOfName).slice(0, MOST_FILES) ?? [],
		...(isAway && { isAway }),
	};
}

function textOfName({ name }: BatchFile): string[] {
	return typeof name === 'string' ? [name] : [];
}

function folderOf({ input_dir: folder }: Partial<Run>): { name?: string } {
	const name = String(folder ?? '')
		.replace(/(?<!\/)\/+$/, '')
		.split('/')
		.pop();
	return name ? { name } : {};
}

/** Deleted since, or not for this person. */
function isGone(error: Error): boolean {
	return error instanceof AiHubError && ['notFound', 'rejected', 'forbidden'].includes(error.kind);
}
