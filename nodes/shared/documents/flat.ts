import type { ResultIncludes } from '../api/resources/results';
import type { FoundDocument } from './documents';
import { type DocumentField, uniqueName } from './fields';
import { origin, type Row } from './row';
import { runDetails } from './runPart';

/** A value on its way to a column: cells with the same key, in whichever row, share their column. */
interface Cell {
	key: string;
	/** The name the column gets if it is free. */
	name: string;
	value: unknown;
}

/**
 * Documents as flat rows: every key is a column that a spreadsheet or database can hold, and all
 * rows have the same columns in the same order, with null where a document has no such field. Two
 * names that make the same column, in any case, get one each: `Total`, `total_2`. Lists become JSON.
 */
export function flatRows(
	documents: FoundDocument[],
	includes: ResultIncludes,
	packet: DocumentField[],
): Row[] {
	const rows = documents.map((found) => cellGroups(found, includes, packet));
	const columns = columnsOf(rows);
	return rows.map((groups) => {
		const values = new Map(groups.flat().map(({ key, value }) => [key, value]));
		return Object.fromEntries(
			[...columns].map(([key, column]) => [column, plainValue(values.get(key))]),
		);
	});
}

/** The cells of a document in groups, so that in every row the groups stand in the same order. */
function cellGroups(
	found: FoundDocument,
	includes: ResultIncludes,
	packet: DocumentField[],
): Cell[][] {
	const { document, fields } = found;
	return [
		own({
			file_name: found.fileName,
			class_name: document.class_name,
			page_numbers: (document.page_numbers ?? []).join(', '),
		}),
		fields.map(({ name, value }) => ({ key: `field ${name}`, name, value })),
		packet.map(({ name, value }) => ({ key: `packet ${name}`, name: `packet_${name}`, value })),
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

/** Key → column, over all rows: what names a column in one row names the same one in the others. */
function columnsOf(rows: Cell[][][]): Map<string, string> {
	const groups = rows[0]?.map((_, group) => rows.flatMap((row) => row[group])) ?? [];
	const columns = new Map<string, string>();
	// n8n takes an item with something under `error` for a failed one, and would run the node again.
	const used = new Set(['error']);
	// The package's own columns come first, so that no field can take the name of one.
	for (const cells of [groups[0], groups[groups.length - 1]]) {
		for (const { key, name } of cells ?? []) {
			columns.set(key, name);
			used.add(name);
		}
	}
	const named = new Map(columns);
	return new Map(
		groups.flat().map(({ key, name }) => {
			if (!named.has(key)) named.set(key, columnName(name, used));
			return [key, named.get(key)!];
		}),
	);
}

/**
 * Letters, digits and underscores, and no digit first: a name that every database takes. Most
 * databases and spreadsheets do not tell upper from lower case.
 */
function columnName(name: string, used: Set<string>): string {
	const plain = name.replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^(\d)/, '_$1') || '_';
	const lower = uniqueName(plain.toLowerCase(), used);
	return plain + lower.slice(plain.toLowerCase().length);
}

function plainValue(value: unknown): unknown {
	if (value === undefined || value === null || value === '') return null;
	return typeof value === 'object' ? JSON.stringify(value) : value;
}
