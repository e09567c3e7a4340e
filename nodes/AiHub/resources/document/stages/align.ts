import type { IDataObject } from 'n8n-workflow';

import { alignRows, emptyColumnsNotice } from '../../../../shared/documents/align';
import { isFlat } from './columns';
import type { RoutedItem, Wanted } from './types';

/**
 * Gives the flat items of all runs the same columns. What is wanted is one and the same, but for
 * expressions, so that the columns of the first count.
 * @returns what to tell the person; undefined for nothing
 */
export function alignItems(all: Array<{ item: RoutedItem; wanted: Wanted }>): string | undefined {
	const flat = all.filter(({ wanted }) => isFlat(wanted));
	if (flat.length === 0) return undefined;
	const jsons = flat.map(({ item }) => item.item.json);
	const { rows, empty } = alignRows(jsons, flat[0].wanted.rows.columns);
	for (const [index, { item }] of flat.entries()) item.item.json = rows[index] as IDataObject;
	return emptyColumnsNotice(empty);
}
