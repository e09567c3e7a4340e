import type { IDataObject } from 'n8n-workflow';

import type { Run } from '../shared/api/resources/runs';
import { only } from '../shared/n8n/fields/simplify';
import { runJson } from '../shared/n8n/runJson';
import type { ItemContext } from './defineResource';
import { param } from './parameters';

/** The named keys alone when the item's Simplify is on. */
export function simplified(item: ItemContext, json: IDataObject, keys: string[]): IDataObject {
	return isSimplified(item) ? only(keys, json) : json;
}

/** A run as the Simplify of this item says. */
export function runOutput(item: ItemContext, run: Run): IDataObject {
	return runJson(run, item.api.urlOfRun(run), isSimplified(item));
}

function isSimplified(item: ItemContext): boolean {
	return param<boolean>(item, 'simplify');
}
