import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../defineResource';
import { appField } from '../../../shared/n8n/fields/ids';
import { optionsField } from '../../fields/options';
import { inputOptions, runInput, runInputFields } from '../../fields/runInput';
import { runSettings, runSettingsOptions } from '../../fields/runSettings';
import { simplifyField } from '../../../shared/n8n/fields/simplify';
import { workspaceField } from '../../fields/workspace';
import { appParam, textParam } from '../../parameters';
import { startMarked } from './start';

export const outputOptions: INodeProperties[] = [
	{
		displayName: 'Output Folder',
		name: 'outputDir',
		type: 'string',
		default: '',
		placeholder: 'e.g. acme/Accounting/fs/Instabase Drive/results',
		description: 'Path of the drive folder for the output. Wins over Output Workspace.',
	},
	workspaceField({
		displayName: 'Output Workspace',
		name: 'outputWorkspace',
		description:
			"Workspace for the output; a service account must give it or Output Folder. For deployments it is only in AI Hub's older specification",
	}),
	{
		displayName: 'Version',
		name: 'version',
		type: 'string',
		default: '',
		placeholder: 'e.g. 1.2.0',
		description: 'Version of the app. The latest production version when empty.',
	},
];

export const runApp: Operation = {
	value: 'runApp',
	name: 'Run App',
	action: 'Run app',
	description: 'Start an app on the files of a batch or folder. It costs consumption units.',
	operationIds: ['runApp', 'listRuns'],
	fields: [
		appField,
		{
			displayName: 'Input',
			name: 'input',
			type: 'options',
			options: inputOptions,
			default: 'batch',
			description: 'Where the files come from',
		},
		...runInputFields,
		simplifyField,
		optionsField([
			...outputOptions,
			...runSettingsOptions,
			{
				displayName: 'Owner',
				name: 'owner',
				type: 'string',
				default: '',
				placeholder: 'e.g. instabase',
				description:
					'Account that made the app: yours when empty, "instabase" for apps of the AI Hub Marketplace',
			},
		]),
	],
	async execute(item) {
		return await startMarked(item, {
			target: { app: { ...appParam(item), owner: textParam(item, 'options.owner') } },
			body: {
				...runInput(item),
				version: textParam(item, 'options.version'),
				output_workspace: textParam(item, 'options.outputWorkspace'),
				output_dir: textParam(item, 'options.outputDir'),
				settings: runSettings(item),
			},
		});
	},
};
