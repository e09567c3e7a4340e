import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { getRunResults, type ResultIncludes } from '../../shared/api/resources/results';
import { alignRows } from '../../shared/documents/align';
import { columnNotices } from '../../shared/documents/columnNotices';
import {
	isFlatShape,
	type ResultShape,
	type RowSettings,
	shapeResults,
} from '../../shared/documents/shapes';
import { includesOf, rowSettingsOf } from '../../shared/n8n/fields/results';
import type { ItemContext, NodeContext } from '../defineResource';
import { param, rawParam } from '../parameters';

export function includesParam(item: ItemContext): ResultIncludes {
	return includesOf(param<string[]>(item, 'include'));
}

/** Fields that hold several names or entries, which are looked at one by one. */
const LISTS = ['columns', 'conversions'];

/** What is chosen about the output besides its shape. */
export function rowSettings(item: ItemContext): RowSettings {
	return rowSettingsOf((name) => (LISTS.includes(name) ? rawParam(item, name) : param(item, name)));
}

/** Reads the results of a run to the end, in the shape the node asks for; flat rows are to be aligned. */
export async function resultRows(item: ItemContext, runId: string): Promise<IDataObject[]> {
	const includes = includesParam(item);
	const results = await getRunResults(item.api, runId, includes);
	return shapeResults(
		results,
		shapeParam(item),
		includes,
		runId,
		rowSettings(item),
	) as IDataObject[];
}

/**
 * Gives the flat rows of several runs the same columns, those that were chosen for the first of them,
 * and tells the person which of those are empty, and what they leave out.
 */
export function alignResults(context: NodeContext, items: INodeExecutionData[]): void {
	const itemOf = ({ pairedItem }: INodeExecutionData): ItemContext => ({
		...context,
		itemIndex: (pairedItem as { item: number }).item,
	});
	const flat = items.filter((item) => isFlatShape(shapeParam(itemOf(item))));
	if (flat.length === 0) return;
	const jsons = flat.map(({ json }) => json);
	const aligned = alignRows(jsons, rowSettings(itemOf(flat[0])).columns);
	for (const [index, item] of flat.entries()) item.json = aligned.rows[index] as IDataObject;
	for (const notice of columnNotices(aligned)) {
		context.n8n.addExecutionHints({ ...notice, location: 'outputPane' });
	}
}

function shapeParam(item: ItemContext): ResultShape {
	return param<ResultShape>(item, 'shape');
}
