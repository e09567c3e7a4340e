import type { INodeProperties } from 'n8n-workflow';

import { fieldName } from './fieldName';

const score = (
	displayName: string,
	name: string,
	description: string,
	nought = '0 checks nothing',
): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 2 },
	// A rule that is added and left as it is must check something.
	default: 0.9,
	placeholder: 'e.g. 0.9',
	description: `${description}, from 0 to 1. ${nought}.`,
});

const fieldRules: INodeProperties = {
	displayName: 'Field Rules',
	name: 'fieldRules',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add field rule',
	default: {},
	description:
		'What must hold for single fields. A field that a rule names must be there with a value.',
	options: [
		{
			displayName: 'Rules',
			name: 'entries',
			values: [
				fieldName(
					'Name of a field of the document, or of the packet it belongs to. Upper case, spaces and underscores do not matter.',
				),
				score(
					'Minimum Confidence',
					'minConfidence',
					'Least confidence of this field, in place of the general one',
					'0 leaves it to the general one',
				),
				{
					displayName: 'May Be Absent',
					name: 'mayBeAbsent',
					type: 'boolean',
					default: false,
					description:
						'Whether a document may lack this field, or have no value in it. When off, that is a reason for review, and a mistyped name is noticed.',
				},
			],
		},
	],
};

/** What makes a document trustworthy. */
export const rulesField: INodeProperties = {
	displayName: 'Rules',
	name: 'rules',
	type: 'collection',
	placeholder: 'Add rule',
	default: {},
	description: 'A document that breaks a rule goes to Needs Review',
	options: [
		{
			displayName: 'Document Classes',
			name: 'classes',
			type: 'string',
			default: '',
			placeholder: 'e.g. Invoice, Credit Note',
			description: 'Classes a document may have, separated by commas. Empty allows any.',
		},
		fieldRules,
		score(
			'Minimum Confidence',
			'minModelConfidence',
			'Least confidence of every field that has a value',
		),
		score(
			'Minimum OCR Confidence',
			'minOcrConfidence',
			'Least confidence in the characters read, of every field that has a value',
		),
		{
			displayName: 'Review Must Be Completed',
			name: 'reviewMustBeCompleted',
			type: 'boolean',
			default: true,
			description: 'Whether a person must have reviewed the document',
		},
		{
			displayName: 'Validations Must Pass',
			name: 'validationMustPass',
			type: 'boolean',
			default: true,
			description: 'Whether the validation rules of the app must all pass',
		},
	],
};
