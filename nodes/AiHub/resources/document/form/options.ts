import type { INodeProperties } from 'n8n-workflow';

import { runSettingsOptions } from '../../../fields/runSettings';
import { workspaceField } from '../../../fields/workspace';
import { outputOptions } from '../../run/runApp';
import { waitingOptions } from './waiting';

const TAGS =
	'Tags to put on the run; up to 460 characters together, because this node needs 40 for its own';

/** The options of Document → Process. */
export const processOptions: INodeProperties[] = [
	...waitingOptions,
	...outputOptions,
	...runSettingsOptions.flatMap(forProcess),
	{
		displayName: 'Batch Name',
		name: 'batchName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Invoices of May',
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
			'What to delete in AI Hub after all results are here. A run that failed, waits for review, or of which not every document could be read, given and, where routed, approved, is kept, and so is a batch that such a run is over.',
	},
	{
		displayName: 'File Types',
		name: 'fileTypes',
		type: 'string',
		default: '',
		placeholder: 'e.g. pdf, tiff, docx',
		displayOptions: { show: { '/documents': ['items'] } },
		description:
			'Which files to send, by extension, separated by commas. When empty, those that AI Hub lists as supported; * sends all. Others are left out, and named.',
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
			'What to do when the same files were processed before. Runs are recognized by the tag that this node puts on them. It covers names and contents of the files and the version, not keys or other settings.',
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
		description:
			'Whether each document carries the file it came from; those in Needs Review do in any case',
	},
	{
		displayName: 'Include Review Page',
		name: 'includeReviewPage',
		type: 'boolean',
		default: false,
		description:
			'Whether each document that needs review carries an HTML page, under "review_page", that shows its fields with their scores and where on the pages they stand, the doubtful ones marked. Of a file that is a picture it shows the picture, of others a sketch.',
	},
	{
		displayName: 'Leave Out Inline Images',
		name: 'withoutInlineImages',
		type: 'boolean',
		default: true,
		displayOptions: { show: { '/documents': ['items'] } },
		description:
			'Whether to leave out pictures of up to 50 KB that an e-mail shows within its text, such as logos in signatures',
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
		displayName: 'Smallest Size (KB)',
		name: 'smallestSize',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		displayOptions: { show: { '/documents': ['items'] } },
		description: 'Smaller files are left out, and named. 0 leaves out none but empty ones.',
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

/** The node's own address is called back; headers make sense only then. */
function forProcess(field: INodeProperties): INodeProperties[] {
	if (field.name === 'callbackUrl') return [];
	if (field.name === 'tags') return [{ ...field, description: TAGS }];
	if (field.name !== 'callbackHeaders') return [field];
	return [{ ...field, displayOptions: { show: { waitBy: ['callback'] } } }];
}
