import type { INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../../../shared/api/wire/errors';
import type { ItemContext } from '../../defineResource';
import { textParam } from '../../parameters';

/** Which job. AI Hub has no list of jobs. */
export const jobField: INodeProperties = {
	displayName: 'Job ID',
	name: 'jobId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
	description: 'ID of the job, as a deletion gives it in "job_ids"',
};

export function jobIdParam(item: ItemContext): string {
	const jobId = textParam(item, 'jobId');
	if (jobId !== undefined) return jobId;
	throw invalidInput('No job is given', 'Enter the ID of the job.');
}
