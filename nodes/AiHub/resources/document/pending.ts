import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { ItemContext } from '../../defineResource';
import type { OutputContext, SourceItem } from './outputs';
import type { UploadedFile } from './pairing';
import type { StartedRun } from './run';
import { processSettings } from './settings';

/** A run whose callback did not come in time, as an item carries it back to the node. */
interface Pending {
	run: StartedRun['run'];
	files: UploadedFile[];
}

const KEY = 'pending_run';

/** One item for each input item of a run that is waited for, so that its pairing survives. */
export function pendingItems(started: StartedRun[], output: OutputContext): INodeExecutionData[] {
	return started.flatMap(({ run, itemIndexes, files }) =>
		itemIndexes.map((itemIndex) => {
			const { json, binary } = output.source(itemIndex);
			const pending: Pending = { run, files: files.filter((file) => file.itemIndex === itemIndex) };
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

/** The run that an input item brings back; undefined for every other item. */
export function pendingOf(item: ItemContext): StartedRun | undefined {
	const { itemIndex } = item;
	const pending = item.n8n.getInputData()[itemIndex]?.json[KEY] as unknown as Pending | undefined;
	if (!pending?.run?.id) return undefined;
	return {
		run: pending.run,
		itemIndexes: [itemIndex],
		files: pending.files.map((file) => ({ ...file, itemIndex })),
		settings: processSettings(item),
	};
}

/** The item as it first came in, also when it comes back with its run. */
export function originalOf({ json, binary }: INodeExecutionData): SourceItem {
	return { json: json[KEY] ? ((json.source as IDataObject | undefined) ?? {}) : json, binary };
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
