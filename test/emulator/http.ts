import type { IncomingMessage } from 'node:http';

/** What a route answers; `json`, `bytes` or nothing is the body. */
export interface Answer {
	status: number;
	json?: unknown;
	bytes?: Buffer | Buffer[];
	headers?: Record<string, string>;
}

/** An error answer; without a message the body is empty. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		message?: string,
	) {
		super(message ?? '');
	}

	toAnswer(): Answer {
		return this.message
			? { status: this.status, json: { message: this.message } }
			: { status: this.status };
	}
}

const NANOSECONDS = '\u0000ns';

/** `JSON.stringify` that writes bigints as plain numbers, however long. */
export function stringifyJson(value: unknown): string {
	const text = JSON.stringify(value, function (this: Record<string, unknown>, key, entry: unknown) {
		// n8n-workflow gives bigints a toJSON, so that in its process `entry` is a string by now.
		const original = this[key];
		return typeof original === 'bigint' ? `${NANOSECONDS}${original}` : entry;
	});
	return text.replace(/"\\u0000ns(-?\d+)"/g, '$1');
}

/** Reads a whole request body as the chunks it came in. */
export async function readChunks(request: IncomingMessage): Promise<Buffer[]> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return chunks;
}

/** Total bytes of a list of chunks. */
export function sizeOf(chunks: Buffer[]): number {
	return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

/** Parses a JSON object body. @throws ApiError 400 */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(body.toString('utf8'));
	} catch {
		throw new ApiError(400, 'The request body is not valid JSON.');
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new ApiError(400, 'The request body must be a JSON object.');
	}
	return value as Record<string, unknown>;
}
