import type { INodeProperties } from 'n8n-workflow';

import { rulesField } from '../../../../shared/n8n/fields/rules';

/** Three outputs instead of one, and what makes a document trustworthy. */
export const routeFields: INodeProperties[] = [
	{
		displayName: 'Route by Trust',
		name: 'routeOutput',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description:
			'Whether to give the documents out in three ways: Approved, Needs Review and Failed. Each item says why it went there.',
	},
	{ ...rulesField, displayOptions: { show: { routeOutput: [true] } } },
];
