import type { INodeProperties } from 'n8n-workflow';

import type { ResultIncludes } from '../../api/resources/results';
import type { ResultShape, RowSettings } from '../../documents/shapes';
import { listValue, locatorValue } from '../values';
import { conversionsField, conversionsOf } from './conversions';

/** In which shape results are given, and what comes with them. */
export const resultFields: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'shape',
		type: 'options',
		options: [
			{
				name: 'One Item per Document',
				value: 'documents',
				description: 'Its fields as name: value under "fields"',
			},
			{
				name: 'One Item per Document, Flat',
				value: 'flat',
				description:
					'One key per column, the same ones on every item, for spreadsheets and databases. Lists become JSON.',
			},
			{
				name: 'One Item per Field',
				value: 'fields',
				description: 'Each value in an item of its own, those of the packet last',
			},
			{
				name: 'One Item per File',
				value: 'files',
				description: 'With the documents found in the file',
			},
			{
				name: 'One Item per Run (Raw)',
				value: 'raw',
				description:
					'What AI Hub answers, nothing renamed or left out. Numbers of 16 digits and more may be rounded.',
			},
			{
				name: 'One Item per Table Row',
				value: 'rows',
				description:
					'Each line of a table, such as the line items of an invoice, with the other values of its document beside it. Flat, for spreadsheets and databases.',
			},
		],
		default: 'documents',
		description: 'How to give the results',
	},
	{
		displayName: 'Table Field',
		name: 'tableField',
		type: 'string',
		default: '',
		placeholder: 'e.g. line_items',
		displayOptions: { show: { shape: ['rows'] } },
		description:
			'Name of the field that holds the table or list. Case, spaces and underscores do not matter. When empty, the only one there is.',
	},
	{
		displayName: 'Documents Without Rows',
		name: 'withoutRows',
		type: 'options',
		displayOptions: { show: { shape: ['rows'] } },
		options: [
			{ name: 'Give No Item', value: 'nothing' },
			{
				name: 'Give One Item',
				value: 'item',
				description: 'With the other values of the document',
			},
		],
		default: 'item',
		description: 'What becomes of a document whose table is empty or missing',
	},
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'string',
		default: '',
		placeholder: 'e.g. file_name, description, amount',
		displayOptions: { show: { shape: ['flat', 'rows'] } },
		description:
			'The columns to give, in this order, separated by commas, so that a sheet never changes. Case, spaces and underscores do not matter. When empty, all of them.',
	},
	{
		displayName: 'Include',
		name: 'include',
		type: 'multiOptions',
		options: [
			{
				name: 'Confidence',
				value: 'include_confidence_scores',
				description: 'How sure AI Hub is of each value and of the class, from 0 to 1',
			},
			{
				name: 'Review History',
				value: 'include_review_results',
				description: 'Whether a review is done, and who changed what',
			},
			{
				name: 'Run Details',
				value: 'run_details',
				description: 'Message, times and custom keys of the run, on every item',
			},
			{
				name: 'Source Info',
				value: 'include_source_info',
				description: 'Where on the page a value stands, page sizes, and processed files',
			},
			{
				name: 'Validations',
				value: 'include_validation_results',
				description: 'Which validation rules passed, and their alerts',
			},
		],
		default: [],
		description: 'What to give besides the values',
	},
	conversionsField,
];

/** The same where only some shapes can be had. */
export function shapesFor(shapes: ResultShape[]): INodeProperties[] {
	const isOffered = (option: object) =>
		'value' in option && shapes.includes(option.value as ResultShape);
	return resultFields.map((field) =>
		field.name === 'shape'
			? ({ ...field, options: (field.options ?? []).filter(isOffered) } as INodeProperties)
			: field,
	);
}

/** What the chosen entries of Include ask AI Hub for. */
export function includesOf(chosen: string[]): ResultIncludes {
	return Object.fromEntries(chosen.map((flag) => [flag, true]));
}

/** What is chosen about the output besides its shape. @param read gives a field of the node by its name */
export function rowSettingsOf(read: (name: string) => unknown): RowSettings {
	const columns = listValue(read('columns'));
	const field = locatorValue(read('tableField')).value;
	const conversions = conversionsOf(read('conversions'));
	return {
		...(columns.length > 0 && { columns: [...new Set(columns)] }),
		...(conversions.length > 0 && { conversions }),
		table: {
			...(field !== '' && { field }),
			withoutRows: read('withoutRows') === 'nothing' ? 'nothing' : 'item',
		},
	};
}
