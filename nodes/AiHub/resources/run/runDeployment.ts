import type { INodeProperties } from 'n8n-workflow';

import type { RunDeploymentBody } from '../../../shared/api/resources/runs';
import type { ItemContext, Operation } from '../../defineResource';
import { deploymentField } from '../../../shared/n8n/fields/ids';
import { optionsField } from '../../fields/options';
import { inputOptions, runInput, runInputFields } from '../../fields/runInput';
import { runSettings, runSettingsOptions } from '../../fields/runSettings';
import { simplifyField } from '../../../shared/n8n/fields/simplify';
import { dateParam, deploymentIdParam, param, textParam } from '../../parameters';
import { outputOptions } from './runApp';
import { startMarked } from './start';

const deploymentInputOptions = [
	...inputOptions,
	{
		name: 'Source of the Deployment',
		value: 'upstream',
		description: 'The mailbox or drive that is set up as its upstream integration',
	},
];

const mailboxDate = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'dateTime',
	displayOptions: { show: { input: ['upstream'] } },
	default: '',
	description: `${description}. Needed when the deployment takes its files from a mailbox.`,
});

export const runDeployment: Operation = {
	value: 'runDeployment',
	name: 'Run Deployment',
	action: 'Run deployment',
	description:
		'Start a deployment on a batch, a folder, or the source set up for it. It costs consumption units.',
	operationIds: ['runDeployment', 'listRuns'],
	fields: [
		deploymentField,
		{
			displayName: 'Input',
			name: 'input',
			type: 'options',
			options: deploymentInputOptions,
			default: 'batch',
			description: 'Where the files come from',
		},
		...runInputFields,
		mailboxDate('E-Mails From', 'mailsFrom', 'Take e-mails received from then on'),
		mailboxDate('E-Mails Until', 'mailsUntil', 'Take e-mails received up to then'),
		simplifyField,
		optionsField([...outputOptions, ...runSettingsOptions]),
	],
	async execute(item) {
		return await startMarked(item, {
			target: { deploymentId: deploymentIdParam(item) },
			body: {
				...deploymentInput(item),
				version: textParam(item, 'options.version'),
				output_workspace: textParam(item, 'options.outputWorkspace'),
				output_dir: textParam(item, 'options.outputDir'),
				settings: runSettings(item),
			},
		});
	},
};

function deploymentInput(item: ItemContext): RunDeploymentBody {
	if (param<string>(item, 'input') !== 'upstream') return runInput(item);
	return {
		manual_upstream_integration: true,
		from_timestamp: dateParam(item, 'mailsFrom', 'E-Mails From'),
		to_timestamp: dateParam(item, 'mailsUntil', 'E-Mails Until'),
	};
}
