import { inputNames, untimedName } from '../../api/work/batchNames';
import type { Run } from '../../api/resources/runs';
import { mapConcurrent } from '../../concurrency';
import type { N8nApi } from '../api';

/** A picker must open at once: of the rest only time and ID are shown. */
const MOST_NAMED = 20;
const IN_PARALLEL = 5;

/**
 * What a person may know each by whose runs are given, newest first: the name of the newest batch and
 * of a file in it, or of the folder. None where AI Hub does not tell it any more.
 */
export async function namesOf(api: N8nApi, runsOfEach: Run[][]): Promise<string[][]> {
	return await mapConcurrent(runsOfEach, IN_PARALLEL, async (runs, index) => {
		const newest = runs.find((run) => run.batch_id || run.input_dir);
		if (newest === undefined || index >= MOST_NAMED) return [];
		const { name, files } = await inputNames(api, newest);
		// The time stands in the label already, and a file says more of what is read.
		const known = [name && untimedName(name), files[0]];
		return known.flatMap((one) => one || []);
	});
}
