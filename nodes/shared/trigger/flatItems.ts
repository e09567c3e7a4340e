import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { alignRows } from '../documents/align';
import { uniqueColumn } from '../documents/fields';
import { isFlatShape } from '../documents/shapes';
import type { TriggerParameters } from './parameters';

/** Every key of an item is a column. */
export function isFlat({ includes, shape }: TriggerParameters): boolean {
	return includes !== undefined && isFlatShape(shape);
}

/** Gives the flat items of several runs the same columns, those without documents included. */
export function alignRunItems(
	items: INodeExecutionData[],
	parameters: TriggerParameters,
): INodeExecutionData[] {
	if (!isFlat(parameters)) return items;
	const { rows } = alignRows(items.map(({ json }) => json));
	return items.map((item, index) => ({ ...item, json: rows[index] as IDataObject }));
}

/** The chosen columns, for a run that has no document to fill them. */
export function emptyRow(parameters: TriggerParameters): IDataObject {
	const { columns = [] } = parameters.rows;
	return isFlat(parameters) ? Object.fromEntries(columns.map((column) => [column, null])) : {};
}

/** What a document and its run both say. */
const SHARED = ['run_id', 'batch_id'];

/** In flat rows a field may have the name of what is said of the run: then it is the field that gives way. */
export function beside(
	run: IDataObject,
	row: IDataObject,
	parameters: TriggerParameters,
): IDataObject {
	if (!isFlat(parameters)) return { ...run, ...row };
	const lower = (some: IDataObject) => Object.keys(some).map((name) => name.toLowerCase());
	const taken = new Set(lower(run));
	const used = new Set([...taken, ...lower(row)]);
	const columns = Object.entries(row).flatMap(([name, value]) => {
		if (!taken.has(name.toLowerCase())) return [[name, value]];
		if (SHARED.includes(name)) return value === null ? [] : [[name, value]];
		return [[uniqueColumn(`document_${name}`, used), value]];
	});
	return { ...run, ...(Object.fromEntries(columns) as IDataObject) };
}
