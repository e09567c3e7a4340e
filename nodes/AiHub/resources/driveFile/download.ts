import type { INodeProperties } from 'n8n-workflow';

import { AiHubError, invalidInput } from '../../../shared/api/wire/errors';
import type { FileContents } from '../../../shared/api/resources/files';
import { endReading, readDriveFile } from '../../../shared/api/work/readDriveFile';
import type { ItemContext, Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { outputFieldName, outputFile, outputFileField } from '../../fields/outputFile';
import { textParam } from '../../parameters';
import { nameOf, pathField, pathParam, waitForFileOption, waitForFileParam } from './fields';

const byte = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 0 },
	default: 0,
	description,
});

export const download: Operation = {
	value: 'download',
	name: 'Download',
	action: 'Download drive file',
	description: 'Download a file from a drive, whole or a range of its bytes',
	operationIds: ['readFile', 'getFileMetadata'],
	fields: [
		pathField,
		outputFileField,
		optionsField([
			{
				displayName: 'File Name',
				name: 'fileName',
				type: 'string',
				default: '',
				placeholder: 'e.g. invoice-1001.pdf',
				description: 'Name for the file in n8n. The name it has on the drive when empty.',
			},
			byte(
				'Bytes From',
				'firstByte',
				'Download from this byte on only, counted from 0. From the start when not added.',
			),
			byte(
				'Bytes Up To',
				'lastByte',
				'Download up to and including this byte, counted from 0. To the end when not added.',
			),
			waitForFileOption,
		]),
	],
	async execute(item) {
		const path = pathParam(item);
		const range = rangeParam(item);
		const contents = await readDriveFile(item.api, path, {
			range,
			waitFor: waitForFileParam(item),
		});
		if (range && !contents.isPart) throw wholeFile(contents);
		const fileName = textParam(item, 'options.fileName') ?? nameOf(path);
		const file = await outputFile(item, contents, fileName);
		return {
			items: [
				{
					json: {
						path,
						file_name: fileName,
						mime_type: file.mimeType,
						size: file.bytes ?? contents.contentLength ?? null,
						...(contents.contentRange !== undefined && { content_range: contents.contentRange }),
					},
					binary: { [outputFieldName(item)]: file },
				},
			],
		};
	},
};

/** Undefined for the whole file. */
function rangeParam(item: ItemContext): { first: number; last?: number } | undefined {
	const first = textParam(item, 'options.firstByte');
	const last = textParam(item, 'options.lastByte');
	if (first === undefined && last === undefined) return undefined;
	const range = { first: Number(first ?? 0), ...(last !== undefined && { last: Number(last) }) };
	if (Object.values(range).every((one) => Number.isSafeInteger(one) && one >= 0)) {
		if (range.last === undefined || range.last >= range.first) return range;
	}
	throw invalidInput(
		`There are no bytes from ${range.first} to ${range.last ?? 'the end'}`,
		'Bytes are whole numbers from 0 on, and Bytes Up To must not be before Bytes From.',
	);
}

/** More bytes than asked for would be taken for the asked ones by the nodes after this one. */
function wholeFile(contents: FileContents): AiHubError {
	endReading(contents);
	return new AiHubError(
		'unexpectedAnswer',
		'AI Hub sent the whole file instead of the range of bytes',
		{ hint: 'This drive may not offer ranges. Remove Bytes From and Bytes Up To.' },
	);
}
