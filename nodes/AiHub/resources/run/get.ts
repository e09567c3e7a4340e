import { getRunStatus } from '../../../shared/api/resources/runs';
import type { Operation } from '../../defineResource';
import { runField } from '../../../shared/n8n/fields/ids';
import { optionsField } from '../../fields/options';
import { simplifyField } from '../../../shared/n8n/fields/simplify';
import { runIdParam } from '../../parameters';
import { runOutput } from '../../simplified';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get run',
	description: 'Get the status, times and input of a run',
	operationIds: ['getRunStatus'],
	fields: [runField, simplifyField, optionsField()],
	async execute(item) {
		return runOutput(item, await getRunStatus(item.api, runIdParam(item)));
	},
};
