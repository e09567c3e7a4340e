import { createBatch } from '../../../shared/api/resources/batches';
import type { Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { workspaceField } from '../../fields/workspace';
import { param, textParam } from '../../parameters';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create batch',
	description: 'Create an empty batch to put files into',
	operationIds: ['createBatch'],
	fields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Invoices of January',
			description: 'Name of the batch, up to 255 characters',
		},
		optionsField([
			workspaceField({
				displayName: 'Workspace',
				name: 'workspace',
				description:
					'Workspace to create the batch in. Your personal workspace when empty; a service account has none and must give one',
			}),
		]),
	],
	async execute(item) {
		const name = param<string>(item, 'name');
		const workspace = textParam(item, 'options.workspace');
		const { id } = await createBatch(item.api, { name, workspace });
		return { id, name, ...(workspace !== undefined && { workspace }) };
	},
};
