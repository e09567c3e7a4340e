import { invalidInput } from '../../../shared/api/wire/errors';
import {
	type AllowedWorkspacesType,
	type SecretChange,
	updateSecret,
} from '../../../shared/api/resources/secrets';
import type { ItemContext, Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { param, rawParam } from '../../parameters';
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
	const added = rawParam<object>(item, 'updateFields', {});
	const field = (name: string) => param<string>(item, `updateFields.${name}`);
	const change = {
		...('description' in added && { description: field('description') }),
		...('value' in added && { value: field('value') }),
	};
	if (change.value === '') {
		throw invalidInput('The secret would have no value', 'Enter the value, or remove the field.');
	}
	return {
		...change,
		...(type !== KEEP && allowedParam(item, type)),
	};
}
