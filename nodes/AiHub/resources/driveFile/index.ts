import type { Resource } from '../../defineResource';
import { del } from './delete';
import { download } from './download';
import { getMetadata } from './getMetadata';
import { listFolder } from './listFolder';
import { upload } from './upload';

export const driveFile: Resource = {
	value: 'driveFile',
	name: 'Drive File',
	description: 'A file on a drive connected to AI Hub',
	default: 'download',
	operations: [del, download, getMetadata, listFolder, upload],
};
