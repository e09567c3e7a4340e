import { listSecrets } from '../../../shared/api/resources/secrets';
import { isoOfMs } from '../../../shared/api/wire/time';
import type { Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { pagingFields, wantedResults } from '../../fields/paging';
import { simplifyField } from '../../../shared/n8n/fields/simplify';
import { simplified } from '../../simplified';
import { workspaceField } from '../../fields/workspace';
import { textParam } from '../../parameters';
import { aliasField } from './fields';

const SIMPLE = [
	'alias',
	'description',
	'allowed_workspaces_type',
	'allowed_workspaces',
	'created_at_iso',
	'updated_at_iso',
];

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many secrets',
	description: 'List secrets, without their values',
	operationIds: ['listSecrets'],
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
				{ ...aliasField, required: false, description: 'Only the secret with this alias' },
				workspaceField({
					displayName: 'Workspace',
					name: 'workspace',
					description:
						'Only secrets that this workspace may use. Who is no administrator must give it',
				}),
			],
		},
		optionsField(),
	],
	async execute(item) {
		const secrets = await listSecrets(item.api, {
			alias: textParam(item, 'filters.alias'),
			workspace: textParam(item, 'filters.workspace'),
		});
		return secrets.slice(0, wantedResults(item)).map((secret) => {
			const times = {
				created_at_iso: isoOfMs(secret.created_at),
				updated_at_iso: isoOfMs(secret.updated_at),
			};
			return simplified(item, { ...secret, ...times }, SIMPLE);
		});
	},
};
