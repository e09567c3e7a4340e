import type { INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../../../shared/api/wire/errors';
import type { WaitForFile } from '../../../shared/api/resources/files';
import type { ItemContext } from '../../defineResource';
import { rawParam, textParam } from '../../parameters';

/** The path of what is on the drive. */
export const pathField: INodeProperties = {
	displayName: 'Path',
	name: 'path',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. acme/Accounting/fs/Instabase Drive/a.pdf',
	description:
		'Full path on the drive: organization, workspace, "fs", drive, folders, file. Write spaces and special characters as they are.',
};

/** @throws AiHubError of kind `invalidInput` when it is empty */
export function pathParam(item: ItemContext): string {
	const path = textParam(item, 'path');
	if (path !== undefined) return path;
	throw invalidInput('No path is given', 'Enter the full path on the drive.');
}

/** Name of the file at a path. */
export function nameOf(path: string): string {
	return (
		path
			.replace(/(?<!\/)\/+$/, '')
			.split('/')
			.pop() ?? path
	);
}

const DEFAULT_RETRIES = 3;
const DEFAULT_SECONDS = 5;

/** AI Hub itself looks again for a file that is not there yet. */
export const waitForFileOption: INodeProperties = {
	displayName: 'Wait for File',
	name: 'waitForFile',
	type: 'fixedCollection',
	placeholder: 'Add wait',
	default: {},
	description: 'How AI Hub looks again when nothing is at the path yet',
	options: [
		{
			displayName: 'Wait',
			name: 'wait',
			values: [
				{
					displayName: 'Retries',
					name: 'retries',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 0 },
					default: DEFAULT_RETRIES,
					description: 'How many times to look again',
				},
				{
					displayName: 'Interval (Seconds)',
					name: 'seconds',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: DEFAULT_SECONDS,
					description: 'How long to wait before each of them, in seconds',
				},
			],
		},
	],
};

/** Undefined when the file is expected to be there. */
export function waitForFileParam(item: ItemContext): WaitForFile | undefined {
	const wait = rawParam<{ retries?: number; seconds?: number } | null>(
		item,
		'options.waitForFile.wait',
		null,
	);
	if (wait === null) return undefined;
	return {
		retries: wait.retries ?? DEFAULT_RETRIES,
		backoffSeconds: wait.seconds ?? DEFAULT_SECONDS,
	};
}
