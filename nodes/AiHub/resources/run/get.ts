import { getRunStatus } from '../../../shared/api/runs';
import type { Operation } from '../../defineResource';
import { runField } from '../../fields/ids';
import { optionsField } from '../../fields/options';
import { runIdParam } from '../../parameters';
import { runJson } from './runJson';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get run',
	description: 'Get the status, times and input of a run',
	operationIds: ['getRunStatus'],
	fields: [runField, optionsField()],
	async execute(item) {
		return runJson(await getRunStatus(item.api, runIdParam(item)), item.api.apiRoot);
	},
};
