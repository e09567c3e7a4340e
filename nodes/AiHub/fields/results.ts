import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { getRunResults, type ResultIncludes } from '../../shared/api/resources/results';
import { absentTable, lookForTable, type TableLook } from '../../shared/documents/absentTable';
import { alignRows } from '../../shared/documents/align';
import { columnNotices, type Notice } from '../../shared/documents/columnNotices';
import {
	foundIn,
	isFlatShape,
	type ResultShape,
	rowsByDocument,
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
	const shape = shapeParam(item);
	const settings = rowSettings(item);
	if (shape !== 'rows') {
		return shapeResults(results, shape, includes, runId, settings) as IDataObject[];
	}
	const { documents, packet } = foundIn(results, runId, settings);
	looksOf(item).push(lookForTable(documents, packet, settings.table));
	return rowsByDocument(documents, shape, includes, packet, settings).flat() as IDataObject[];
}

/** By execution: what was looked for in each run, for what is told over all of them. */
const looks = new WeakMap<object, Array<TableLook | undefined>>();

function looksOf({ n8n }: NodeContext): Array<TableLook | undefined> {
	const known = looks.get(n8n) ?? [];
	looks.set(n8n, known);
	return known;
}

/**
 * Gives the flat rows of several runs the same columns, those that were chosen for the first of them,
 * and tells the person which of those are empty, what they leave out, and of a table that no run has.
 */
export function alignResults(context: NodeContext, items: INodeExecutionData[]): void {
	const itemOf = ({ pairedItem }: INodeExecutionData): ItemContext => ({
		...context,
		itemIndex: (pairedItem as { item: number }).item,
	});
	const tell = (notice: Notice) =>
		context.n8n.addExecutionHints({ ...notice, location: 'outputPane' });
	const message = absentTable(looksOf(context));
	if (message) tell({ message, type: 'warning' });
	const flat = items.filter((item) => isFlatShape(shapeParam(itemOf(item))));
	if (flat.length === 0) return;
	const jsons = flat.map(({ json }) => json);
	const aligned = alignRows(jsons, rowSettings(itemOf(flat[0])).columns);
	for (const [index, item] of flat.entries()) item.json = aligned.rows[index] as IDataObject;
	columnNotices(aligned).forEach(tell);
}

function shapeParam(item: ItemContext): ResultShape {
	return param<ResultShape>(item, 'shape');
}
