import { createHash } from 'node:crypto';
import type { DocumentField } from '../entities';
import type { Labelled } from './labels';
import type { Segment } from './layout';
import type { Table } from './tables';

/** A field's name as the API gives it: a valid Python name, with `_` doubled. */
export function apiFieldName(name: string): string {
	const valid = name
		.trim()
		.replaceAll('_', '__')
		.replace(/[^A-Za-z0-9_]/g, '_');
	return /^[A-Za-z_]/.test(valid) ? valid : `_${valid}`;
}

/**
 * A score that depends on nothing but the text: high for plain values, below 0.6 for values with
 * a `?` or a character that could not be read, low for empty ones.
 */
export function confidenceOf(label: string, value: string): { model: number; ocr: number } {
	const digest = createHash('sha256').update(`${label}\0${value}`).digest();
	let model = 0.95 + digest[0]! / 255 / 25;
	if (value === '') model = 0.3;
	else if (/[?\uFFFD]/.test(value)) model -= 0.45;
	else if (value.length < 2) model -= 0.2;
	else if (/[~*^|<>{}]/.test(value)) model -= 0.25;
	const ocr = /\uFFFD/.test(value) ? 0.4 : 0.97 + digest[1]! / 255 / 50;
	const round = (score: number) => Math.round(score * 10_000) / 10_000;
	return { model: round(model), ocr: round(ocr) };
}

function coordinates(segments: Segment[]): DocumentField['source_coordinates'] {
	const round = (value: number) => Math.round(value * 100) / 100;
	return segments.map((segment) => ({
		top_x: round(segment.x0),
		top_y: round(segment.top),
		bottom_x: round(segment.x1),
		bottom_y: round(segment.bottom),
		page_number: segment.page,
	}));
}

function fieldOf(name: string, value: string, type: string, segments: Segment[]): DocumentField {
	return {
		field_name: apiFieldName(name),
		value,
		type,
		confidence: confidenceOf(name, value),
		validations: { valid: true, alerts: [] },
		edit_history: [],
		source_coordinates: coordinates(segments),
	};
}

/** Labels and tables as fields; a label that occurs again counts once. */
export function fieldsOf(labels: Labelled[], tables: Table[]): DocumentField[] {
	const seen = new Set<string>();
	const fields: DocumentField[] = [];
	for (const { label, value, segments } of labels) {
		if (seen.has(label)) continue;
		seen.add(label);
		fields.push(fieldOf(label, value, 'TEXT', segments));
	}
	for (const { name, rows, segments } of tables) {
		fields.push(fieldOf(name, JSON.stringify(rows), 'TABLE', segments));
	}
	return fields;
}

/** A field that says that something could not be done. */
export function errorField(message: string): DocumentField {
	const alert = {
		alert_level: 'FAILURE',
		msg: message,
		blocked: true,
		type: 'error',
		locations: [],
	};
	return {
		field_name: 'document',
		value: 'ERROR',
		type: 'TEXT',
		error_msg: message,
		confidence: { model: null, ocr: null },
		validations: { valid: false, alerts: [alert] },
		edit_history: [],
		source_coordinates: [],
	};
}
