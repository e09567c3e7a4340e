import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { separated } from '../../../../shared/n8n/files/binaries';
import type { UploadedFile } from './pairing';
import type { SourceItem, StartedRun } from './types';

/** A run that did not end before the limit, as an item carries it back to the node. */
type Pending = Pick<StartedRun, 'run' | 'files' | 'wanted'>;

const KEY = 'pending_run';

/** One item for each input item of a run that is waited for, so that its pairing survives. */
export function pendingItems(
	started: StartedRun[],
	source: (itemIndex: number) => SourceItem,
): INodeExecutionData[] {
	return started.flatMap(({ run, itemIndexes, files, wanted }) =>
		itemIndexes.map((itemIndex) => {
			const { json, binary } = source(itemIndex);
			const own = files.filter((file) => file.itemIndex === itemIndex);
			const pending: Pending = { run, files: own, wanted };
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
export function pendingOf(json: IDataObject, itemIndex: number): StartedRun | undefined {
	const pending = json[KEY] as unknown as Pending | undefined;
	if (!pending?.run?.id || !pending.wanted) return undefined;
	return {
		run: pending.run,
		itemIndexes: [itemIndex],
		files: (pending.files ?? []).map((file: UploadedFile) => ({ ...file, itemIndex })),
		// It has waited its time: it is looked at once more, and then given up.
		wanted: { ...pending.wanted, limitMs: 0 },
	};
}

/** Items of the same run come back as one. */
export function mergedPending(pending: StartedRun[]): StartedRun[] {
	const byRun = new Map<string, StartedRun>();
	for (const one of pending) {
		const before = byRun.get(one.run.id);
		byRun.set(one.run.id, {
			...one,
			itemIndexes: [...(before?.itemIndexes ?? []), ...one.itemIndexes],
			files: [...(before?.files ?? []), ...one.files],
		});
	}
	return [...byRun.values()];
}

/** The item as it first came in, also when it comes back with its run. */
export function originalOf(item: INodeExecutionData): SourceItem {
	const { json, binary } = separated(item);
	return { json: json[KEY] ? ((json.source as IDataObject | undefined) ?? {}) : json, binary };
}
