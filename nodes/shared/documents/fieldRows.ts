import type { ResultIncludes } from '../api/resources/results';
import type { FoundDocument } from './documents';
import type { DocumentField } from './fields';
import { origin, type Row } from './row';
import { runDetails } from './runPart';

/** One row a field, those of the packet last. */
export function fieldRows(
	documents: FoundDocument[],
	includes: ResultIncludes,
	packet: DocumentField[],
): Row[] {
	const [first] = documents;
	const isConverted = first?.conversion !== undefined;
	const ofDocuments = documents.flatMap((found) => {
		// What a person looks for stands first, as in the other shapes.
		const about = { file_name: found.fileName, class_name: found.document.class_name ?? null };
		const from = { ...runDetails(found, includes), ...origin(found) };
		// A document without fields, such as a file that failed, must not disappear.
		const isNone = found.fields.length === 0;
		const fields = isNone ? [NO_FIELD] : found.fields;
		const error = isNone ? found.error : null;
		return fields.map((field) => ({
			...about,
			...fieldRow(field, includes, isConverted, error),
			...from,
		}));
	});
	const ofRun = first && {
		...runDetails(first, includes),
		...origin(first),
		file_name: null,
		document_index: null,
	};
	return [
		...ofDocuments,
		...packet.map((field) => ({
			...OF_NO_DOCUMENT,
			...fieldRow(field, includes, isConverted),
			packet: true,
			...ofRun,
		})),
	];
}

const OF_NO_DOCUMENT = { file_name: null, class_name: null };
const NO_FIELD: DocumentField = { name: '', value: null, alerts: [] };

function fieldRow(
	field: DocumentField,
	includes: ResultIncludes,
	isConverted: boolean,
	error: string | null = null,
): Row {
	return {
		field_name: field.name || null,
		value: field.value,
		...(isConverted && conversionPart(field)),
		type: field.type ?? null,
		// Not `error`: n8n takes an item with that key for a failed one, and would run the node again.
		field_error: field.error ?? error,
		...(includes.include_confidence_scores && {
			model_confidence: field.confidence?.model ?? null,
			ocr_confidence: field.confidence?.ocr ?? null,
		}),
		...(includes.include_validation_results && {
			valid: field.valid ?? null,
			validation_alerts: field.alerts,
			validation_alert_details: field.alertDetails ?? [],
		}),
		...(includes.include_review_results && { edit_history: field.editHistory ?? [] }),
		...(includes.include_source_info && { source_coordinates: field.sourceCoordinates ?? [] }),
	};
}

function conversionPart({ conversion }: DocumentField): Row {
	const beside = (conversion?.beside ?? []).map(({ what, value }) => [what, value]);
	return {
		currency: null,
		original: null,
		...Object.fromEntries(beside),
		not_converted: conversion?.problems.join('; ') || null,
	};
}
