import { listBatches } from '../../../shared/api/resources/batches';
import { collect } from '../../../shared/api/wire/paginate';
import type { Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { pagingFields, wantedResults } from '../../fields/paging';
import { simplifyField } from '../../../shared/n8n/fields/simplify';
import { workspaceField } from '../../fields/workspace';
import { textParam } from '../../parameters';
import { batchJson } from './batchJson';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many batches',
	description: 'List batches, of one workspace or person if wanted',
	operationIds: ['listBatches'],
	fields: [
		...pagingFields,
		simplifyField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Created By',
					name: 'username',
					type: 'string',
					default: '',
					placeholder: 'e.g. user.name_example.com',
					description: 'Only batches that this user ID created',
				},
				workspaceField({
					displayName: 'Workspace',
					name: 'workspace',
					description: 'Only batches in this workspace',
				}),
			],
		},
		optionsField(),
	],
	async execute(item) {
		const filters = {
			workspace: textParam(item, 'filters.workspace'),
			username: textParam(item, 'filters.username'),
		};
		const batches = await collect(listBatches(item.api, filters), wantedResults(item));
		return batches.map((batch) => batchJson(item, batch));
	},
};
