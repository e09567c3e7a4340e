import { AiHubError } from '../api/wire/errors';
import type { FoundDocument } from './documents';
import { isNamed, sameName } from './fieldRules';
import type { DocumentField } from './fields';
import { isObject } from './values';

/** Which table is wanted, and what becomes of a document without one. */
export interface TableChoice {
	/** Name of the field: case, blanks and underscores do not matter. Undefined: the only one there is. */
	field?: string;
	/** A document without rows gives one item, or none. */
	withoutRows: 'item' | 'nothing';
}

/** A row of a table: its cells by the names of their columns. */
export type TableRow = Array<[name: string, value: unknown]>;

/** A list of anything, be it empty. */
export function isTable({ value }: DocumentField): boolean {
	return Array.isArray(value);
}

/** Longer lists of names nobody reads. */
const MOST_NAMES = 12;

/**
 * Which rows a document has in the table that is wanted. Of a packet's table every document has all.
 * @throws AiHubError of kind `invalidInput` when it is not clear which table
 */
export function tableRowsOf(
	documents: FoundDocument[],
	packet: DocumentField[],
	{ field: wanted }: TableChoice,
): (found: FoundDocument) => TableRow[] {
	assertClear([...documents.flatMap(({ fields }) => fields), ...packet], wanted);
	return ({ fields }) => rowsIn([...fields, ...packet], wanted);
}

function assertClear(fields: DocumentField[], wanted: string | undefined): void {
	const names = [...new Set(fields.filter(isTable).map(({ name }) => name))];
	if (wanted === undefined) {
		const apart = names.filter(
			(name, index) => names.findIndex((other) => sameName(other, name)) === index,
		);
		if (apart.length > 1) throw unclear(`There are several tables and lists; ${listed(apart)}`);
		return;
	}
	// The field may be there without rows, as null.
	if (names.length === 0 || fields.some((field) => isNamed(field, wanted))) return;
	throw unclear(`No document has a table or list "${wanted}"; ${listed(names)}`);
}

function unclear(message: string): AiHubError {
	return new AiHubError('invalidInput', message, {
		hint: 'Enter the name of the one whose rows you want in Table Field.',
	});
}

function listed(names: string[]): string {
	const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
	return `the results have ${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

/** Where none is wanted by its name, there is only one. */
function rowsIn(fields: DocumentField[], wanted: string | undefined): TableRow[] {
	const tables = fields.filter(isTable);
	const field =
		tables.find(({ name }) => name === wanted) ??
		tables.find((one) => wanted === undefined || isNamed(one, wanted));
	return ((field?.value ?? []) as unknown[]).map(cellsOf);
}

/** A row is an object, a list of cells without names, or a plain value. */
export function cellsOf(row: unknown): TableRow {
	if (isObject(row)) return Object.entries(row).map(([name, cell]) => [name, plainCell(cell)]);
	if (Array.isArray(row)) {
		return row.map((cell: unknown, index) => [`column_${index + 1}`, plainCell(cell)]);
	}
	return [['value', row]];
}

/** Servers that score every cell give it as an object with its value. */
function plainCell(cell: unknown): unknown {
	return isObject(cell) && 'value' in cell ? cell.value : cell;
}
