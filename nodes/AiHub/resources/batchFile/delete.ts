import { deleteFileFromBatch } from '../../../shared/api/resources/batchFiles';
import { invalidInput } from '../../../shared/api/wire/errors';
import type { Operation } from '../../defineResource';
import { batchField } from '../../../shared/n8n/fields/ids';
import { deletionResult, jobOperationIds, waitForDeletionOptions } from '../../fields/job';
import { optionsField } from '../../fields/options';
import { exactValue } from '../../../shared/n8n/values';
import { batchIdParam, param } from '../../parameters';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete file from batch',
	description: 'Delete one file from a batch',
	operationIds: ['deleteFileFromBatch', ...jobOperationIds],
	fields: [
		batchField,
		{
			displayName: 'File',
			name: 'fileName',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: 'The file to delete. Its name is taken exactly as it is written, with blanks.',
			typeOptions: { loadOptionsDependsOn: ['batchId.value'] },
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Select…',
					typeOptions: { searchListMethod: 'searchBatchFiles', searchable: true },
				},
				{
					displayName: 'By Name',
					name: 'name',
					type: 'string',
					placeholder: 'e.g. invoice-1001.pdf',
				},
			],
		},
		optionsField(waitForDeletionOptions),
	],
	async execute(item) {
		const batchId = batchIdParam(item);
		const fileName = exactValue(param(item, 'fileName', ''));
		if (fileName.trim() === '')
			throw invalidInput('No file is given', 'Choose a file, or enter its name.');
		const jobs = await deleteFileFromBatch(item.api, batchId, fileName);
		return await deletionResult(item, jobs, { batch_id: batchId, file_name: fileName });
	},
};
