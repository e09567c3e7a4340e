import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { alignRows } from '../documents/align';
import { namedRows } from '../documents/drafts';
import { uniqueColumn } from '../documents/fields';
import type { Row } from '../documents/row';
import { isFlatShape } from '../documents/shapes';
import type { TriggerParameters } from './parameters';

/** Every key of an item is a column. */
export function isFlat({ includes, shape }: TriggerParameters): boolean {
	return includes !== undefined && isFlatShape(shape);
}

/** What is to become an item, once all that leave with it are known. */
export interface RunItem {
	/** What is said of the run, and of what became of the document. */
	run: IDataObject;
	/** The document, or a row of its table; undefined where the run has none. */
	row?: Row;
}

/**
 * The items of all runs that are reported together. Flat ones have the same columns, those without
 * documents included.
 */
export function alignRunItems(
	items: RunItem[],
	parameters: TriggerParameters,
): INodeExecutionData[] {
	if (!isFlat(parameters)) {
		return items.map(({ run, row }) => ({
			json: beside(run, (row ?? {}) as IDataObject, parameters),
		}));
	}
	const documents = finalRows(
		items.flatMap(({ row }) => (row ? [row] : [])),
		parameters.rows.columns,
	);
	const none = emptyRow(parameters);
	let at = 0;
	const besides = items.map(({ run, row }) => {
		return beside(run, row ? (documents[at++] as IDataObject) : none, parameters);
	});
	return alignRows(besides).rows.map((row) => ({ json: row as IDataObject }));
}

/** What is said of the run is no column to choose, and takes its place beside those that are chosen. */
function finalRows(drafts: Row[], columns: string[] | undefined): Row[] {
	return columns === undefined ? namedRows(drafts) : alignRows(drafts, columns).rows;
}

/** The chosen columns, for a run that has no document to fill them. */
function emptyRow({ rows: { columns = [] } }: TriggerParameters): IDataObject {
	return Object.fromEntries(columns.map((column) => [column, null]));
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
