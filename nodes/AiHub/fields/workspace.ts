import type { INodeProperties } from 'n8n-workflow';

import { locatorValue } from '../../shared/n8n/values';
import type { ItemContext } from '../defineResource';
import { rawParam } from '../parameters';

const FROM_LIST =
	'AI Hub has no list of workspaces, so the list shows those with a batch in them; use the name for any other.';

/** One workspace, picked or by name; read it with `textParam`. */
export function workspaceField(
	rest: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
): INodeProperties {
	return {
		...rest,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: `${rest.description}. ${FROM_LIST}`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select…',
				typeOptions: { searchListMethod: 'searchWorkspaces', searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Accounting' },
		],
	};
}

/** Several workspaces, one row each. */
export function workspacesField(
	rest: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'displayOptions'>,
): INodeProperties {
	return {
		...rest,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add workspace' },
		placeholder: 'Add workspace',
		default: {},
		options: [
			{
				displayName: 'Workspaces',
				name: 'entries',
				values: [
					workspaceField({
						displayName: 'Workspace',
						name: 'workspace',
						description: 'The workspace',
					}),
				],
			},
		],
	};
}

/** The names of several workspaces. */
export function workspacesParam(item: ItemContext, name: string): string[] {
	const rows = rawParam<Array<{ workspace?: unknown }>>(item, `${name}.entries`, []);
	return rows
		.map(({ workspace }) => locatorValue(workspace).value)
		.filter((workspace) => workspace !== '');
}
