import type { Resource } from '../../defineResource';
import { getAll } from './getAll';

export const auditLog: Resource = {
	value: 'auditLog',
	name: 'Audit Log',
	description: 'What people and programs did in the organization',
	default: getAll.value,
	operations: [getAll],
};
