import { deleteSecret } from '../../../shared/api/resources/secrets';
import type { Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { aliasField, aliasParam } from './fields';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete secret',
	description: 'Delete a secret. Only administrators may.',
	operationIds: ['deleteSecret'],
	fields: [aliasField, optionsField()],
	async execute(item) {
		const alias = aliasParam(item);
		await deleteSecret(item.api, alias);
		return { deleted: true, alias };
	},
};
