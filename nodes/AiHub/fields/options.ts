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

/** The "Options" collection at the end of every operation; each has Items in Parallel. */
export function optionsField(options: INodeProperties[] = []): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options, itemsInParallel].sort((one, other) =>
			one.displayName.localeCompare(other.displayName),
		),
	};
}
