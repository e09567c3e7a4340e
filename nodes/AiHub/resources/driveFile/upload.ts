import { AiHubError, attempt, invalidInput } from '../../../shared/api/wire/errors';
import { writeFile } from '../../../shared/api/resources/files';
import { itemFile } from '../../../shared/n8n/binary';
import type { ItemContext, Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { param, textParam } from '../../parameters';
import { nameOf, pathField, pathParam } from './fields';

export const upload: Operation = {
	value: 'upload',
	name: 'Upload',
	action: 'Upload drive file',
	description:
		'Put a file or a text on a drive; folders that are missing are made. AI Hub cannot do it on Google Drive.',
	operationIds: ['writeFile'],
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
			hint: 'The name of the input field containing the file data to be uploaded',
			description: 'Name of the binary field. The file is sent in one request.',
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
		const { path, bytes } = await fileToWrite(item);
		const written = await attempt(() => writeFile(item.api, path, bytes, { onlyIfNew }));
		if (!written.ok) throw explained(written.error, path);
		const { created } = written.value;
		return {
			path,
			file_name: nameOf(path),
			size: bytes.length,
			...(created && { created }),
		};
	},
};

async function fileToWrite(item: ItemContext): Promise<{ path: string; bytes: Buffer }> {
	const path = pathParam(item);
	const isFolder = path.endsWith('/');
	if (param<string>(item, 'content') === 'text') {
		if (isFolder) throw invalidInput('The path has no file name', 'Add a name such as note.txt.');
		return { path, bytes: notEmpty(Buffer.from(param<string>(item, 'text', ''))) };
	}
	const field = textParam(item, 'binaryPropertyName') ?? 'data';
	const file = await itemFile(item.n8n, item.itemIndex, field);
	const pieces: Buffer[] = [];
	for await (const piece of await file.open()) pieces.push(piece);
	return { path: isFolder ? path + file.name : path, bytes: notEmpty(Buffer.concat(pieces)) };
}

function notEmpty(bytes: Buffer): Buffer {
	if (bytes.length > 0) return bytes;
	throw invalidInput(
		'The content is empty',
		'AI Hub takes no empty files. Check the node before this one.',
	);
}

function explained(error: Error, path: string): Error {
	if (!(error instanceof AiHubError) || error.details.status !== 412) return error;
	return error.with(
		{ hint: 'Turn off Only If New to overwrite it, or choose another path.' },
		`There is already a file at "${path}"`,
	);
}
