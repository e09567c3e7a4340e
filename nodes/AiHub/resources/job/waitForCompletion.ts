import { waitForJob } from '../../../shared/api/work/job';
import type { Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { param } from '../../parameters';
import { jobField, jobIdParam } from './jobField';

export const waitForCompletion: Operation = {
	value: 'waitForCompletion',
	name: 'Wait for Completion',
	action: 'Wait for completion of job',
	description: 'Wait until a job has ended; it is an error when it fails or is cancelled',
	operationIds: ['jobStatus', 'pollBatchesJob'],
	fields: [
		jobField,
		{
			displayName: 'Wait Limit (Minutes)',
			name: 'waitLimit',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 10,
			description: 'Longest wait in minutes',
		},
		optionsField(),
	],
	async execute(item) {
		const jobId = jobIdParam(item);
		const limitMs = param<number>(item, 'waitLimit') * 60_000;
		return { job_id: jobId, ...(await waitForJob(item.api, jobId, limitMs)) };
	},
};
