import type { INodeProperties } from 'n8n-workflow';

import { appField, deploymentField } from '../n8n/fields/ids';
import { shapesFor } from '../n8n/fields/results';
import { rulesField } from '../n8n/fields/rules';
import { simplifyField } from '../n8n/fields/simplify';

/** The events in words: "run completed, review finished". */
export const SUBTITLE =
	'={{ $parameter["events"].map((event) => event.replace(/[A-Z]/g, (letter) => " " + letter.toLowerCase())).join(", ") }}';

const events: INodeProperties = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	required: true,
	options: [
		{
			name: 'Review Finished',
			value: 'reviewFinished',
			description: 'A run that waited for human review is now complete',
		},
		{
			name: 'Run Cancelled',
			value: 'runCancelled',
			description: 'A person cancelled a run',
		},
		{
			name: 'Run Completed',
			value: 'runCompleted',
			description: 'A run is complete, with or without a review',
		},
		{
			name: 'Run Failed',
			value: 'runFailed',
			description: 'A run ended with an error',
		},
		{
			name: 'Run Waiting for Review',
			value: 'runWaitingForReview',
			description: 'A run stopped until a person reviews it',
		},
	],
	default: ['runCompleted'],
	description:
		'What starts the workflow. A run that completes after a review starts it once: as Review Finished if that is chosen, otherwise as Run Completed.',
};

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	description: 'A published workflow whose filters change starts from then on',
	options: [
		{ ...appField, hint: undefined, required: false, description: 'Only runs of this app' },
		{
			...deploymentField,
			hint: undefined,
			required: false,
			description: 'Only runs of this deployment',
		},
		{
			displayName: 'Output Workspaces',
			name: 'outputWorkspaces',
			type: 'string',
			default: '',
			placeholder: 'e.g. Accounting, Claims',
			description: 'Only runs with their output in one of these workspaces, separated by commas',
		},
		{
			displayName: 'Started By',
			name: 'username',
			type: 'string',
			default: '',
			placeholder: 'e.g. user.name_example.com',
			description: 'Only runs that this user ID started',
		},
		{
			displayName: 'Tags',
			name: 'tags',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add tag' },
			default: '',
			placeholder: 'e.g. urgent',
			description: 'Only runs with these tags',
		},
		{
			displayName: 'Tags Match',
			name: 'tagsMatch',
			type: 'options',
			options: [
				{ name: 'All of the Tags', value: 'all' },
				{ name: 'Any of the Tags', value: 'any' },
			],
			default: 'all',
			description: 'Whether a run must have all of the tags or one of them',
		},
	],
};

const output: INodeProperties[] = [
	simplifyField,
	{
		displayName: 'Include Results',
		name: 'includeResults',
		type: 'boolean',
		default: false,
		description:
			'Whether to return the documents of a complete run, with their fields, instead of one item per run. A test in the editor gives the first 20 documents of a run.',
	},
	{
		displayName: 'Documents to Report',
		name: 'documentsToReport',
		type: 'options',
		options: [
			{ name: 'All', value: 'all' },
			{
				name: 'Only Those That Need Review or Failed',
				value: 'doubtful',
				description:
					'Each says why in "reasons"; a run whose documents are all fine is not reported',
			},
		],
		default: 'all',
		displayOptions: { show: { includeResults: [true] } },
		description: 'Which documents of a complete run start the workflow',
	},
	{
		...rulesField,
		displayOptions: { show: { includeResults: [true], documentsToReport: ['doubtful'] } },
		description:
			'A document that breaks a rule needs review. These are the rules of Document → Process.',
	},
	...shapesFor(['documents', 'flat', 'rows']).map((field) => ({
		...field,
		displayOptions: { show: { includeResults: [true], ...field.displayOptions?.show } },
	})),
];

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Start From (Hours Ago)',
			name: 'startFromHours',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 8760 },
			default: 24,
			description:
				'How many hours back to look each time the workflow is activated: runs started since then are reported too. Without it, the trigger reports what happens from the activation on.',
		},
	],
};

/** What every trigger asks for. */
export const commonProperties: INodeProperties[] = [events, filters, ...output];

export const properties: INodeProperties[] = [...commonProperties, options];
