import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { invalidInput } from '../../../../shared/api/wire/errors';
import { separated } from '../../../../shared/n8n/files/binaries';
import type { UploadedFile } from './pairing';
import type { SourceItem, StartedRun } from './types';

/** A run that did not end before the limit, as an item carries it back to the node. */
type Pending = Pick<StartedRun, 'run' | 'files' | 'wanted' | 'batchId'> & {
	/** Which of those that were waited for: items of their own may share a run over the same files. */
	of?: number;
};

/** A run that came back, by one of the items that brought it. */
export type BroughtBack = StartedRun & Pick<Pending, 'of'>;

const KEY = 'pending_run';

/** One item for each input item of a run that is waited for, so that its pairing survives. */
export function pendingItems(
	started: StartedRun[],
	source: (itemIndex: number) => SourceItem,
): INodeExecutionData[] {
	return started.flatMap(({ run, itemIndexes, files, wanted, batchId }, of) =>
		itemIndexes.map((itemIndex) => {
			const { json, binary } = source(itemIndex);
			const own = files.filter((file) => file.itemIndex === itemIndex);
			const existing = batchId === undefined ? {} : { batchId };
			const pending: Pending = { run, files: own, wanted, ...existing, of };
			return {
				json: {
					run_id: run.id,
					run_status: run.status ?? null,
					[KEY]: pending as unknown as IDataObject,
					source: json,
				},
				...(binary && { binary }),
				pairedItem: { item: itemIndex },
			};
		}),
	);
}

/**
 * The run that an input item brings back, with all that was asked of it when it was started: nothing
 * of it is read anew from the node, whose expressions see another item now. Undefined for every
 * other item.
 */
export function pendingOf(json: IDataObject, itemIndex: number): BroughtBack | undefined {
	const pending = json[KEY] as unknown as Pending | undefined;
	if (!pending?.run?.id || !pending.wanted) return undefined;
	return {
		run: pending.run,
		of: pending.of,
		...(pending.batchId !== undefined && { batchId: pending.batchId }),
		itemIndexes: [itemIndex],
		files: (pending.files ?? []).map((file: UploadedFile) => ({ ...file, itemIndex })),
		// It has waited its time: it is looked at once more, and then given up.
		wanted: { ...pending.wanted, limitMs: 0 },
	};
}

/** Whoever fills in the items could have any run given out and deleted; only one's own come back. */
export function refusedPending({ run }: BroughtBack): Error {
	return invalidInput(
		`The item brings a run back that this node has not started in this execution: ${String(run.id)}`,
		'Connect only the output Timed Out of this node back to its input. For any other run, use Run → Get Results. If the item is none of this node, take the field pending_run out of it.',
	);
}

/** Items that had a run together come back as one. */
export function mergedPending(pending: BroughtBack[]): StartedRun[] {
	const together = new Map<string, StartedRun>();
	for (const { of, ...one } of pending) {
		const key = `${one.run.id} ${of}`;
		const before = together.get(key);
		together.set(key, {
			...one,
			itemIndexes: [...(before?.itemIndexes ?? []), ...one.itemIndexes],
			files: [...(before?.files ?? []), ...one.files],
		});
	}
	return [...together.values()];
}

/** The item as it first came in, also when it comes back with its run. */
export function originalOf(item: INodeExecutionData): SourceItem {
	const { json, binary } = separated(item);
	return { json: json[KEY] ? ((json.source as IDataObject | undefined) ?? {}) : json, binary };
}
