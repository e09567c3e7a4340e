import type { IDataObject } from 'n8n-workflow';

import { AiHubError, attempt } from '../../../shared/api/wire/errors';
import { assertUploadable } from '../../../shared/api/work/upload';
import { uploadToBatch } from '../../../shared/api/work/uploadToBatch';
import { filesBrought } from '../../../shared/n8n/files/brought';
import type { ItemFile } from '../../../shared/n8n/files/itemFile';
import { withUniqueNames } from '../../../shared/n8n/files/names';
import type { ItemContext, Operation } from '../../defineResource';
import { batchField } from '../../../shared/n8n/fields/ids';
import { optionsField } from '../../fields/options';
import { batchIdParam, rawParam, textParam } from '../../parameters';

export const upload: Operation = {
	value: 'upload',
	name: 'Upload',
	action: 'Upload file to batch',
	description: 'Put one or several files of an item into a batch',
	operationIds: [
		'addFileToBatch',
		'createMultipartUploadSession',
		'uploadMultipartPart',
		'commitMultipartUploadSession',
		'listFiles',
	],
	fields: [
		batchField,
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the input field containing the file data to be uploaded. Separate several with commas, or give the beginning of numbered ones, such as attachment_.',
			description:
				'Files that are uploaded one after the other. Files over 10 MB are sent in parts.',
		},
		optionsField([
			{
				displayName: 'File Name',
				name: 'fileName',
				type: 'string',
				default: '',
				placeholder: 'e.g. invoice-1001.pdf',
				description:
					'Name of the file in the batch, with its extension. When empty, the file keeps its own name. A file of that name that was in the batch before is replaced.',
			},
		]),
	],
	async execute(item) {
		const batchId = batchIdParam(item);
		const files = await filesToUpload(item, batchId);
		const uploaded: IDataObject[] = [];
		for (const file of files) {
			const outcome = await attempt(async () => await uploadToBatch(item.api, batchId, file));
			if (!outcome.ok) throw withUploaded(outcome.error, batchId, file, uploaded);
			uploaded.push({
				batch_id: batchId,
				file_name: file.name,
				size: file.size,
				input_field: file.property,
			});
		}
		return uploaded;
	},
};

/** Names that the items of an execution have taken so far, by batch: one must not replace another. */
const namesTaken = new WeakMap<object, Map<number, Set<string>>>();

function namesIn(batchId: number, { n8n }: ItemContext): Set<string> {
	const ofExecution = namesTaken.get(n8n) ?? new Map<number, Set<string>>();
	namesTaken.set(n8n, ofExecution);
	const names = ofExecution.get(batchId) ?? new Set();
	ofExecution.set(batchId, names);
	return names;
}

/** All files of the item, checked before the first one is sent. */
async function filesToUpload(item: ItemContext, batchId: number): Promise<ItemFile[]> {
	const brought = await filesBrought(
		item.n8n,
		item.itemIndex,
		rawParam(item, 'binaryPropertyName'),
	);
	const name = textParam(item, 'options.fileName');
	const files = name === undefined ? brought : brought.map((file) => ({ ...file, name }));
	const named = withUniqueNames(files, namesIn(batchId, item));
	named.forEach(assertUploadable);
	return named;
}

function withUploaded(
	error: Error,
	batchId: number,
	file: ItemFile,
	uploaded: IDataObject[],
): Error {
	if (!(error instanceof AiHubError)) return error;
	const names = uploaded.map(({ file_name }) => file_name).join(', ');
	const before = names ? ` Already in batch ${batchId}: ${names}.` : '';
	return error.with(
		{},
		`"${file.name}" could not be uploaded to batch ${batchId}. ${error.message}.${before}`,
	);
}
