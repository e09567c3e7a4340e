import type { INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../../api/wire/errors';
import type { DecimalSign } from '../../documents/convert/amounts';
import type { Conversion } from '../../documents/convert/conversions';
import type { DateForm } from '../../documents/convert/dates';
import { shown } from '../../documents/values';
import { fieldName } from './fieldName';

/** Which values to give as numbers and dates. */
export const conversionsField: INodeProperties = {
	displayName: 'Convert Values',
	name: 'conversions',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add field',
	default: {},
	displayOptions: { hide: { shape: ['raw'] } },
	description:
		'Fields to give as a number or a date, with the text as it was beside it, under "…_original", and the currency of an amount under "…_currency". What cannot be read for certain stays as it is and is named in "not_converted".',
	options: [
		{
			displayName: 'Fields',
			name: 'entries',
			values: [
				fieldName(
					'Name of a field, or of a column of a table. Upper case, spaces and underscores do not matter.',
				),
				{
					displayName: 'Type',
					name: 'to',
					type: 'options',
					options: [
						{
							name: 'Amount',
							value: 'amount',
							description: 'Such as $465.48 or 3.350,09 EUR: becomes a number',
						},
						{
							name: 'Date',
							value: 'date',
							description: 'Such as March 20, 2026 or 14.03.2026: becomes 2026-03-20',
						},
					],
					default: 'amount',
					description: 'What the field holds',
				},
				{
					displayName: 'Decimal Sign',
					name: 'decimalSign',
					type: 'options',
					displayOptions: { show: { to: ['amount'] } },
					options: [
						{ name: 'Comma', value: ',', description: 'As in 1.234,56' },
						{ name: 'Point', value: '.', description: 'As in 1,234.56' },
						{
							name: 'Refuse When Unclear',
							value: 'unclear',
							description:
								'A value such as 1.234 could be both and stays as it is; 1.234,56 is clear',
						},
					],
					default: 'unclear',
					description: 'How decimals are set off. What is written otherwise stays as it is.',
				},
				{
					displayName: 'Order',
					name: 'order',
					type: 'options',
					displayOptions: { show: { to: ['date'] } },
					options: [
						{ name: 'Day First', value: 'dayFirst', description: 'As in 31/12/2026' },
						{
							name: 'Day First, Two-Digit Years Too',
							value: 'dayFirstShort',
							description: 'As in 31/12/2026, and 31/12/26 for the same day',
						},
						{ name: 'Month First', value: 'monthFirst', description: 'As in 12/31/2026' },
						{
							name: 'Month First, Two-Digit Years Too',
							value: 'monthFirstShort',
							description: 'As in 12/31/2026, and 12/31/26 for the same day',
						},
						{
							name: 'Refuse When Unclear',
							value: 'unclear',
							description: 'A value such as 03/04/2026 could be both and stays as it is',
						},
					],
					default: 'unclear',
					description:
						'Order of day and month where both are numbers. What is written otherwise stays as it is; the year may come first in any case.',
				},
			],
		},
	],
};

interface Entry {
	field?: unknown;
	to?: unknown;
	decimalSign?: unknown;
	order?: unknown;
}

const ORDERS: Record<string, DateForm> = {
	dayFirst: { order: 'dayFirst' },
	dayFirstShort: { order: 'dayFirst', shortYears: true },
	monthFirst: { order: 'monthFirst' },
	monthFirstShort: { order: 'monthFirst', shortYears: true },
};

/**
 * What the field holds.
 * @throws AiHubError of kind `invalidInput` for an entry that names no field, or no known choice
 */
export function conversionsOf(parameter: unknown): Conversion[] {
	const { entries = [] } = (parameter || {}) as { entries?: Entry | Entry[] };
	return [entries].flat().map((entry) => {
		const field = String(entry.field ?? '').trim();
		if (field === '') {
			throw invalidInput(
				'An entry of Convert Values names no field',
				'Enter the name of a field in each entry, or remove the entry.',
			);
		}
		const oneOf = <T extends string>(value: unknown, values: T[], what: string): T | undefined => {
			if (value === undefined || value === '' || value === 'unclear') return undefined;
			if (values.includes(value as T)) return value as T;
			throw invalidInput(
				`${shown(value)} in ${what} of ${field} is not one of ${values.join(', ')}`,
				'Choose from the list in Convert Values. If it is an expression, look at what it gives.',
			);
		};
		const order = oneOf(entry.order, Object.keys(ORDERS), 'Order');
		const decimalSign = oneOf<DecimalSign>(entry.decimalSign, ['.', ','], 'Decimal Sign');
		return {
			field,
			to: oneOf(entry.to, ['amount', 'date'], 'Type') ?? 'amount',
			...(decimalSign && { decimalSign }),
			...(order && ORDERS[order]),
		};
	});
}
