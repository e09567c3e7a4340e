import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemContext } from '../defineResource';
import { param } from '../parameters';

/** Simplify, in n8n's own wording. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simple',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The named keys alone when Simplify is on; a key that AI Hub did not send is null. */
export function simplified(item: ItemContext, json: IDataObject, keys: string[]): IDataObject {
	if (!param<boolean>(item, 'simple', true)) return json;
	return Object.fromEntries(keys.map((key) => [key, json[key] ?? null]));
}
