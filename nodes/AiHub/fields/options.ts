import type { INodeProperties } from 'n8n-workflow';

const itemsInParallel: INodeProperties = {
	displayName: 'Items in Parallel',
	name: 'itemsInParallel',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 20 },
	default: 3,
	description:
		'How many items to work on at the same time. Lower it when AI Hub answers that there are too many requests.',
	noDataExpression: true,
};

/** The "Options" collection of an operation that works on several items at once. */
export function optionsField(options: INodeProperties[] = []): INodeProperties {
	return plainOptionsField([...options, itemsInParallel]);
}

/** The same where it would change nothing, as all items wait together. */
export function plainOptionsField(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options].sort((one, other) => one.displayName.localeCompare(other.displayName)),
	};
}
