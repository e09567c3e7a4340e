import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { invalidInput } from '../../../shared/api/wire/errors';
import type { AllowedWorkspacesType } from '../../../shared/api/resources/secrets';
import type { ItemContext } from '../../defineResource';
import { workspacesField, workspacesParam } from '../../fields/workspace';
import { textParam } from '../../parameters';

/** Which secret. */
export const aliasField: INodeProperties = {
	displayName: 'Alias',
	name: 'alias',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. erp_api_key',
	description: 'Name of the secret, under which apps and runs use it',
};

export const valueField: INodeProperties = {
	displayName: 'Value',
	name: 'value',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description: 'The secret itself. AI Hub never gives it back, and neither does this node.',
};

export const descriptionField: INodeProperties = {
	displayName: 'Description',
	name: 'description',
	type: 'string',
	default: '',
	placeholder: 'e.g. Key of the test system',
	description: 'What the secret is for',
};

export const allowedOptions: INodePropertyOptions[] = [
	{ name: 'All', value: 'ALL', description: 'Every workspace of the organization' },
	{ name: 'None', value: 'NONE', description: 'No workspace, until this is changed' },
	{ name: 'Some', value: 'SOME', description: 'Only the workspaces below' },
];

/** Which workspaces may use a secret. */
export const allowedField: INodeProperties = {
	displayName: 'Allowed Workspaces',
	name: 'allowedWorkspacesType',
	type: 'options',
	options: allowedOptions,
	default: 'NONE',
	description: 'Which workspaces may use the secret in their apps',
};

export const allowedWorkspacesField: INodeProperties = workspacesField({
	displayName: 'Workspaces',
	name: 'allowedWorkspaces',
	displayOptions: { show: { allowedWorkspacesType: ['SOME'] } },
	description: 'The workspaces that may use the secret',
});

/** @throws AiHubError of kind `invalidInput` when it is empty */
export function aliasParam(item: ItemContext): string {
	const alias = textParam(item, 'alias');
	if (alias !== undefined) return alias;
	throw invalidInput('No alias is given', 'Enter the alias of the secret.');
}

/** @throws AiHubError of kind `invalidInput` when only some may use it and none is named */
export function allowedParam(
	item: ItemContext,
	type: AllowedWorkspacesType,
): { allowed_workspaces_type: AllowedWorkspacesType; allowed_workspaces?: string[] } {
	if (type !== 'SOME') return { allowed_workspaces_type: type };
	const workspaces = workspacesParam(item, 'allowedWorkspaces');
	if (workspaces.length > 0) {
		return { allowed_workspaces_type: type, allowed_workspaces: workspaces };
	}
	throw invalidInput(
		'No workspace is given that may use the secret',
		'Add a workspace, or choose All or None under Allowed Workspaces.',
	);
}
