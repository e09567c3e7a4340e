import { deleteBatch } from '../../../shared/api/resources/batches';
import type { Operation } from '../../defineResource';
import { batchField } from '../../../shared/n8n/fields/ids';
import { deletionResult, jobOperationIds, waitForDeletionOptions } from '../../fields/job';
import { optionsField } from '../../fields/options';
import { batchIdParam } from '../../parameters';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete batch',
	description: 'Delete a batch and all files in it',
	operationIds: ['deleteBatch', ...jobOperationIds],
	fields: [batchField, optionsField(waitForDeletionOptions)],
	async execute(item) {
		const batchId = batchIdParam(item);
		const jobs = await deleteBatch(item.api, batchId);
		return await deletionResult(item, jobs, { batch_id: batchId });
	},
};
