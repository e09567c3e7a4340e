import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A JSON schema as n8n previews it: types and names only. */
export interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** Their names are those of an app's fields, which no preview can know. */
const NAMED_BY_THE_APP = ['fields', 'field_errors', 'packet_fields', 'confidence'];

/** What these values have in common: of an object all keys that any of them has. */
export function schemaOf(values: unknown[]): Schema {
	const known = values.filter((value) => value !== null && value !== undefined);
	const [first] = known;
	if (Array.isArray(first)) {
		const entries = known.filter(Array.isArray).flat() as unknown[];
		return { type: 'array', ...(entries.length > 0 && { items: schemaOf(entries) }) };
	}
	if (typeof first !== 'object') {
		const type = typeof first;
		// What is null in all of them is mostly a text that is not there yet.
		return { type: type === 'undefined' ? 'string' : type };
	}
	const objects = known.filter((value) => typeof value === 'object') as object[];
	const names = [...new Set(objects.flatMap((one) => Object.keys(one)))];
	const properties = names.map((name): [string, Schema] => {
		if (NAMED_BY_THE_APP.includes(name)) return [name, { type: 'object' }];
		return [name, schemaOf(objects.map((one) => (one as Record<string, unknown>)[name]))];
	});
	return { type: 'object', properties: Object.fromEntries(properties) };
}

const FOLDER = resolve(__dirname, '../../nodes/AiHub/__schema__/v1.0.0');

function fileOf(operation: string): string {
	return resolve(FOLDER, `${operation.replace('.', '/')}.json`);
}

/** The preview of an operation (`resource.name`) that the package ships. */
export function shippedSchema(operation: string): Schema {
	return JSON.parse(readFileSync(fileOf(operation), 'utf8')) as Schema;
}

export function shipSchema(operation: string, schema: Schema): void {
	mkdirSync(dirname(fileOf(operation)), { recursive: true });
	writeFileSync(fileOf(operation), `${JSON.stringify(schema, null, '\t')}\n`);
}
