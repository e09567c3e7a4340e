import type { IDataObject } from 'n8n-workflow';

import { alignRows } from '../../../../shared/documents/align';
import { columnNotices } from '../../../../shared/documents/columnNotices';
import { isFlat } from './columns';
import type { Notice } from './notices';
import type { RoutedItem } from './types';

/**
 * Gives the flat items of all runs the same columns. What is wanted is one and the same, but for
 * expressions, so that the columns of the first count.
 * @returns what to tell the person
 */
export function alignItems(all: RoutedItem[]): Notice[] {
	const flat = all.flatMap((one) =>
		one.wanted && isFlat(one.wanted) ? [{ one, wanted: one.wanted }] : [],
	);
	if (flat.length === 0) return [];
	const drafts = flat.map(({ one }) => one.item.json);
	const aligned = alignRows(drafts, flat[0].wanted.rows.columns);
	for (const [index, { one }] of flat.entries()) {
		one.draft = drafts[index];
		one.item.json = aligned.rows[index] as IDataObject;
	}
	return columnNotices(aligned);
}

/** An item as it was before it was aligned, to be aligned anew with those of runs that go on. */
export function unaligned({ draft, ...one }: RoutedItem): RoutedItem {
	return draft ? { ...one, item: { ...one.item, json: draft } } : one;
}
