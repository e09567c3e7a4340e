import type { INodeProperties } from 'n8n-workflow';

import type { RunDeploymentBody } from '../../../shared/api/resources/runs';
import { invalidInput } from '../../../shared/api/wire/errors';
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
		name: 'Drive of the Deployment',
		value: 'upstreamDrive',
		description: 'The drive that is set up as its upstream integration',
	},
	{
		name: 'Mailbox of the Deployment',
		value: 'upstream',
		description: 'The mailbox that is set up as its upstream integration',
	},
];

const mailboxDate = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'dateTime',
	displayOptions: { show: { input: ['upstream'] } },
	default: '',
	required: true,
	description,
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
	const input = param<string>(item, 'input');
	if (input === 'upstreamDrive') return { manual_upstream_integration: true };
	if (input !== 'upstream') return runInput(item);
	const from = mailboxDateParam(item, 'mailsFrom', 'E-Mails From');
	const until = mailboxDateParam(item, 'mailsUntil', 'E-Mails Until');
	if (from <= until) {
		return { manual_upstream_integration: true, from_timestamp: from, to_timestamp: until };
	}
	throw invalidInput(
		'E-Mails Until is before E-Mails From',
		'No e-mail can be received between them. Change one of the dates.',
	);
}

/** AI Hub needs both to run on a mailbox. */
function mailboxDateParam(item: ItemContext, name: string, what: string): number {
	const date = dateParam(item, name, what);
	if (date !== undefined) return date;
	throw invalidInput(
		`${what} is empty`,
		'Give the time from which, and up to which, to take e-mails. If the deployment takes its files from a drive, set Input to Drive of the Deployment.',
	);
}
