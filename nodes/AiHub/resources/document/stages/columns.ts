import type { IDataObject } from 'n8n-workflow';

import { oneOfNames } from '../../../../shared/documents/fieldRules';
import { uniqueColumn } from '../../../../shared/documents/fields';
import { isFlatShape } from '../../../../shared/documents/shapes';
import type { Wanted } from './types';

/** Every key is a column, in the shape that is wanted. */
export function isFlat({ shape }: Wanted): boolean {
	return isFlatShape(shape);
}

/** Whether the items have it, if there is something to say: Columns may leave it out. */
export function hasColumn(wanted: Wanted, name: string): boolean {
	const { columns } = wanted.rows;
	return !isFlat(wanted) || columns === undefined || oneOfNames(columns)(name);
}

/** The fields of the input item beside those of the document; flat rows get a column for each. */
export function withSource(json: IDataObject, source: IDataObject, wanted: Wanted): IDataObject {
	if (!isFlat(wanted)) return { ...json, source };
	const used = new Set<string>();
	const columns = Object.entries(source).map(([name, value]) => [
		uniqueColumn(`source_${name}`, used),
		typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
	]);
	return withColumns(json, Object.fromEntries(columns) as IDataObject);
}

/** What is to be said of a document beside what was found in it. */
export function withAbout(json: IDataObject, about: IDataObject, wanted: Wanted): IDataObject {
	return verdictInFront(isFlat(wanted) ? withColumns(json, about) : { ...json, ...about });
}

/** In flat rows a field may have the name of what is added: then it is the field that gives way. */
function withColumns(json: IDataObject, own: IDataObject): IDataObject {
	const lower = (row: IDataObject) => Object.keys(row).map((name) => name.toLowerCase());
	const taken = new Set(lower(own));
	const used = new Set([...taken, ...lower(json)]);
	const kept = Object.entries(json).map(([name, value]) => {
		return [taken.has(name.toLowerCase()) ? uniqueColumn(name, used) : name, value];
	});
	return { ...(Object.fromEntries(kept) as IDataObject), ...own };
}

/**
 * A table shows the first keys as its first columns, and n8n no more than 40 of them: a document,
 * whether it is to be trusted, and why.
 */
function verdictInFront(json: IDataObject): IDataObject {
	const { file_name: fileName, needs_review: needsReview, reasons, ...row } = json;
	return {
		...(fileName !== undefined && { file_name: fileName }),
		...(needsReview !== undefined && { needs_review: needsReview }),
		...(reasons !== undefined && { reasons }),
		...row,
	};
}
