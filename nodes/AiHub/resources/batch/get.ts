import { getBatch } from '../../../shared/api/resources/batches';
import type { Operation } from '../../defineResource';
import { batchField } from '../../../shared/n8n/fields/ids';
import { optionsField } from '../../fields/options';
import { simplifyField } from '../../../shared/n8n/fields/simplify';
import { batchIdParam } from '../../parameters';
import { batchJson } from './batchJson';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get batch',
	description: 'Get the name, workspace and times of a batch',
	operationIds: ['getBatch'],
	fields: [batchField, simplifyField, optionsField()],
	async execute(item) {
		return batchJson(item, await getBatch(item.api, batchIdParam(item)));
	},
};
