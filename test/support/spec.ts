/**
 * The vendor's specification as a judge: says in which way a request or an answer departs from it.
 * It lies beside the project and is not part of it, so tests that need it are skipped without it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

import { SchemaChecker } from './specSchema';
import type { Operation, Schema, SpecDocument } from './specTypes';
import { OLD_SPEC, TRANSPORT_HEADERS } from './specOld';

const REPO_ROOT = resolve(__dirname, '../..');
const SPEC_NAME = '../shared/api/openapi.yaml';

export interface SpecRequest {
	operationId: string;
	method: string;
	/** Encoded, without the API root, e.g. `/v2/batches/7`. */
	path: string;
	query?: Record<string, string | number | boolean | string[] | undefined>;
	headers?: Record<string, string>;
	body?: { json: unknown } | { bytes: Buffer } | { file: unknown };
}

export interface SpecResponse {
	operationId: string;
	status: number;
	headers: Record<string, string>;
	/** The body as it came over the wire. */
	body: string | Buffer;
}

/** `describe` with the specification, or one printed line when it is missing. */
export function describeWithSpec(name: string, tests: (spec: Spec) => void): void {
	const file = resolve(REPO_ROOT, SPEC_NAME);
	if (existsSync(file)) {
		describe(name, () => tests(new Spec(parse(readFileSync(file, 'utf8')) as SpecDocument)));
		return;
	}
	process.stdout.write(`skipped: ${SPEC_NAME} is not here (${name})\n`);
	describe.skip(name, () => it(`needs ${SPEC_NAME}`, () => {}));
}

interface SpecOperation {
	method: string;
	path: string;
	operation: Operation;
}

export class Spec {
	private readonly operations = new Map<string, SpecOperation>();

	private readonly schemas: SchemaChecker;

	constructor(private readonly document: SpecDocument) {
		this.schemas = new SchemaChecker(document);
		for (const [path, item] of Object.entries(document.paths)) {
			for (const [method, operation] of Object.entries(item)) {
				this.operations.set(operation.operationId, { method, path, operation });
			}
		}
	}

	get operationIds(): string[] {
		return [...this.operations.keys()].sort();
	}

	/** Method and path of an operation, e.g. `GET /v2/batches/{batch_id}`. */
	endpoint(operationId: string): string {
		const { method, path } = this.operations.get(operationId)!;
		return `${method.toUpperCase()} ${path}`;
	}

	/** The ways in which a request departs from the specification; empty when it does not. */
	validateRequest(request: SpecRequest): string[] {
		const found = this.operations.get(request.operationId);
		if (found === undefined) return [`unknown operationId ${request.operationId}`];
		const violations: string[] = [];
		if (request.method.toLowerCase() !== found.method) {
			violations.push(`method ${request.method} instead of ${found.method.toUpperCase()}`);
		}
		return [
			...violations,
			...this.checkPath(request.path, found),
			...this.checkQuery(request, found.operation),
			...this.checkHeaders(request, found.operation),
			...this.checkBody(request, found.operation),
		];
	}

	/** The ways in which an answer departs from the specification; empty when it does not. */
	validateResponse(response: SpecResponse): string[] {
		const found = this.operations.get(response.operationId);
		if (found === undefined) return [`unknown operationId ${response.operationId}`];
		const { responses } = found.operation;
		const { status, headers, body } = response;
		const described = responses[String(status)];
		if (status >= 400) return this.checkError(body, found.method);
		if (described === undefined) return [`status ${status} is not described`];
		const missing = Object.entries(described.headers ?? {})
			.filter(
				([name, { description }]) => !(name.toLowerCase() in headers || isOptional(description)),
			)
			.map(([name]) => `header ${name} is missing`);
		return [...missing, ...this.checkContent(response, described.content)];
	}

	private parameters(operation: Operation, where: string) {
		return (operation.parameters ?? [])
			.map((parameter) =>
				'$ref' in parameter
					? this.document.components.parameters[parameter.$ref.split('/').at(-1)!]
					: parameter,
			)
			.filter((parameter) => parameter.in === where);
	}

