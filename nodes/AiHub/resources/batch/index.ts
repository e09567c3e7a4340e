import type { Resource } from '../../defineResource';
import { create } from './create';
import { del } from './delete';
import { get } from './get';
import { getAll } from './getAll';

export const batch: Resource = {
	value: 'batch',
	name: 'Batch',
	description: 'A set of files that runs read',
	default: 'create',
	operations: [create, del, get, getAll],
};
