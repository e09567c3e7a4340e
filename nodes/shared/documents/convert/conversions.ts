import type { FoundDocument } from '../documents';
import { isNamed, sameName } from '../fieldRules';
import { type DocumentField, uniqueName } from '../fields';
import { cellsOf, type TableRow } from '../tables';
import { isObject, shown } from '../values';
import { type DecimalSign, readAmount } from './amounts';
import { type DateForm, readDate } from './dates';

/** What a field, or a column of a table, holds, and how it is written. */
export interface Conversion extends DateForm {
	/** Name of the field or column: case, blanks and underscores do not matter. */
	field: string;
	to: 'amount' | 'date';
	decimalSign?: DecimalSign;
}

/** A value and what stands beside it, or why it stays as it is. */
interface Converted {
	value: unknown;
	currency?: string | null;
	problem?: string;
}

/** The name of what stands beside a value, the same for all values of that name. */
type NameBeside = (name: string, what: 'currency' | 'original') => string;

/** More reasons for one field nobody reads. */
const MOST_PROBLEMS = 5;
const MOST_NAMES = 12;

/**
 * Documents with the values of the named fields as numbers and dates, each with its currency and its
 * original beside it. What cannot be read for certain stays as it is, and the document says why.
 * @param packet fields over all documents, which are converted too
 */
export function convertDocuments(
	documents: FoundDocument[],
	packet: DocumentField[],
	conversions: Conversion[] = [],
): { documents: FoundDocument[]; packet: DocumentField[] } {
	if (conversions.length === 0) return { documents, packet };
	const fields = [...documents.flatMap((found) => found.fields), ...packet];
	const ofCells = besides(fields.flatMap(({ value }) => columnsOf(value)));
	const ofFields = besides(documents.flatMap((found) => found.fields.map(({ name }) => name)));
	const ofPacket = besides(packet.map(({ name }) => name));
	const convertedPacket = packet.map((field) =>
		convertField(field, conversions, ofPacket, ofCells),
	);
	const absent = conversions
		.filter((one) => !fields.some((field) => touches(one, field)))
		.map(({ field }) => `${field}: no document of this run has such a field`);
	const ofPacketToo = convertedPacket.flatMap((field) => problemsOf(field, 'packet field '));
	return {
		documents: documents.map((found) => {
			const own = found.fields.map((field) => convertField(field, conversions, ofFields, ofCells));
			const problems = [...own.flatMap((field) => problemsOf(field)), ...ofPacketToo];
			return { ...found, fields: own, conversion: { problems, absent } };
		}),
		packet: convertedPacket,
	};
}

function besides(names: string[]): NameBeside {
	const used = new Set(names);
	const known = new Map<string, string>();
	return (name, what) => {
		const wanted = `${name}_${what}`;
		if (!known.has(wanted)) known.set(wanted, uniqueName(wanted, used));
		return known.get(wanted)!;
	};
}

function problemsOf({ name, conversion }: DocumentField, prefix = ''): string[] {
	const problems = conversion?.problems ?? [];
	const more = problems.length - MOST_PROBLEMS;
	return [
		...problems.slice(0, MOST_PROBLEMS).map((problem) => `${prefix}${name}: ${problem}`),
		...(more > 0 ? [`${prefix}${name}: ${more} more could not be converted`] : []),
	];
}

function touches(conversion: Conversion, field: DocumentField): boolean {
	const isOfField = isNamed(field, conversion.field);
	return isOfField || columnsOf(field.value).some((one) => isOfColumn(conversion, field, one));
}

function isOfColumn({ field: wanted }: Conversion, field: DocumentField, column: string): boolean {
	return sameName(wanted, column) || sameName(wanted, `${field.name} ${column}`);
}

function rowsOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : isObject(value) ? [value] : [];
}

/** Each once, however many rows there are. */
function columnsOf(value: unknown): string[] {
	const names = new Set<string>();
	for (const row of rowsOf(value)) for (const [name] of cellsOf(row)) names.add(name);
	return [...names];
}

