import type { Operation } from '../../defineResource';
import { runField } from '../../../shared/n8n/fields/ids';
import { optionsField } from '../../fields/options';
import { resultFields } from '../../../shared/n8n/fields/results';
import { alignResults, resultRows } from '../../fields/results';
import { runIdParam } from '../../parameters';

export const getResults: Operation = {
	value: 'getResults',
	name: 'Get Results',
	action: 'Get results of run',
	description: 'Get the documents and fields that a run has found, all pages of them',
	operationIds: ['getRunResults'],
	fields: [runField, ...resultFields, optionsField()],
	async execute(item) {
		return await resultRows(item, runIdParam(item));
	},
	arrange: alignResults,
};
