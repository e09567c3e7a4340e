import type { ResultIncludes } from '../api/resources/results';
import { AiHubError } from '../api/wire/errors';
import type { FoundDocument } from './documents';
import { doubtOf } from './doubt';
import { WARNING_COLUMNS } from './columnNotices';
import { draftKey, nameBesideTable, type Owner } from './drafts';
import { oneOfNames } from './fieldRules';
import { type DocumentField, plainColumn, uniqueColumn, valuesOf } from './fields';
import { origin, type Row } from './row';
import { runDetails } from './runPart';
import { isTable, type TableChoice, type TableRow, tableRowsOf } from './tables';

/** A value on its way to a column: cells with the same key, in whichever row, share their column. */
interface Cell {
	key: string;
	/** The name the column gets if it is free. */
	name: string;
	value: unknown;
	owner?: Owner;
}

/** What all cells with one key have in common. */
interface Column extends Pick<Cell, 'key' | 'name' | 'owner'> {
	column: string;
}

/** More cells than this are gigabytes in n8n's memory. */
export const MOST_CELLS = 4_000_000;

/**
 * Documents as flat rows: every key is a column that a spreadsheet or database can hold, and all
 * rows have the same columns in the same order, with null where a document has no such field. Two
 * names that make the same column, in any case, get one each: `Total`, `total_2`. Lists become JSON.
 * @param columns all that `alignRows` is to choose from the rows, where the rest is not needed
 * @throws AiHubError of kind `invalidInput` for more cells than n8n can hold
 */
export function flatRows(
	documents: FoundDocument[],
	includes: ResultIncludes,
	packet: DocumentField[],
	columns?: string[],
): Row[] {
	return inColumns(
		documents.map((found) => cellGroups(found, includes, packet)),
		columns,
	);
}

/**
 * The rows of a table in the documents, each as a flat row with the plain fields of its document.
 * @returns a list of rows for each document, which are drafts until `alignRows` has seen those of all
 * runs
 * @throws AiHubError of kind `invalidInput` when it is not clear which table is wanted, and for more
 * cells than n8n can hold
 */
export function tableRows(
	documents: FoundDocument[],
	includes: ResultIncludes,
	packet: DocumentField[],
	choice: TableChoice,
	columns?: string[],
): Row[][] {
	const rowsOf = tableRowsOf(documents, packet, choice);
	const counts: number[] = [];
	const groups = documents.flatMap((found) => {
		const rows = rowsOf(found);
		// What AI Hub could not read must not disappear.
		const isKept = choice.withoutRows === 'item' || found.error !== null;
		const given = rows.length > 0 ? rows : isKept ? [undefined] : [];
		counts.push(given.length);
		// Of the whole document: a doubt about the table belongs to its rows.
		const doubt = doubtOf(found, includes);
		return given.map((row, index) => rowGroups(found, includes, packet, { doubt, row, index }));
	});
	const flat = inColumns(groups, columns);
	let at = 0;
	return counts.map((count) => flat.slice(at, (at += count)));
}

function inColumns(rows: Cell[][][], wanted?: string[]): Row[] {
	const all = columnsOf(rows);
	const columns = wanted === undefined ? all : all.filter(mayBeChosen(wanted));
	assertFits(rows.length, wanted?.length ?? columns.length);
	const keys = columns.map(({ key, column, name, owner }) => ({
		key,
		given: owner ? draftKey({ owner, column, name }) : column,
	}));
	return rows.map((groups) => {
		const values = new Map<string, unknown>();
		for (const cells of groups) for (const { key, value } of cells) values.set(key, value);
		return Object.fromEntries(keys.map(({ key, given }) => [given, plainValue(values.get(key))]));
	});
}

/**
 * Which columns are kept for `alignRows` to choose from. It also looks at what the table calls its
 * columns: a field may give way to one that is not chosen itself. What it tells a person of is kept, too.
 */
function mayBeChosen(wanted: string[]): (column: Column) => boolean {
	const isWanted = oneOfNames(wanted);
	return ({ key, column, name, owner }) =>
		isWanted(column) ||
		(owner !== undefined && isWanted(nameBesideTable(name))) ||
		// Only the package's own have no other word in their key.
		key === 'row_number' ||
		WARNING_COLUMNS.includes(key);
}

function assertFits(rows: number, columns: number): void {
	if (rows * columns <= MOST_CELLS) return;
	throw new AiHubError(
		'invalidInput',
		`The results would make ${rows} rows with ${columns} columns each, more than n8n can hold`,
		{
			hint: 'Name the columns you need in Columns, or choose One Item per Document in Output.',
		},
	);
}

