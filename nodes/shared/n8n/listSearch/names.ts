import { listFiles } from '../../api/resources/batchFiles';
import { getBatch } from '../../api/resources/batches';
import type { Run } from '../../api/resources/runs';
import { attempt } from '../../api/wire/errors';
import { mapConcurrent } from '../../concurrency';
import type { N8nApi } from '../api';

/** A picker must open at once: of the rest only time and ID are shown. */
const MOST_NAMED = 20;
const IN_PARALLEL = 5;
const LONGEST_NAME = 40;

/**
 * What a person may know each by whose runs are given, newest first: the name of the newest batch and
 * of a file in it, or of the folder. None where AI Hub does not tell it any more.
 */
export async function namesOf(api: N8nApi, runsOfEach: Run[][]): Promise<string[][]> {
	const once = { ...api, retries: false };
	return await mapConcurrent(runsOfEach, IN_PARALLEL, async (runs, index) => {
		const [newest] = runs.filter((run) => run.batch_id || run.input_dir);
		if (newest === undefined || index >= MOST_NAMED) return [];
		return newest.batch_id ? await ofBatch(once, Number(newest.batch_id)) : [folderOf(newest)];
	});
}

async function ofBatch(api: N8nApi, id: number): Promise<string[]> {
	const [batch, files] = await Promise.all([
		attempt(async () => await getBatch(api, id)),
		attempt(async () => (await listFiles(api, id).next()).value as Array<{ name?: string }>),
	]);
	const names = [
		batch.ok ? batch.value.name : undefined,
		files.ok ? files.value?.[0]?.name : undefined,
	];
	return names.flatMap((name) => (name ? [shortened(name)] : []));
}

function folderOf({ input_dir: folder }: Run): string {
	return shortened(String(folder).replace(/\/+$/, '').split('/').pop() ?? '');
}

function shortened(name: string): string {
	return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
