import { deleteFileFromBatch } from '../../../shared/api/resources/batchFiles';
import { invalidInput } from '../../../shared/api/wire/errors';
import type { Operation } from '../../defineResource';
import { batchField } from '../../../shared/n8n/fields/ids';
import { optionsField } from '../../fields/options';
import { locatorValue } from '../../../shared/n8n/values';
import { batchIdParam, param } from '../../parameters';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete file from batch',
	description: 'Delete one file from a batch',
	operationIds: ['deleteFileFromBatch'],
	fields: [
		batchField,
		{
			displayName: 'File',
			name: 'fileName',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description:
				'The file to delete. AI Hub deletes it in the background and names no job to wait for.',
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
		optionsField(),
	],
	async execute(item) {
		const batchId = batchIdParam(item);
		const fileName = locatorValue(param(item, 'fileName', '')).value;
		if (fileName === '')
			throw invalidInput('No file is given', 'Choose a file, or enter its name.');
		await deleteFileFromBatch(item.api, batchId, fileName);
		return { deleted: true, batch_id: batchId, file_name: fileName };
	},
};
