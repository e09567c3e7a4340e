import type { CaseField, ResultDocument, ResultField, RunResults } from '../api/resources/results';

/** A field as the rest of the package sees it, whichever generation of AI Hub sent it. */
export interface DocumentField {
	/** Unique within its document: a name that comes twice gets `_2`, `_3` … */
	name: string;
	/** Null when the field failed; lists and tables are real arrays. */
	value: unknown;
	type?: string;
	/** AI Hub's words when the field failed. */
	error?: string;
	confidence?: { model: number | null; ocr: number | null };
	valid?: boolean | null;
	/** Messages of the validation alerts. */
	alerts: string[];
	editHistory?: unknown[];
	sourceCoordinates?: unknown[];
	/** Packet fields only: the fields of documents that it was made from, and the one that was taken. */
	madeFrom?: { input_fields: unknown[]; chosen_field: unknown };
}

const LIST_TYPES = /LIST|TABLE|OBJECT/i;

/** The fields of a document, from an array or from the older dictionary keyed by name. */
export function fieldsOf(document: ResultDocument): DocumentField[] {
	const used = new Set<string>();
	return rawFields(document.fields).map((field, index) => {
		const name = uniqueName(field.field_name || `field_${index + 1}`, used);
		return documentField(name, field);
	});
}

/** Packet fields, which go over all documents of a run ("cross-class fields"). */
export function packetFieldsOf(results: RunResults): DocumentField[] {
	const used = new Set<string>();
	return listOf<CaseField>(results.case_info?.fields).map((field, index) => {
		const { edit_history, error_msg, input_fields, validations, value } = field;
		const { valid, failures } = validations ?? {};
		return {
			...documentField(uniqueName(field.name || `field_${index + 1}`, used), {
				value,
				error_msg,
				edit_history,
				validations: validations && { valid, alerts: failures },
			}),
			madeFrom: { input_fields: input_fields ?? [], chosen_field: field.chosen_field ?? null },
		};
	});
}

/** `name`, or `name_2`, `name_3` … when it is taken; the answer is added to `used`. */
export function uniqueName(name: string, used: Set<string>): string {
	let unique = name;
	for (let count = 2; used.has(unique); count++) unique = `${name}_${count}`;
	used.add(unique);
	return unique;
}

/** The objects of what should be a list of them: nulls in it, or no list at all, are no crash. */
export function listOf<T extends object>(list: T[] | null | undefined): T[] {
	return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];
}

function rawFields(fields: ResultDocument['fields']): ResultField[] {
	if (Array.isArray(fields)) return listOf(fields);
	return Object.entries(fields ?? {}).map(([name, field]) => ({
		...(isObject(field) && ('value' in field || 'error_msg' in field) ? field : { value: field }),
		field_name: name,
	}));
}

function documentField(name: string, field: ResultField): DocumentField {
	const failed = Boolean(field.error_msg) || field.value === 'ERROR';
	const { confidence, validations } = field;
	return {
		name,
		value: failed ? null : fieldValue(field.value, field.type),
		...(field.type !== undefined && { type: field.type }),
		...(failed && { error: field.error_msg || 'AI Hub could not read this field' }),
		...(confidence && {
			confidence: { model: confidence.model ?? null, ocr: confidence.ocr ?? null },
		}),
		...(validations && { valid: validations.valid ?? null }),
		alerts: listOf(validations?.alerts).map(
			(alert) => alert.msg || alert.type || 'Validation failed',
		),
		...(field.edit_history && { editHistory: field.edit_history }),
		...(field.source_coordinates && { sourceCoordinates: field.source_coordinates }),
	};
}

/**
 * A value as n8n can use it: JSON text of a list or table becomes an array, rows under a header row
 * become objects. What is not clearly one of these stays as it came.
 */
export function fieldValue(value: unknown, type: string | undefined): unknown {
	const parsed = typeof value === 'string' && mayBeList(value, type) ? parsedList(value) : value;
	return Array.isArray(parsed) && /TABLE/i.test(type ?? '')
		? rowsUnderHeader(parsed)
		: (parsed ?? null);
}

/** A plain text field may well begin with a bracket; only a list type, or no type, says JSON. */
function mayBeList(value: string, type: string | undefined): boolean {
	return (type === undefined || LIST_TYPES.test(type)) && /^\s*[[{]/.test(value);
}

function parsedList(text: string): unknown {
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === 'object' ? parsed : text;
	} catch {
		return text;
	}
}

function rowsUnderHeader(rows: unknown[]): unknown[] {
	const [header, ...body] = rows;
	const isTable =
		Array.isArray(header) &&
		header.every((cell) => typeof cell === 'string' && cell !== '') &&
		new Set(header).size === header.length &&
		body.every((row) => Array.isArray(row) && row.length === header.length);
	if (!isTable) return rows;
	const names = header as string[];
	return body.map((row) =>
		Object.fromEntries(names.map((name, column) => [name, (row as unknown[])[column]])),
	);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
