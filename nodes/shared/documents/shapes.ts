import type { ResultIncludes, RunResults } from '../api/resources/results';
import { documentsOf, type FoundDocument } from './documents';
import { type Conversion, convertDocuments } from './convert/conversions';
import { type DocumentField, packetFieldsOf, valuesOf } from './fields';
import { doubtOf } from './doubt';
import { fieldRows } from './fieldRows';
import { flatRows, tableRows } from './flat';
import { origin, type Row } from './row';
import { runDetails } from './runPart';
import type { TableChoice } from './tables';

/** The shapes in which the results of a run can be given. */
export type ResultShape = 'documents' | 'fields' | 'files' | 'flat' | 'raw' | 'rows';

/** Every key of such a row is a column, and all rows of an output have the same ones. */
export function isFlatShape(shape: ResultShape): boolean {
	return shape === 'flat' || shape === 'rows';
}

/** What is chosen about the output besides its shape. */
export interface RowSettings {
	/** Fields to give as numbers and dates; default: none. */
	conversions?: Conversion[];
	/** Flat rows and rows of a table have these columns and no others, in this order, once they are aligned; default: all. */
	columns?: string[];
	table: TableChoice;
}

export const NO_CHOICE: RowSettings = { table: { withoutRows: 'item' } };

/** The shapes that give rows for each document. */
export type DocumentShape = Extract<ResultShape, 'documents' | 'flat' | 'rows'>;

/**
 * The documents of a run and the fields over all of them, with their values as wanted.
 * @param conversions fields to give as numbers and dates
 */
export function foundIn(
	results: RunResults,
	runId: string | null,
	{ conversions }: Pick<RowSettings, 'conversions'>,
): { documents: FoundDocument[]; packet: DocumentField[] } {
	return convertDocuments(documentsOf(results, runId), packetFieldsOf(results), conversions);
}

/**
 * The rows of each document, in the order of the documents: one, or for `rows` as many as its table.
 * Flat ones are not final before `alignRows` has seen those of all runs.
 * @throws AiHubError of kind `invalidInput` for an unclear table, and for more than n8n can hold
 */
export function rowsByDocument(
	documents: FoundDocument[],
	shape: DocumentShape,
	includes: ResultIncludes,
	packet: DocumentField[],
	{ table, columns }: RowSettings,
): Row[][] {
	if (shape === 'rows') return tableRows(documents, includes, packet, table, columns);
	const rows =
		shape === 'flat'
			? flatRows(documents, includes, packet, columns)
			: documents.map((found) => documentRow(found, includes, packet));
	return rows.map((row) => [row]);
}

/**
 * Results as rows, each the `json` of one item; flat ones not before `alignRows` has seen those of all
 * runs.
 * @param shape `documents`: one row a document, `fields` as name: value; `fields`: one row a field,
 * those of the packet last; `files`: one row a file; `flat`: one row a document, one key a column;
 * `rows`: one flat row a row of a table; `raw`: one row, nothing renamed or left out
 * @throws AiHubError of kind `invalidInput` for an unclear table, and for more than n8n can hold
 */
export function shapeResults(
	results: RunResults,
	shape: ResultShape,
	includes: ResultIncludes = {},
	runId: string | null = null,
	settings: RowSettings = NO_CHOICE,
): Row[] {
	if (shape === 'raw') return [{ ...results }];
	const { documents, packet } = foundIn(results, runId, settings);
	if (shape === 'files') return fileRows(documents, includes, packet);
	if (shape === 'fields') return fieldRows(documents, includes, packet);
	return rowsByDocument(documents, shape, includes, packet, settings).flat();
}

/** One document as one row, its fields as name: value. */
export function documentRow(
	found: FoundDocument,
	includes: ResultIncludes,
	packet: DocumentField[] = [],
): Row {
	const { document, fields } = found;
	const errors = byName(fields, (field) => field.error);
	// What a person looks for stands first: a table shows the first keys as its first columns.
	return {
		file_name: found.fileName,
		...doubtOf(found, includes),
		class_name: document.class_name ?? null,
		page_numbers: document.page_numbers,
		fields: Object.fromEntries(valuesOf(fields)),
		...(isFilled(errors) && { field_errors: errors }),
		...(found.error !== null && { document_error: found.error }),
		...(includes.include_confidence_scores && {
			classification_confidence: document.classification_confidence?.model ?? null,
			confidence: byName(fields, (field) => field.confidence),
		}),
		...(includes.include_validation_results && {
			validation_passed: document.validations?.final_result_pass ?? null,
			validation_alerts: byName(fields, alertsOf),
			validation_alert_details: byName(fields, (field) => field.alertDetails),
			...(found.alerts.length > 0 && { document_validation_alerts: found.alerts }),
		}),
		...(includes.include_review_results && {
			review_completed: document.review_completed ?? null,
			class_edit_history: document.class_edit_history ?? [],
			edit_history: byName(fields, (field) => field.editHistory),
		}),
		...(includes.include_source_info && {
			input_file_path: found.file.input_file_path ?? null,
			post_processed_paths: document.post_processed_paths ?? [],
			post_processed_pdf_path: document.post_processed_pdf_path ?? null,
			page_layouts: document.page_layouts ?? [],
			source_coordinates: byName(fields, (field) => field.sourceCoordinates),
		}),
		...packetPart(packet, includes),
		...runDetails(found, includes),
		...origin(found),
	};
}

/** The fields over all documents of the run, with what was asked for besides their values. */
function packetPart(packet: DocumentField[], includes: ResultIncludes): Row {
	if (packet.length === 0) return {};
	const errors = byName(packet, (field) => field.error);
	return {
		packet_fields: Object.fromEntries(valuesOf(packet)),
		...(isFilled(errors) && { packet_field_errors: errors }),
		...(includes.include_validation_results && {
			packet_valid: byName(packet, (field) => field.valid),
			packet_validation_alerts: byName(packet, alertsOf),
			packet_validation_alert_details: byName(packet, (field) => field.alertDetails),
		}),
		...(includes.include_review_results && {
			packet_edit_history: byName(packet, (field) => field.editHistory),
		}),
		...(includes.include_source_info && {
			packet_made_from: byName(packet, (field) => field.madeFrom),
		}),
	};
}

function fileRows(
	documents: FoundDocument[],
	includes: ResultIncludes,
	packet: DocumentField[],
): Row[] {
	const byFile = new Map<number, FoundDocument[]>();
	for (const found of documents) {
		const inFile = byFile.get(found.fileIndex);
		if (inFile) inFile.push(found);
		else byFile.set(found.fileIndex, [found]);
	}
	return [...byFile.values()].map((inFile) => ({
		file_name: inFile[0].fileName,
		documents: inFile.map((found) => documentRow(found, includes)),
		...packetPart(packet, includes),
		file_index: inFile[0].fileIndex,
		run_id: inFile[0].runId,
		batch_id: inFile[0].batchId,
	}));
}

function alertsOf({ alerts }: DocumentField): string[] | undefined {
	return alerts.length > 0 ? alerts : undefined;
}

const PLAIN = { enumerable: true, writable: true, configurable: true };

function byName(fields: DocumentField[], pick: (field: DocumentField) => unknown): Row {
	const row: Row = {};
	for (const field of fields) {
		const value = pick(field);
		if (value === undefined) continue;
		// Set in the plain way, this one name would not become a key.
		if (field.name === '__proto__') Object.defineProperty(row, field.name, { value, ...PLAIN });
		else row[field.name] = value;
	}
	return row;
}

function isFilled(row: Row): boolean {
	return Object.keys(row).length > 0;
}
