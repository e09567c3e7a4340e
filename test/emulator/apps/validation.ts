import type { DocumentField } from '../entities';
import { apiFieldName, confidenceOf } from './fields';
import { numberIn } from './tables';

const AMOUNT_COLUMN = /amount|line total|^total$/i;
const SUBTOTAL = /^(sub_*total|net(_.*)?)$/i;
const TOTAL = /^(grand_*|invoice_*)?total(_.*)?$|^(amount|balance|total)_due_?.*$/i;
const DATE = /(^|_)date(_|$)|^due$/i;
const CENT = 0.005;

function alert(field: DocumentField, msg: string): void {
	const alerts = field.validations?.alerts ?? [];
	alerts.push({ alert_level: 'FAILURE', msg, blocked: false, type: 'validation', locations: [] });
	field.validations = { valid: false, alerts };
}

/** The sum of the amount column of a table, if all of its cells are numbers. */
function tableSum(field: DocumentField): number | undefined {
	const [header = [], ...rows] = JSON.parse(field.value ?? '[]') as string[][];
	const amounts = header.filter((name) => AMOUNT_COLUMN.test(name));
	if (amounts.length === 0) return undefined;
	const column = header.lastIndexOf(amounts.at(-1)!);
	let sum = 0;
	for (const row of rows) {
		const amount = numberIn(row[column] ?? '');
		if (amount === undefined) return undefined;
		sum += amount;
	}
	return sum;
}

function isDate(text: string): boolean {
	const day = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})$/.exec(text);
	if (day) {
		const [first, second] = [Number(day[1]), Number(day[2])];
		return Math.min(first, second) >= 1 && Math.min(first, second) <= 12 && first + second <= 43;
	}
	return !Number.isNaN(Date.parse(text.replace(/(\d)(st|nd|rd|th)\b/, '$1')));
}

function checkSums(fields: DocumentField[]): void {
	const sums = fields
		.filter((field) => field.type === 'TABLE')
		.map(tableSum)
		.filter((sum) => sum !== undefined);
	const stated =
		fields.find((field) => SUBTOTAL.test(field.field_name)) ??
		fields.find((field) => TOTAL.test(field.field_name));
	const value = numberIn(stated?.value ?? '');
	if (sums.length === 0 || !stated || value === undefined) return;
	const sum = sums.reduce((total, entry) => total + entry, 0);
	if (Math.abs(sum - value) < CENT) return;
	alert(stated, `The amounts add up to ${sum.toFixed(2)}, not to ${stated.value}.`);
}

function checkDates(fields: DocumentField[]): void {
	for (const field of fields) {
		if (field.type !== 'TEXT' || !DATE.test(field.field_name) || !field.value) continue;
		if (!isDate(field.value)) alert(field, `"${field.value}" is not a date.`);
	}
}

function requireTotal(fields: DocumentField[]): void {
	if (fields.some((field) => TOTAL.test(field.field_name) && field.value)) return;
	const field: DocumentField = {
		field_name: apiFieldName('Total'),
		value: '',
		type: 'TEXT',
		confidence: confidenceOf('Total', ''),
		edit_history: [],
		source_coordinates: [],
	};
	alert(field, 'Total is required.');
	fields.push(field);
}

/** Validates the fields of a document in place. Returns whether all is well. */
export function validate(className: string, fields: DocumentField[]): boolean {
	if (/invoice$/i.test(className)) requireTotal(fields);
	checkSums(fields);
	checkDates(fields);
	return fields.every((field) => field.validations?.valid !== false);
}