function rowGroups(
	found: FoundDocument,
	includes: ResultIncludes,
	packet: DocumentField[],
	{ doubt, row, index }: { doubt: Row; row: TableRow | undefined; index: number },
): Cell[][] {
	const isPlain = (field: DocumentField) => !isTable(field);
	const plain = { ...found, fields: found.fields.filter(isPlain) };
	const about = { doubt, owner: 'document' as const };
	const [front, ...rest] = cellGroups(plain, includes, packet.filter(isPlain), about);
	const cells = (row ?? []).map(
		([name, value]): Cell => ({ key: `cell ${name}`, name, value, owner: 'line' }),
	);
	const place = own({ row_number: row === undefined ? null : index + 1 });
	return [[...front, ...place], cells, ...rest];
}

/** The cells of a document in groups, so that in every row the groups stand in the same order. */
function cellGroups(
	found: FoundDocument,
	includes: ResultIncludes,
	packet: DocumentField[],
	{ doubt = doubtOf(found, includes), owner }: { doubt?: Row; owner?: Owner } = {},
): Cell[][] {
	const { document, fields } = found;
	return [
		own({
			file_name: found.fileName,
			...doubt,
			class_name: document.class_name,
			page_numbers: document.page_numbers.join(', '),
		}),
		valuesOf(fields).map(([name, value]) => ({ key: `field ${name}`, name, value, owner })),
		valuesOf(packet).map(([name, value]) => ({
			key: `packet ${name}`,
			name: `packet_${name}`,
			value,
		})),
		includes.include_confidence_scores ? fields.flatMap(confidenceCells) : [],
		own({
			...(includes.include_confidence_scores && {
				classification_confidence: document.classification_confidence?.model,
			}),
			...(includes.include_validation_results && {
				validation_passed: document.validations?.final_result_pass,
				validation_alerts: [...found.alerts, joined(found, packet, ({ alerts }) => alerts)]
					.filter(Boolean)
					.join('; '),
			}),
			...(includes.include_review_results && { review_completed: document.review_completed }),
			...(includes.include_source_info && {
				input_file_path: found.file.input_file_path,
				post_processed_paths: document.post_processed_paths,
				post_processed_pdf_path: document.post_processed_pdf_path,
				page_layouts: document.page_layouts,
			}),
			errors: [found.error, joined(found, packet, ({ error }) => (error ? [error] : []))]
				.filter(Boolean)
				.join('; '),
			...runDetails(found, includes),
			...origin(found),
		}),
	];
}

function own(values: Row): Cell[] {
	return Object.entries(values).map(([name, value]) => ({ key: name, name, value }));
}

function confidenceCells({ name, confidence }: DocumentField): Cell[] {
	const cell = (suffix: string, value: unknown) => ({
		key: `${suffix} ${name}`,
		name: `${name}_${suffix}`,
		value,
	});
	return [cell('confidence', confidence?.model), cell('ocr_confidence', confidence?.ocr)];
}

function joined(
	{ fields }: FoundDocument,
	packet: DocumentField[],
	pick: (field: DocumentField) => string[],
): string {
	const textsOf = (some: DocumentField[], prefix: string) =>
		some.flatMap((field) => pick(field).map((text) => `${prefix}${field.name}: ${text}`));
	return [...textsOf(fields, ''), ...textsOf(packet, 'packet_')].join('; ');
}

/** The columns over all rows: what names a column in one row names the same one in the others. */
function columnsOf(rows: Cell[][][]): Column[] {
	const groups = rows[0]?.map((_, group) => rows.flatMap((row) => row[group])) ?? [];
	// n8n takes an item with something under `error` for a failed one, and would run the node again.
	const used = new Set(['error']);
	const named = new Map<string, Column>();
	// The package's own columns come first, so that no field can take the name of one.
	for (const { key, name } of [...groups.slice(0, 1), ...groups.slice(-1)].flat()) {
		named.set(key, { key, name, column: name });
		used.add(name);
	}
	const usedFor = usedByOwner(used);
	const columns = new Map<string, Column>();
	for (const { key, name, owner } of groups.flat()) {
		if (columns.has(key)) continue;
		const column = (): string => uniqueColumn(plainColumn(name), usedFor(owner));
		columns.set(key, named.get(key) ?? { key, name, owner, column: column() });
	}
	return [...columns.values()];
}

/**
 * The names that are taken. Those of lines and of documents are kept apart, because it is not known yet
 * which give way; whatever comes after them avoids both. Case does not matter, as for most databases
 * and spreadsheets.
 */
function usedByOwner(used: Set<string>): (owner?: Owner) => Set<string> {
	const own = { line: new Set(used), document: new Set(used) };
	let rest: Set<string> | undefined;
	return (owner) => (owner ? own[owner] : (rest ??= new Set([...own.line, ...own.document])));
}

function plainValue(value: unknown): unknown {
	if (value === undefined || value === null || value === '') return null;
	return typeof value === 'object' ? JSON.stringify(value) : value;
}
