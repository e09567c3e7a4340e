import type { IDataObject } from 'n8n-workflow';

import { getRunResults, type ResultIncludes } from '../../shared/api/resources/results';
import { type ResultShape, type RowSettings, shapeResults } from '../../shared/documents/shapes';
import { includesOf, rowSettingsOf } from '../../shared/n8n/fields/results';
import type { ItemContext } from '../defineResource';
import { param } from '../parameters';

export function includesParam(item: ItemContext): ResultIncludes {
	return includesOf(param<string[]>(item, 'include'));
}

/** What is chosen about the output besides its shape. */
export function rowSettings(item: ItemContext): RowSettings {
	return rowSettingsOf((name) => param(item, name));
}

/** Reads the results of a run to the end, in the shape the node asks for. */
export async function resultRows(item: ItemContext, runId: string): Promise<IDataObject[]> {
	const includes = includesParam(item);
	const results = await getRunResults(item.api, runId, includes);
	const shape = param<ResultShape>(item, 'shape');
	return shapeResults(results, shape, includes, runId, rowSettings(item)) as IDataObject[];
}
