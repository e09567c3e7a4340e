import { invalidInput } from '../../../shared/api/wire/errors';
import {
	type AllowedWorkspacesType,
	type SecretChange,
	updateSecret,
} from '../../../shared/api/resources/secrets';
import type { ItemContext, Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { param } from '../../parameters';
import {
	aliasField,
	aliasParam,
	allowedField,
	allowedOptions,
	allowedParam,
	allowedWorkspacesField,
	descriptionField,
	valueField,
} from './fields';

const KEEP = 'KEEP';

export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update secret',
	description: 'Change the value, description or workspaces of a secret. Only administrators may.',
	operationIds: ['updateSecret'],
	fields: [
		aliasField,
		{
			...allowedField,
			options: [
				{ name: 'Keep as They Are', value: KEEP, description: 'Do not change who may use it' },
				...allowedOptions,
			],
			default: KEEP,
		},
		allowedWorkspacesField,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [descriptionField, valueField],
		},
		optionsField(),
	],
	async execute(item) {
		const alias = aliasParam(item);
		const change = changeParam(item);
		if (Object.keys(change).length === 0) {
			throw invalidInput(
				`Nothing is to be changed on the secret "${alias}"`,
				'Add a field under Update Fields, or choose under Allowed Workspaces.',
			);
		}
		await updateSecret(item.api, { alias, ...change });
		return { updated: true, alias, updated_fields: Object.keys(change) };
	},
};

function changeParam(item: ItemContext): Omit<SecretChange, 'alias'> {
	const type = param<AllowedWorkspacesType | typeof KEEP>(item, 'allowedWorkspacesType', KEEP);
	const fields = param<{ description?: unknown; value?: unknown }>(item, 'updateFields', {});
	if (fields.value === '') {
		throw invalidInput('The secret would have no value', 'Enter the value, or remove the field.');
	}
	return {
		...(fields.description !== undefined && { description: String(fields.description) }),
		...(fields.value !== undefined && { value: String(fields.value) }),
		...(type !== KEEP && allowedParam(item, type)),
	};
}
