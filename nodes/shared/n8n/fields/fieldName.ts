import type { INodeProperties } from 'n8n-workflow';

/** The name of a field that AI Hub found, in each entry of a collection. */
export function fieldName(description: string): INodeProperties {
	return {
		displayName: 'Field',
		name: 'field',
		type: 'string',
		default: '',
		placeholder: 'e.g. Total Due',
		description,
	};
}
