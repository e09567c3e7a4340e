import type { INodeProperties } from 'n8n-workflow';

import { waitFields } from '../../../fields/wait';

/** How many runs to start and how to wait for them: right for nearly everybody as it is. */
export const waitingOptions: INodeProperties[] = [
	{
		displayName: 'Run Mode',
		name: 'runMode',
		type: 'options',
		displayOptions: { show: { '/documents': ['items'] } },
		options: [
			{
				name: 'One Run for All Items',
				value: 'all',
				description: 'All files in one batch: the fewest runs',
			},
			{
				name: 'One Run for Each Item',
				value: 'perItem',
				description: 'The files of an item belong together, such as a case or a packet',
			},
		],
		default: 'all',
		noDataExpression: true,
		description: 'How many runs to start',
	},
	{
		displayName: 'Wait By',
		name: 'waitBy',
		type: 'options',
		options: [
			{
				name: 'Polling',
				value: 'polling',
				description: 'Ask for the status until the run has ended. The execution keeps running.',
			},
			{
				name: 'Callback',
				value: 'callback',
				description: 'Store the execution until AI Hub calls back. It takes no worker meanwhile.',
			},
		],
		default: 'polling',
		noDataExpression: true,
		description: 'How to learn that the run has ended',
	},
	...waitFields,
];
