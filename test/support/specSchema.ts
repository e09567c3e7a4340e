import type { ErrorObject } from 'ajv';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

import { OPEN_OBJECTS } from './specOld';
import type { Schema, SpecDocument } from './specTypes';

type Additions = Record<string, Record<string, Schema>>;

/** Checks values against schemas of an OpenAPI 3.0 document. */
export class SchemaChecker {
	private readonly ajv = new Ajv({ strict: false, allErrors: true });

	/** Text of paths and queries is read as the type that the schema asks for. */
	private readonly coercingAjv = new Ajv({ strict: false, allErrors: true, coerceTypes: 'array' });

	constructor(document: SpecDocument) {
		for (const ajv of [this.ajv, this.coercingAjv]) {
			addFormats(ajv);
			ajv.addSchema({ $id: 'spec', components: toJsonSchema(document.components) });
		}
	}

	check(what: string, schema: Schema, value: unknown): string[] {
		if (value === undefined) return [`${what} is not JSON`];
		return validate(this.ajv, what, toJsonSchema(schema), value);
	}

	/** @param value as it stands in a path or query */
	checkText(what: string, schema: Schema, value: unknown): string[] {
		const texts = Array.isArray(value) ? value.map(String) : String(value);
		if (Array.isArray(value) && schema.type !== 'array') return [`${what} must not be a list`];
		return validate(this.coercingAjv, what, toJsonSchema(schema), texts);
	}

	/** Unlike in answers, a property that the specification does not know is a violation. */
	checkRequestBody(schema: Schema, value: unknown, additions: Additions = {}): string[] {
		const closed = close(toJsonSchema(schema), additions);
		return validate(this.ajv, 'body', closed, value);
	}
}

function validate(ajv: Ajv, what: string, schema: object, value: unknown): string[] {
	// Wrapped, because coercion cannot replace a value that stands alone.
	const wrapped = { type: 'object', properties: { value: schema } };
	const check = ajv.compile(wrapped);
	check({ value });
	return (check.errors ?? []).map((error) => `${what}${describeError(error)}`);
}

function describeError({ instancePath, message, params }: ErrorObject): string {
	const detail = (params.additionalProperty ?? params.allowedValues) as unknown;
	const suffix = detail === undefined ? '' : ` (${String(detail)})`;
	return `${instancePath.replace('/value', '')} ${message}${suffix}`;
}

/** OpenAPI 3.0 → JSON Schema: `nullable` becomes a type union, references point into the document. */
function toJsonSchema<T>(schema: T): T {
	if (Array.isArray(schema)) return schema.map(toJsonSchema) as T;
	if (typeof schema !== 'object' || schema === null) return schema;
	const { nullable, ...rest } = schema as Schema;
	const converted = Object.fromEntries(
		Object.entries(rest)
			.filter(([key]) => !key.startsWith('x-') && key !== 'example' && key !== 'default')
			.map(([key, value]) => [key, toJsonSchema(value)]),
	) as Record<string, unknown>;
	if (typeof rest.$ref === 'string') converted.$ref = rest.$ref.replace(/^#/, 'spec#');
	if (nullable !== true) return converted as T;
	if (rest.$ref) return { anyOf: [converted, { type: 'null' }] } as T;
	if (rest.enum) converted.enum = [...rest.enum, null];
	return { ...converted, type: [rest.type, 'null'] } as T;
}

/** Forbids unknown properties in every object that lists its properties. */
function close(schema: Schema, additions: Additions, path = ''): Schema {
	if (schema.items) return { ...schema, items: close(schema.items, additions, path) };
	if (!schema.properties) return schema;
	const properties = { ...schema.properties, ...additions[path] };
	const closed = Object.fromEntries(
		Object.entries(properties).map(([name, property]) => [
			name,
			close(property, additions, path === '' ? name : `${path}.${name}`),
		]),
	);
	const open = schema.additionalProperties ?? OPEN_OBJECTS.includes(path);
	return { ...schema, properties: closed, additionalProperties: open };
}
