import type { Resource } from '../../defineResource';
import { create } from './create';
import { del } from './delete';
import { get } from './get';
import { getAll } from './getAll';

export const batch: Resource = {
	value: 'batch',
	name: 'Batch',
	default: 'create',
	operations: [create, del, get, getAll],
};
