import type { CaseField, ResultIncludes, RunResults } from '../api/results';
import { documentsOf, type FoundDocument } from './documents';
import { type DocumentField, fieldValue, uniqueName } from './fields';

/** The shapes in which the results of a run can be given. */
export type ResultShape = 'documents' | 'fields' | 'files' | 'flat' | 'raw';

type Row = Record<string, unknown>;

/**
 * Results as rows, each the `json` of one item.
 * @param shape `documents`: one row a document, `fields` as name: value; `fields`: one row a field;
 * `files`: one row a file; `flat`: one row a document, one key a column; `raw`: one row, untouched
 */
export function shapeResults(
	results: RunResults,
	shape: ResultShape,
	includes: ResultIncludes = {},
	runId: string | null = null,
): Row[] {
	if (shape === 'raw') return [{ ...results }];
	const documents = documentsOf(results, runId);
	const packet = packetFields(results);
	if (shape === 'files') return fileRows(documents, includes);
	if (shape === 'fields') return documents.flatMap((found) => fieldRows(found, includes));
	const toRow = shape === 'flat' ? flatRow : documentRow;
	return documents.map((found) => toRow(found, includes, packet));
}

/** One document as one row, its fields as name: value. */
export function documentRow(found: FoundDocument, includes: ResultIncludes, packet?: Row): Row {
	const { document, fields } = found;
	const of = (pick: (field: DocumentField) => unknown) => valuesByName(fields, pick);
	const errors = of((field) => field.error);
	return {
		...origin(found),
		class_name: document.class_name ?? null,
		page_numbers: document.page_numbers ?? [],
		fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
		...(packet && Object.keys(packet).length > 0 && { packet_fields: packet }),
		...(Object.keys(errors).length > 0 && { field_errors: errors }),
		...(found.error !== null && { document_error: found.error }),
		...(includes.include_confidence_scores && {
			classification_confidence: document.classification_confidence?.model ?? null,
			confidence: of((field) => field.confidence),
		}),
		...(includes.include_validation_results && {
			validation_passed: document.validations?.final_result_pass ?? null,
			validation_alerts: of((field) => (field.alerts.length > 0 ? field.alerts : undefined)),
		}),
		...(includes.include_review_results && {
			review_completed: document.review_completed ?? null,
			class_edit_history: document.class_edit_history ?? [],
			edit_history: of((field) => field.editHistory),
		}),
		...(includes.include_source_info && {
			input_file_path: found.file.input_file_path ?? null,
			post_processed_paths: document.post_processed_paths ?? [],
			post_processed_pdf_path: document.post_processed_pdf_path ?? null,
			page_layouts: document.page_layouts ?? [],
			source_coordinates: of((field) => field.sourceCoordinates),
		}),
	};
}

/** One field of one document as one row. */
function fieldRows(found: FoundDocument, includes: ResultIncludes): Row[] {
	return found.fields.map((field) => ({
		...origin(found),
		class_name: found.document.class_name ?? null,
		field_name: field.name,
		value: field.value,
		type: field.type ?? null,
		error: field.error ?? null,
		...(includes.include_confidence_scores && {
			model_confidence: field.confidence?.model ?? null,
			ocr_confidence: field.confidence?.ocr ?? null,
		}),
		...(includes.include_validation_results && {
			valid: field.valid ?? null,
			validation_alerts: field.alerts,
		}),
		...(includes.include_review_results && { edit_history: field.editHistory ?? [] }),
		...(includes.include_source_info && { source_coordinates: field.sourceCoordinates ?? [] }),
	}));
}

function fileRows(documents: FoundDocument[], includes: ResultIncludes): Row[] {
	const byFile = new Map<number, FoundDocument[]>();
	for (const found of documents) {
		byFile.set(found.fileIndex, [...(byFile.get(found.fileIndex) ?? []), found]);
	}
	return [...byFile.values()].map((inFile) => ({
		run_id: inFile[0].runId,
		batch_id: inFile[0].batchId,
		file_name: inFile[0].fileName,
		file_index: inFile[0].fileIndex,
		documents: inFile.map((found) => documentRow(found, includes)),
	}));
}

/**
 * One document as one flat row: every key is a column that a spreadsheet or database can hold. A
 * field whose name a column already has gets `_2`, so nothing is overwritten; lists become text.
 */
export function flatRow(found: FoundDocument, includes: ResultIncludes, packet: Row = {}): Row {
	const row: Row = {
		...origin(found),
		class_name: found.document.class_name ?? null,
		page_numbers: (found.document.page_numbers ?? []).join(', '),
	};
	const used = new Set(Object.keys(row));
	const add = (name: string, value: unknown) => {
		row[uniqueName(columnName(name), used)] = cell(value);
	};
	for (const { name, value } of found.fields) add(name, value);
	for (const [name, value] of Object.entries(packet)) add(`packet_${name}`, value);
	if (includes.include_confidence_scores) {
		for (const field of found.fields) {
			add(`${field.name}_confidence`, field.confidence?.model ?? null);
			add(`${field.name}_ocr_confidence`, field.confidence?.ocr ?? null);
		}
	}
	if (includes.include_validation_results) {
		add('validation_passed', found.document.validations?.final_result_pass ?? null);
		add('validation_alerts', found.fields.flatMap((field) => field.alerts).join('; '));
	}
	if (includes.include_review_results)
		add('review_completed', found.document.review_completed ?? null);
	if (includes.include_source_info) {
		add('input_file_path', found.file.input_file_path ?? null);
		add('post_processed_pdf_path', found.document.post_processed_pdf_path ?? null);
	}
	const errors = found.fields
		.filter((field) => field.error)
		.map((field) => `${field.name}: ${field.error}`);
	add('errors', [...(found.error === null ? [] : [found.error]), ...errors].join('; '));
	return row;
}

/** Fields over all documents of a run, as name: value. */
export function packetFields(results: RunResults): Row {
	const used = new Set<string>();
	return Object.fromEntries(
		(results.case_info?.fields ?? []).map((field: CaseField, index) => [
			uniqueName(field.name || `field_${index + 1}`, used),
			field.error_msg || field.value === 'ERROR' ? null : fieldValue(field.value, undefined),
		]),
	);
}

function origin(found: FoundDocument): Row {
	return {
		run_id: found.runId,
		batch_id: found.batchId,
		file_name: found.fileName,
		document_index: found.documentIndex,
	};
}

function valuesByName(fields: DocumentField[], pick: (field: DocumentField) => unknown): Row {
	return Object.fromEntries(
		fields.map((field) => [field.name, pick(field)]).filter(([, value]) => value !== undefined),
	);
}

/** Letters, digits and underscores, and no digit first: a name that every database takes. */
function columnName(name: string): string {
	return name.replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^(\d)/, '_$1') || '_';
}

function cell(value: unknown): unknown {
	return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null);
}
