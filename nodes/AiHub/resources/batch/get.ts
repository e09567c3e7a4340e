import { getBatch } from '../../../shared/api/batches';
import type { Operation } from '../../defineResource';
import { batchField } from '../../fields/ids';
import { optionsField } from '../../fields/options';
import { simplifyField } from '../../fields/simplify';
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
