import type { N8nBench } from '../n8nBench';

export const MIB = 2 ** 20;

/** Uploads the file of each item to the batch of the node "Create". */
export const uploadToBatch = {
	resource: 'batchFile',
	operation: 'upload',
	batchId: { __rl: true, mode: 'id', value: "={{ $('Create').item.json.id }}" },
};

export function createBatch(bench: N8nBench) {
	return bench.aiHub('Create', { resource: 'batch', operation: 'create', name: 'bench' });
}

/** One of each kind for each round, the kinds in turn. */
export function inTurn<T>(rounds: number, kinds: Array<(round: number) => T>): T[] {
	return Array.from({ length: rounds }, (_, round) => kinds.map((kind) => kind(round))).flat();
}
