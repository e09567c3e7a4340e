import type { INodeProperties } from 'n8n-workflow';

import { appField, batchField, deploymentField } from '../../../../shared/n8n/fields/ids';
import { optionsField } from '../../../fields/options';
import { shapesFor } from '../../../../shared/n8n/fields/results';
import { processOptions } from './options';
import { routeFields } from './routing';

const when = (show: Record<string, string[]>, field: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show },
});

const what: INodeProperties[] = [
	{
		displayName: 'Process With',
		name: 'runWith',
		type: 'options',
		options: [
			{ name: 'App', value: 'app', description: 'An app, by name, ID or URL' },
			{
				name: 'Deployment',
				value: 'deployment',
				description: 'A deployment, which AI Hub recommends',
			},
		],
		default: 'deployment',
		description: 'What reads the documents. Each run costs consumption units.',
	},
	when({ runWith: ['deployment'] }, deploymentField),
	when({ runWith: ['app'] }, appField),
];

const documents: INodeProperties[] = [
	{
		displayName: 'Documents',
		name: 'documents',
		type: 'options',
		options: [
			{
				name: 'Drive Folder',
				value: 'folder',
				description: 'All files of a folder on a connected drive',
			},
			{ name: 'Existing Batch', value: 'batch', description: 'All files of a batch in AI Hub' },
			{
				name: 'Files of the Input Items',
				value: 'items',
				description: 'Upload them to a new batch',
			},
		],
		default: 'items',
		description: 'Where the documents come from',
	},
	when({ documents: ['batch'] }, batchField),
	when(
		{ documents: ['folder'] },
		{
			displayName: 'Folder Path',
			name: 'inputDir',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. acme/Accounting/fs/Instabase Drive/invoices',
			description: 'Path of the folder: organization, workspace, "fs", drive, folders',
		},
	),
	when(
		{ documents: ['items'] },
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: '',
			placeholder: 'e.g. data',
			hint: 'The name of the input field containing the file data to be processed. Leave it empty to take all files of each item, separate several names with commas, or give the beginning of numbered ones, such as attachment_.',
		},
	),
];

const output: INodeProperties[] = shapesFor(['documents', 'flat', 'rows']);

/** The fields of Document → Process, in the order in which one decides. */
export const processFields: INodeProperties[] = [
	...what,
	...documents,
	...routeFields,
	...output,
	optionsField(processOptions),
];
