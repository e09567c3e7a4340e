import { readJob } from '../../../shared/api/work/job';
import type { Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { jobField, jobIdParam } from './jobField';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get job',
	description: 'Get the state of a job that works on files, such as a deletion',
	operationIds: ['jobStatus', 'pollBatchesJob'],
	fields: [jobField, optionsField()],
	async execute(item) {
		const jobId = jobIdParam(item);
		return { job_id: jobId, ...(await readJob(item.api, jobId)) };
	},
};
