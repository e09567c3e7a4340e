import type { Resource } from '../../defineResource';
import { process } from './process';

export const document: Resource = {
	value: 'document',
	name: 'Document',
	description: 'From files to fields in one step',
	default: 'process',
	operations: [process],
};
