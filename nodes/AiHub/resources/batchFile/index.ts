import type { Resource } from '../../defineResource';
import { del } from './delete';
import { getAll } from './getAll';
import { upload } from './upload';

export const batchFile: Resource = {
	value: 'batchFile',
	name: 'Batch File',
	description: 'A file in a batch',
	default: 'upload',
	operations: [del, getAll, upload],
};
