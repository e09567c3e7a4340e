import type { Resource } from '../../defineResource';
import { get } from './get';
import { waitForCompletion } from './waitForCompletion';

export const job: Resource = {
	value: 'job',
	name: 'Job',
	default: 'get',
	operations: [get, waitForCompletion],
};
