import { invalidInput } from '../../../shared/api/wire/errors';
import { type AllowedWorkspacesType, createSecret } from '../../../shared/api/resources/secrets';
import type { Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { param, textParam } from '../../parameters';
import {
	aliasField,
	aliasParam,
	allowedField,
	allowedParam,
	allowedWorkspacesField,
	descriptionField,
	valueField,
} from './fields';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create secret',
	description: 'Create a secret in the organization. Only administrators may.',
	operationIds: ['createSecret'],
	fields: [
		aliasField,
		{ ...valueField, required: true },
		allowedField,
		allowedWorkspacesField,
		optionsField([descriptionField]),
	],
	async execute(item) {
		const alias = aliasParam(item);
		const value = param<string>(item, 'value');
		if (value === '') {
			throw invalidInput('The secret has no value', 'Enter the value.');
		}
		const description = textParam(item, 'options.description');
		const allowed = allowedParam(item, param<AllowedWorkspacesType>(item, 'allowedWorkspacesType'));
		await createSecret(item.api, { alias, value, description, ...allowed });
		return { created: true, alias, description: description ?? null, ...allowed };
	},
};
