import type { INodeProperties } from 'n8n-workflow';

import { appField, batchField, deploymentField } from '../../fields/ids';
import { optionsField } from '../../fields/options';
import { resultFields } from '../../fields/results';
import { runSettingsOptions } from '../../fields/runSettings';
import { waitFields } from '../../fields/wait';
import { workspaceField } from '../../fields/workspace';
import { outputOptions } from '../run/runApp';
import { routeFields } from './routeFields';

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
			hint: 'The name of the input field containing the file data to be processed. Leave it empty to take all files of each item, or separate several names with commas.',
		},
	),
	when(
		{ documents: ['items'] },
		{
			displayName: 'Run Mode',
			name: 'runMode',
			type: 'options',
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
	),
];

const waiting: INodeProperties[] = [
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
	{
		displayName:
			'AI Hub must be able to reach this n8n. Its current specification no longer mentions callbacks of a single run, so try it on your server first. When the limit is over, the runs come out of the output "Timed Out": connect it back to the input of this node, which then looks at them once more.',
		name: 'callbackNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { waitBy: ['callback'] } },
	},
	...waitFields,
];

const [shape, include] = resultFields;

const output: INodeProperties[] = [
	{
		...shape,
		options: (shape.options ?? []).filter(
			(option) => 'value' in option && ['documents', 'flat'].includes(String(option.value)),
		),
	} as INodeProperties,
	include,
	...routeFields,
];

const options: INodeProperties[] = [
	...outputOptions,
	...runSettingsOptions.filter(({ name }) => !name.startsWith('callback')),
	{
		displayName: 'Batch Name',
		name: 'batchName',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $workflow.name }} {{ $now.toISODate() }}',
		description: 'Name of the new batch. When empty, the name of the workflow and the time.',
	},
	{
		displayName: 'Clean Up',
		name: 'cleanUp',
		type: 'options',
		options: [
			{
				name: 'Delete Run',
				value: 'run',
				description: 'Its output, logs and data; the batch stays',
			},
			{
				name: 'Delete Run and Batch',
				value: 'runAndBatch',
				description: 'And the uploaded files too; the folder of a drive stays',
			},
			{ name: 'Keep Everything', value: 'nothing' },
		],
		default: 'nothing',
		description:
			'What to delete in AI Hub after all results are here. A run that failed, or of which not every document is approved, is kept.',
	},
	{
		displayName: 'Files in Parallel',
		name: 'filesInParallel',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10 },
		default: 3,
		description: 'How many files to upload at the same time. Each takes up to 10 MB of memory.',
	},
	{
		displayName: 'If Run Exists',
		name: 'ifRunExists',
		type: 'options',
		displayOptions: { show: { '/documents': ['items'] } },
		options: [
			{
				name: 'Start a New Run',
				value: 'startNew',
				description: 'Read the documents again, which costs consumption units again',
			},
			{
				name: 'Use It Again',
				value: 'reuse',
				description: 'Take the results of a run of the same app or deployment over the same files',
			},
		],
		default: 'startNew',
		description:
			'What to do when the same files were processed before. Runs are recognized by a tag that this node puts on them when it is set to use them again. It covers names and contents of the files and the version, not keys or other settings.',
	},
	{
		displayName: 'Include Input Fields',
		name: 'includeInputFields',
		type: 'boolean',
		default: false,
		description:
			'Whether each document carries the fields of the item its file came from, under "source"',
	},
	{
		displayName: 'Include Input File',
		name: 'includeInputFile',
		type: 'boolean',
		default: false,
		description: 'Whether each document carries the file it came from',
	},
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'string',
		default: '',
		placeholder: 'e.g. instabase',
		displayOptions: { show: { '/runWith': ['app'] } },
		description:
			'Account that made the app: yours when empty, "instabase" for apps of the AI Hub Marketplace',
	},
	{
		displayName: 'Use Runs of the Last (Days)',
		name: 'reuseDays',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 30,
		displayOptions: { show: { '/documents': ['items'], ifRunExists: ['reuse'] } },
		description: 'How far to look back for a run over the same files',
	},
	workspaceField({
		displayName: 'Workspace',
		name: 'workspace',
		description:
			'Workspace for the new batch. Your personal workspace when empty; a service account has none and must give one',
	}),
];

/** The fields of Document → Process, in the order in which one decides. */
export const processFields: INodeProperties[] = [
	...what,
	...documents,
	...waiting,
	...output,
	optionsField(options),
];
