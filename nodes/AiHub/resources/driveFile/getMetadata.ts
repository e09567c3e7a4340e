import { getFileMetadata } from '../../../shared/api/resources/files';
import { isoOfMs } from '../../../shared/api/wire/time';
import type { Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { nameOf, pathField, pathParam, waitForFileOption, waitForFileParam } from './fields';

export const getMetadata: Operation = {
	value: 'getMetadata',
	name: 'Get Metadata',
	action: 'Get metadata of drive file',
	description: 'Get the size and time of a file on a drive, or learn that it is a folder',
	operationIds: ['getFileMetadata'],
	fields: [pathField, optionsField([waitForFileOption])],
	async execute(item) {
		const path = pathParam(item);
		const found = await getFileMetadata(item.api, path, { waitFor: waitForFileParam(item) });
		return {
			path,
			name: nameOf(path),
			type: found.type,
			size: found.size ?? null,
			content_type: found.contentType ?? null,
			last_modified: found.lastModified ?? null,
			modified_at: isoOfMs(Date.parse(found.lastModified ?? '')),
		};
	},
};
