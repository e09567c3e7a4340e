export const MIB = 2 ** 20;

/**
 * Uploads the file of each item to a batch. Its ID is no expression: n8n takes longer to work one out
 * for an item than to send a small file.
 */
export const uploadToBatch = {
	resource: 'batchFile',
	operation: 'upload',
	batchId: { __rl: true, mode: 'id', value: '1' },
};

/** One of each kind for each round, the kinds in turn. */
export function inTurn<T>(rounds: number, kinds: Array<(round: number) => T>): T[] {
	return Array.from({ length: rounds }, (_, round) => kinds.map((kind) => kind(round))).flat();
}