	private checkPath(path: string, { path: template, operation }: SpecOperation): string[] {
		if (/[^A-Za-z0-9\-._~%!$&'()*+,;=:@/]/.test(path) || /%(?![0-9A-Fa-f]{2})/.test(path)) {
			return [`path ${path} is not encoded`];
		}
		const names: string[] = [];
		// A drive path is one parameter that keeps its slashes.
		const pattern = template.replace(/\{([^}]+)\}/g, (_, name: string) => {
			names.push(name);
			return name === 'path' ? '(.+)' : '([^/]+)';
		});
		const match = new RegExp(`^${pattern}$`).exec(path);
		if (match === null) return [`path ${path} does not match ${template}`];
		const values = Object.fromEntries(names.map((name, i) => [name, match[i + 1]]));
		return this.parameters(operation, 'path').flatMap(({ name, schema }) =>
			this.schemas.checkText(`path parameter ${name}`, schema, decodeURIComponent(values[name])),
		);
	}

	private checkQuery({ operationId, query }: SpecRequest, operation: Operation): string[] {
		const parameters = this.parameters(operation, 'query');
		const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
		const missing = parameters
			.filter(({ name, required }) => required && query?.[name] === undefined)
			.map(({ name }) => `query parameter ${name} is missing`);
		return missing.concat(
			given.flatMap(([name, value]) => {
				const parameter = parameters.find((known) => known.name === name);
				if (parameter !== undefined) {
					return this.schemas.checkText(`query parameter ${name}`, parameter.schema, value!);
				}
				const old = OLD_SPEC[operationId]?.query?.includes(name);
				return old ? [] : [`unknown query parameter ${name}`];
			}),
		);
	}

	private checkHeaders({ operationId, headers }: SpecRequest, operation: Operation): string[] {
		const known = [
			...TRANSPORT_HEADERS,
			...this.parameters(operation, 'header').map(({ name }) => name.toLowerCase()),
			...(OLD_SPEC[operationId]?.headers ?? []),
		];
		return Object.keys(headers ?? {})
			.filter((name) => !known.includes(name.toLowerCase()))
			.map((name) => `unknown header ${name}`);
	}

	private checkBody({ operationId, headers, body }: SpecRequest, operation: Operation): string[] {
		const described = operation.requestBody;
		if (body === undefined) return described?.required ? ['body is missing'] : [];
		if (described === undefined) return ['body where none is described'];
		if (!('json' in body)) {
			const type = headers?.['content-type'] ?? 'application/octet-stream';
			return type in described.content ? [] : [`content type ${type} is not described`];
		}
		const schema = described.content['application/json']?.schema;
		if (schema === undefined) return ['JSON body where bytes are described'];
		// What is sent is the JSON text: undefined keys are gone in it.
		const sent = JSON.parse(JSON.stringify(body.json)) as unknown;
		return this.schemas.checkRequestBody(schema, sent, OLD_SPEC[operationId]?.body);
	}

	private checkError(body: string | Buffer, method: string): string[] {
		const text = body.toString();
		// Some errors have no body, whatever the specification says; an answer to HEAD never has one.
		if (text === '' || method === 'head') return [];
		return this.schemas.check('body', { $ref: '#/components/schemas/error' }, parseJson(text));
	}

	private checkContent(
		{ headers, body }: SpecResponse,
		content: Record<string, { schema: Schema }> = {},
	): string[] {
		const types = Object.keys(content);
		if (types.length === 0) return body.length === 0 ? [] : ['body where none is described'];
		const type = (headers['content-type'] ?? '').split(';')[0].trim();
		const json = content['application/json'];
		if (json === undefined) {
			// The bytes of a file come under the file's own type.
			return type === '' ? ['header content-type is missing'] : [];
		}
		if (type !== 'application/json') return [`content type ${type} instead of application/json`];
		return this.schemas.check('body', json.schema, parseJson(body.toString()));
	}
}

/** The specification has no field for it: it says so in words. */
function isOptional(description = ''): boolean {
	return description.startsWith('Optional.');
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
