import { AiHubError } from '../api/wire/errors';
import type { FoundDocument } from './documents';
import { apart, isNamed, isNamedInPacket, listed, oneOfNames } from './fieldRules';
import type { DocumentField } from './fields';
import { isObject } from './values';

/** Which table is wanted, and what becomes of a document without one. */
export interface TableChoice {
	/** Name of the field: case, blanks and underscores do not matter. Undefined: the only one there is. */
	field?: string;
	/** A document without rows gives one item, or none. */
	withoutRows: 'item' | 'nothing';
}

/** What to do about a table that is not clear, or not there. */
export const ENTER_NAME = 'Enter the name of the one whose rows you want in Table Field.';

/** A row of a table: its cells by the names of their columns. */
export type TableRow = Array<[name: string, value: unknown]>;

/** A list of anything, be it empty. */
export function isTable({ value }: DocumentField): boolean {
	return Array.isArray(value);
}

/**
 * Which rows a document has in the table that is wanted. Of a packet's table every document has all.
 * @throws AiHubError of kind `invalidInput` when it is not clear which table
 */
export function tableRowsOf(
	documents: FoundDocument[],
	packet: DocumentField[],
	{ field: wanted }: TableChoice,
): (found: FoundDocument) => TableRow[] {
	if (wanted === undefined) assertOnlyOne(documents, packet);
	return ({ fields }) => rowsIn(fields, packet, wanted);
}

function assertOnlyOne(documents: FoundDocument[], packet: DocumentField[]): void {
	const names = namesOf(documents.flatMap(({ fields }) => fields));
	// From one document to another it is the same table, but one document may have both.
	const hasTwins = documents.some(({ fields }) => {
		const own = namesOf(fields);
		return apart(own).length < own.length;
	});
	const own = hasTwins ? names : apart(names);
	const isTaken = oneOfNames(own);
	const more = namesOf(packet).map((name) => (isTaken(name) ? `packet_${name}` : name));
	const all = [...own, ...more];
	if (all.length <= 1) return;
	throw new AiHubError(
		'invalidInput',
		`There are several tables and lists; the results have ${listed(all)}`,
		{ hint: ENTER_NAME },
	);
}

/** The names of the tables and lists among these fields. */
export function namesOf(fields: DocumentField[]): string[] {
	return [...new Set(fields.filter(isTable).map(({ name }) => name))];
}

/** Where none is wanted by its name, there is only one. */
function rowsIn(
	fields: DocumentField[],
	packet: DocumentField[],
	wanted: string | undefined,
): TableRow[] {
	const own = fields.filter(isTable);
	const ofPacket = packet.filter(isTable);
	const all = [...own, ...ofPacket];
	const field =
		wanted === undefined
			? all[0]
			: (all.find(({ name }) => name === wanted) ??
				own.find((one) => isNamed(one, wanted)) ??
				ofPacket.find((one) => isNamedInPacket(one, wanted)));
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
