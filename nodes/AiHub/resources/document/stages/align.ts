import type { IDataObject } from 'n8n-workflow';

import { alignRows, emptyColumnsNotice } from '../../../../shared/documents/align';
import { isFlat } from './columns';
import type { RoutedItem } from './types';

/**
 * Gives the flat items of all runs the same columns. What is wanted is one and the same, but for
 * expressions, so that the columns of the first count.
 * @returns what to tell the person; undefined for nothing
 */
export function alignItems(all: RoutedItem[]): string | undefined {
	const flat = all.flatMap(({ item, wanted }) =>
		wanted && isFlat(wanted) ? [{ item, wanted }] : [],
	);
	if (flat.length === 0) return undefined;
	const jsons = flat.map(({ item }) => item.json);
	const { rows, empty } = alignRows(jsons, flat[0].wanted.rows.columns);
	for (const [index, { item }] of flat.entries()) item.json = rows[index] as IDataObject;
	return emptyColumnsNotice(empty);
}
