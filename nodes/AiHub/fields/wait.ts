import type { INodeProperties } from 'n8n-workflow';

import type { WaitOptions } from '../../shared/api/work/waitForRun';
import type { ItemContext } from '../defineResource';
import { param } from '../parameters';

/** How long to wait for a run, and what to do when a person has to review it. */
export const waitFields: INodeProperties[] = [
	{
		displayName: 'Wait Limit (Minutes)',
		name: 'waitLimit',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 30,
		description:
			'Longest wait in minutes. When it is over, the run goes on at AI Hub and the error gives its ID.',
	},
	{
		displayName: 'When Review Is Needed',
		name: 'onReview',
		type: 'options',
		options: [
			{
				name: 'Keep Waiting',
				value: 'wait',
				description: 'Wait on until a person has reviewed it, up to the limit',
			},
			{
				name: 'Return What There Is',
				value: 'return',
				description: 'Go on at once; the status is STOPPED_AT_CHECKPOINT',
			},
			{
				name: 'Throw an Error',
				value: 'fail',
				description: 'Stop with an error that gives the run ID',
			},
		],
		default: 'return',
		description:
			'What to do when AI Hub stops the run until a person has reviewed it, which may take days',
	},
];

export function waitOptions(item: ItemContext): WaitOptions {
	return {
		limitMs: param<number>(item, 'waitLimit') * 60_000,
		onReview: param<WaitOptions['onReview']>(item, 'onReview'),
	};
}
