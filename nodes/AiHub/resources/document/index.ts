import type { Resource } from '../../defineResource';
import { process } from './process';

export const document: Resource = {
	value: 'document',
	name: 'Document',
	default: 'process',
	operations: [process],
};
