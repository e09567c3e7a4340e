import type { INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../../shared/api/wire/errors';
import type { ItemContext } from '../defineResource';
import { batchIdParam, param, textParam } from '../parameters';
import { batchField } from '../../shared/n8n/fields/ids';

/** Where the files of a run come from, without the mailbox that only deployments have. */
export const inputOptions = [
	{ name: 'Batch', value: 'batch', description: 'All files of a batch' },
	{
		name: 'Drive Folder',
		value: 'folder',
		description: 'All files of a folder on a connected drive',
	},
];

export const runInputFields: INodeProperties[] = [
	{ ...batchField, displayOptions: { show: { input: ['batch'] } } },
	{
		displayName: 'Folder Path',
		name: 'inputDir',
		type: 'string',
		displayOptions: { show: { input: ['folder'] } },
		default: '',
		required: true,
		placeholder: 'e.g. acme/Accounting/fs/Instabase Drive/invoices',
		description: 'Path of the folder: organization, workspace, "fs", drive, folders',
	},
];

/** `batch_id` or `input_dir` of a run. */
export function runInput(item: ItemContext): { batch_id: number } | { input_dir: string } {
	if (param<string>(item, 'input') === 'batch') return { batch_id: batchIdParam(item) };
	const input_dir = textParam(item, 'inputDir');
	if (input_dir !== undefined) return { input_dir };
	throw invalidInput('No folder is given', 'Enter the path of the folder on the drive.');
}
