import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** Simplify, in n8n's own wording. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The named keys alone; one that AI Hub did not send is null, so that all items have the same. */
export function only(keys: string[], json: IDataObject): IDataObject {
	return Object.fromEntries(keys.map((key) => [key, json[key] ?? null]));
}
