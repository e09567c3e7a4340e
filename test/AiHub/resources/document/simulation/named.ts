import type { SimHub } from './hub';

/** Whether the batch, or a run over it, is in the text. */
export function isNamed(text: string, { runs }: SimHub, batchId: number): boolean {
	const names = [
		String(batchId),
		...runs.flatMap((run) => (run.batchId === batchId ? run.id : [])),
	];
	return names.some((name) => new RegExp(`\\b${name}\\b`).test(text));
}