function convertField(
	field: DocumentField,
	conversions: Conversion[],
	nameOf: NameBeside,
	nameOfCell: NameBeside,
): DocumentField {
	const { value } = field;
	const own = conversions.find((one) => isNamed(field, one.field));
	if (typeof value === 'object' && value !== null) {
		return convertRows(field, conversions, nameOfCell, own);
	}
	if (own === undefined) return field;
	const { problem, ...converted } = convert(value, own);
	const beside = besideOf(field.name, value, converted, nameOf);
	const problems = problem === undefined ? [] : [problem];
	return { ...field, value: converted.value, conversion: { original: value, beside, problems } };
}

/** A table, a list or an object: its cells by the names of their columns, a list's values by its own. */
function convertRows(
	field: DocumentField,
	conversions: Conversion[],
	nameOf: NameBeside,
	own: Conversion | undefined,
): DocumentField {
	const rows = rowsOf(field.value);
	const problems: string[] = [];
	const isPlain = (row: unknown) => typeof row !== 'object' || row === null;
	let isTouched = false;
	const ofColumns = new Map(
		columnsOf(field.value).map((column) => {
			return [column, conversions.find((one) => isOfColumn(one, field, column))];
		}),
	);
	const converted = rows.map((row, index) => {
		const cells = cellsOf(row);
		const wanted = cells.map(
			([column]) => ofColumns.get(column) ?? (isPlain(row) ? own : undefined),
		);
		if (wanted.every((one) => one === undefined)) return row;
		isTouched = true;
		const place = Array.isArray(field.value) ? `row ${index + 1} ` : '';
		const told = (column: string, problem: string) =>
			problems.push(`${place}${isPlain(row) ? '' : `${column} `}`.trimEnd() + `: ${problem}`);
		return convertRow(row, cells, wanted, nameOf, told);
	});
	if (!isTouched && own !== undefined && rows.length > 0) {
		const columns = [...ofColumns.keys()].slice(0, MOST_NAMES);
		problems.push(`is a table; name one of its columns: ${columns.join(', ')}`);
	}
	if (!isTouched && problems.length === 0) return field;
	const value = Array.isArray(field.value) ? converted : converted[0];
	return { ...field, value, conversion: { original: field.value, beside: [], problems } };
}

function convertRow(
	row: unknown,
	cells: TableRow,
	wanted: Array<Conversion | undefined>,
	nameOf: NameBeside,
	told: (column: string, problem: string) => void,
): Record<string, unknown> {
	const given = isObject(row) ? row : Object.fromEntries(cells);
	return Object.fromEntries(
		cells.flatMap(([column, cell], index) => {
			const conversion = wanted[index];
			const whole = given[column];
			if (conversion === undefined) return [[column, whole]];
			const { problem, ...converted } = convert(cell, conversion);
			if (problem !== undefined) told(column, problem);
			const { value } = converted;
			const isScored = isObject(whole) && 'value' in whole;
			return [
				[column, isScored ? { ...whole, value } : value],
				...besideOf(column, cell, converted, nameOf).map(({ name, value: one }) => [name, one]),
			];
		}),
	);
}

function besideOf(
	name: string,
	original: unknown,
	{ currency }: Converted,
	nameOf: NameBeside,
): NonNullable<DocumentField['conversion']>['beside'] {
	return [
		...(currency === undefined
			? []
			: [{ what: 'currency' as const, name: nameOf(name, 'currency'), value: currency }]),
		{ what: 'original' as const, name: nameOf(name, 'original'), value: original },
	];
}

/** Amounts have a currency in any case, be it null, so that rows have the same columns. */
function convert(value: unknown, conversion: Conversion): Converted {
	const isAmount = conversion.to === 'amount';
	const none = isAmount ? { currency: null } : {};
	const isText = typeof value === 'string';
	const isNothing = value === null || (isText && value.trim() === '');
	if (isNothing || (isAmount && typeof value === 'number')) return { value, ...none };
	if (!isText) {
		const what = isAmount ? 'an amount' : 'a date';
		return { value, ...none, problem: `${shown(value)} is not ${what} in words` };
	}
	if (isAmount) {
		const read = readAmount(value, conversion.decimalSign);
		return read.ok ? read.value : { value, ...none, problem: read.problem };
	}
	const read = readDate(value, conversion);
	return read.ok ? { value: read.value } : { value, problem: read.problem };
}
