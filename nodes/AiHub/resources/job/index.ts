import type { Resource } from '../../defineResource';
import { get } from './get';
import { waitForCompletion } from './waitForCompletion';

export const job: Resource = {
	value: 'job',
	name: 'Job',
	description: 'Work of AI Hub in the background, such as a deletion',
	default: 'get',
	operations: [get, waitForCompletion],
};
