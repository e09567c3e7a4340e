import type { IDataObject } from 'n8n-workflow';

import { uniqueName } from '../../../../shared/documents/fields';
import type { Wanted } from './types';

/** Every key is a column, in the shape that is wanted. */
export function isFlat({ shape }: Wanted): boolean {
	return shape !== 'documents';
}

/** The fields of the input item beside those of the document; flat rows get a column for each. */
export function withSource(json: IDataObject, source: IDataObject, wanted: Wanted): IDataObject {
	if (!isFlat(wanted)) return { ...json, source };
	const columns = Object.entries(source).map(([name, value]) => [
		`source_${name}`,
		typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
	]);
	return withColumns(json, Object.fromEntries(columns) as IDataObject);
}

/**
 * What is to be said of a document beside what was found in it. A table shows the first keys as its
 * first columns: a document, and why it is where it is.
 */
export function withAbout(
	json: IDataObject,
	{ needs_review: needsReview, reasons, ...about }: IDataObject,
	wanted: Wanted,
): IDataObject {
	const first = {
		...(needsReview !== undefined && { needs_review: needsReview }),
		...(reasons !== undefined && { reasons }),
	};
	if (!isFlat(wanted)) {
		const { file_name: fileName, ...row } = json;
		return { file_name: fileName, ...first, ...row, ...about };
	}
	const { file_name: fileName, ...row } = withColumns(json, { ...first, ...about });
	return { ...(fileName !== undefined && { file_name: fileName }), ...first, ...row };
}

/** In flat rows a field may have the name of what is added: then it is the field that gives way. */
function withColumns(json: IDataObject, own: IDataObject): IDataObject {
	const lower = (row: IDataObject) => Object.keys(row).map((name) => name.toLowerCase());
	const taken = new Set(lower(own));
	const used = new Set([...taken, ...lower(json)]);
	const kept = Object.entries(json).map(([name, value]) => {
		if (!taken.has(name.toLowerCase())) return [name, value];
		return [name + uniqueName(name.toLowerCase(), used).slice(name.length), value];
	});
	return { ...(Object.fromEntries(kept) as IDataObject), ...own };
}
