import type { Resource } from '../../defineResource';
import { create } from './create';
import { del } from './delete';
import { getAll } from './getAll';
import { update } from './update';

export const secret: Resource = {
	value: 'secret',
	name: 'Secret',
	description: 'A value that apps may use and nobody can read back',
	default: getAll.value,
	operations: [create, del, getAll, update],
};
