import type { INodeProperties } from 'n8n-workflow';

import type { ItemContext } from '../defineResource';
import { param } from '../parameters';

/** Return All and Limit, in n8n's own wording. */
export const pagingFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		displayOptions: { show: { returnAll: [false] } },
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
];

/** How many results are wanted; Infinity for all. */
export function wantedResults(item: ItemContext): number {
	return param<boolean>(item, 'returnAll') ? Infinity : param<number>(item, 'limit');
}
