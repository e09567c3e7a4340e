import type { IDataObject } from 'n8n-workflow';

import { AiHubError, attempt, invalidInput } from '../../../shared/api/wire/errors';
import { writeDriveFile } from '../../../shared/api/work/writeDriveFile';
import { filesBrought } from '../../../shared/n8n/files/brought';
import type { ItemFile } from '../../../shared/n8n/files/itemFile';
import { withUniqueNames } from '../../../shared/n8n/files/names';
import type { ItemContext, Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { param, rawParam } from '../../parameters';
import { nameOf, pathField, pathParam } from './fields';

export const upload: Operation = {
	value: 'upload',
	name: 'Upload',
	action: 'Upload drive file',
	description:
		'Put a file or a text on a drive; folders that are missing are made. AI Hub cannot do it on Google Drive.',
	operationIds: ['writeFile', 'getFileMetadata'],
	fields: [
		{
			...pathField,
			description: `${pathField.description} End it with a slash to keep the name of the input file.`,
		},
		{
			displayName: 'Content',
			name: 'content',
			type: 'options',
			options: [
				{ name: 'Binary File', value: 'binary', description: 'A file of the input item' },
				{ name: 'Text', value: 'text', description: 'A text, written as UTF-8' },
			],
			default: 'binary',
			description: 'What to write to the drive',
		},
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			displayOptions: { show: { content: ['binary'] } },
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the input field containing the file data to be uploaded. Separate several with commas, or give the beginning of numbered ones, such as attachment_; the path is a folder then.',
			description: 'Name of the binary field. Each file is sent in one request.',
		},
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 4 },
			displayOptions: { show: { content: ['text'] } },
			default: '',
			required: true,
			description: 'Text to write. AI Hub takes no empty files.',
		},
		optionsField([
			{
				displayName: 'Only If New',
				name: 'onlyIfNew',
				type: 'boolean',
				default: false,
				description:
					'Whether to leave a file alone that is already at the path; it is an error then. Otherwise it is overwritten.',
			},
		]),
	],
	async execute(item) {
		const onlyIfNew = param<boolean>(item, 'options.onlyIfNew');
		const written: IDataObject[] = [];
		for (const { path, content, size } of await contents(item)) {
			const outcome = await attempt(() => writeDriveFile(item.api, path, content, { onlyIfNew }));
			if (!outcome.ok) throw explained(outcome.error, path, written);
			const { created } = outcome.value;
			written.push({
				path,
				file_name: nameOf(path),
				size,
				...(created && { created }),
			});
		}
		return written;
	},
};

interface Content {
	path: string;
	content: Buffer | ItemFile;
	/** Bytes. */
	size: number;
}

/** What is to be written, checked before anything is. */
async function contents(item: ItemContext): Promise<Content[]> {
	const path = pathParam(item);
	const isFolder = path.endsWith('/');
	if (param<string>(item, 'content') === 'text') {
		if (isFolder) throw invalidInput('The path has no file name', 'Add a name such as note.txt.');
		const bytes = Buffer.from(param<string>(item, 'text'));
		assertNotEmpty(bytes.length);
		return [{ path, content: bytes, size: bytes.length }];
	}
	const wanted = rawParam(item, 'binaryPropertyName', '');
	const isNothing = wanted === '' || wanted === null || wanted === undefined;
	const files = await filesBrought(item.n8n, item.itemIndex, isNothing ? 'data' : wanted);
	if (!isFolder && files.length > 1) {
		throw invalidInput(
			`There are ${files.length} files, but the path is of one`,
			'End the path with a slash, so that each file keeps its own name.',
		);
	}
	files.forEach(({ size }) => assertNotEmpty(size));
	// A drive holds any files: each keeps the name that it has.
	const named = withUniqueNames(files.map((file) => ({ ...file, name: file.givenName })));
	return named.map((file) => ({
		path: isFolder ? path + file.name : path,
		content: file,
		size: file.size,
	}));
}

function assertNotEmpty(size: number): void {
	if (size > 0) return;
	throw invalidInput(
		'The content is empty',
		'AI Hub takes no empty files. Check the node before this one.',
	);
}

function explained(error: Error, path: string, written: IDataObject[]): Error {
	if (!(error instanceof AiHubError)) return error;
	const before = written.map((one) => String(one.path)).join(', ');
	const already = before ? `. Already written: ${before}` : '';
	if (error.details.status !== 412) return error.with({}, error.message + already);
	return error.with(
		{ hint: 'Turn off Only If New to overwrite it, or choose another path.' },
		`There is already a file at "${path}"${already}`,
	);
}
