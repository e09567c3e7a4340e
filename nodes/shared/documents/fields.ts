import { parsedJson } from './json';
import { validationsOf } from './validations';
import { asRead, entriesOf, type Given, isObject, scoreOf, textOf, wordsOf } from './values';

/** A field as the rest of the package sees it, whichever generation of AI Hub sent it. */
export interface DocumentField {
	/** Unique within its document: a name that comes twice gets `_2`, `_3` … */
	name: string;
	/** The name that AI Hub gave it, where it is another. */
	givenName?: string;
	/** Null when the field failed; lists and tables are real arrays. */
	value: unknown;
	type?: string;
	/** AI Hub's words when the field failed. */
	error?: string;
	/** Numbers from 0 to 1, null where there is none; what is neither stays as it came. */
	confidence?: { model: unknown; ocr: unknown };
	valid?: boolean | null;
	/** What speaks against the field in its validation, one text each. */
	alerts: string[];
	/** The alerts as AI Hub gave them, with `type`, `alert_level`, `blocked`. */
	alertDetails?: unknown[];
	editHistory?: unknown;
	sourceCoordinates?: unknown;
	/** Packet fields only: the fields of documents that it was made from, and the one that was taken. */
	madeFrom?: { input_fields: unknown; chosen_field: unknown };
	/** Where a person asked for a number or date: what it was made from, and why it could not be made. */
	conversion?: {
		original: unknown;
		/** What stands beside the value, by names of their own; none beside a table, whose cells have them. */
		beside: Array<{ what: 'currency' | 'original'; name: string; value: unknown }>;
		problems: string[];
	};
}

/** Names and values of fields, with what stands beside a value. */
export function valuesOf(fields: DocumentField[]): Array<[name: string, value: unknown]> {
	return fields.flatMap(({ name, value, conversion }) => [
		[name, value] as [string, unknown],
		...(conversion?.beside ?? []).map((one): [string, unknown] => [one.name, one.value]),
	]);
}

const LIST_TYPES = /LIST|TABLE|OBJECT/i;

/** The fields of a document, from an array or from the older dictionary keyed by name. */
export function fieldsOf(document: object): DocumentField[] {
	return namedFields((document as Given).fields);
}

/** Packet fields, which go over all documents of a run ("cross-class fields"). */
export function packetFieldsOf(results: object): DocumentField[] {
	const { case_info: packet } = (isObject(results) ? results : {}) as Given;
	return namedFields(isObject(packet) ? packet.fields : packet, (field) => ({
		madeFrom: {
			input_fields: field.input_fields ?? [],
			chosen_field: field.chosen_field ?? null,
		},
	}));
}

/** `name`, or `name_2`, `name_3` … when it is taken; the answer is added to `used`. */
export function uniqueName(name: string, used: Set<string>): string {
	const numbered = (count: number) => (count < 2 ? name : `${name}_${count}`);
	// In leaps and then halves: one by one would take a day when a name comes 100,000 times.
	let [taken, free] = [0, 1];
	while (used.has(numbered(free))) [taken, free] = [free, free * 2];
	while (free - taken > 1) {
		const middle = (taken + free) >> 1;
		if (used.has(numbered(middle))) taken = middle;
		else free = middle;
	}
	used.add(numbered(free));
	return numbered(free);
}

/**
 * The same where names in another case are the same: `used` holds them in lower case, and the letters
 * of the name stay. A letter may be longer in lower case, as is İ.
 */
export function uniqueColumn(name: string, used: Set<string>): string {
	const key = name.toLowerCase();
	return name + uniqueName(key, used).slice(key.length);
}

/** Letters, digits and underscores, and no digit first: a name that every database takes. */
export function plainColumn(name: string): string {
	return name.replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^(\d)/, '_$1') || '_';
}

function namedFields(fields: unknown, more?: (field: Given) => object): DocumentField[] {
	const used = new Set<string>();
	return rawFields(fields).map((field, index) => {
		// The fields of a document say `field_name`, those of a packet `name`.
		const given = textOf(field.field_name) ?? textOf(field.name) ?? `field_${index + 1}`;
		const read = documentField(uniqueName(given, used), given, field);
		return more ? Object.assign(read, more(field)) : read;
	});
}

const KEYS_OF_A_FIELD = ['value', 'error_msg', 'confidence', 'validations'];

function rawFields(fields: unknown): Given[] {
	if (!isObject(fields)) return entriesOf(fields, 'field');
	return Object.entries(fields).map(([name, field]) =>
		isObject(field) && KEYS_OF_A_FIELD.some((key) => key in field)
			? { ...field, field_name: textOf(field.field_name) ?? name }
			: { field_name: name, value: field },
	);
}

/** Key by key, because spreads took most of the time where a run has 100,000 fields. */
function documentField(name: string, givenName: string, field: Given): DocumentField {
	const failed = field.value === 'ERROR' ? 'AI Hub could not read this field' : undefined;
	const error = wordsOf(field.error_msg) ?? failed;
	const type = textOf(field.type);
	const value = error === undefined ? fieldValue(field.value, type) : null;
	const { given, valid, alerts, details } = validationsOf(field, value);
	const read: DocumentField = { name, value, alerts };
	if (name !== givenName) read.givenName = givenName;
	if (type !== undefined) read.type = type;
	if (error !== undefined) read.error = error;
	const { confidence, edit_history, source_coordinates } = field;
	if (isObject(confidence)) {
		const { model, ocr } = confidence;
		read.confidence = { model: asRead(scoreOf, model), ocr: asRead(scoreOf, ocr) };
	}
	if (given) read.valid = valid;
	if (details.length > 0) read.alertDetails = details;
	if (edit_history !== null && edit_history !== undefined) read.editHistory = edit_history;
	if (source_coordinates !== null && source_coordinates !== undefined) {
		read.sourceCoordinates = source_coordinates;
	}
	return read;
}

/**
 * A value as n8n can use it: JSON text of a list or table becomes an array, rows under a header row
 * become objects. What is not clearly one of these stays as it came.
 */
export function fieldValue(value: unknown, type: string | undefined): unknown {
	const isText = typeof value === 'string' && mayBeList(value, type);
	const parsed = isText ? (parsedJson(value) ?? value) : value;
	return Array.isArray(parsed) && type?.toUpperCase().includes('TABLE')
		? rowsUnderHeader(parsed)
		: (parsed ?? null);
}

/** A plain text field may well begin with a bracket; only a list type, or no type, says JSON. */
function mayBeList(value: string, type: string | undefined): boolean {
	return (type === undefined || LIST_TYPES.test(type)) && /^\s*[[{]/.test(value);
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
