import { attempt } from '../shared/api/wire/errors';
import { Refusal } from './refusal';

/** Event Grid sends at most 1 MB. */
export const MOST_BYTES = 1024 * 1024;

/** The part of Express' request that n8n adds to, or that this node reads. */
export interface IncomingBody {
	headers: Record<string, string | string[] | undefined>;
	/** Set once the body is read, after any decompression. */
	rawBody?: Buffer;
	/** Reads the body into `rawBody`. */
	readRawBody?: () => Promise<void>;
	/** As n8n has parsed it, where it has. */
	body?: unknown;
}

/**
 * The body of a notification: JSON as its value, anything else as text. The content type is a hint
 * only, because Event Grid has several of its own.
 * @throws Refusal for a body that is too large, empty, broken, or no text
 */
export async function readBody(request: IncomingBody): Promise<unknown> {
	const declared = Number(request.headers['content-length'] ?? 0);
	if (declared > MOST_BYTES) throw tooLarge();
	if (request.rawBody === undefined && request.readRawBody !== undefined) {
		const outcome = await attempt(async () => await request.readRawBody?.());
		if (!outcome.ok) throw isTooLarge(outcome.error) ? tooLarge() : broken('could not be read');
	}
	const bytes = request.rawBody ?? asBytes(request.body);
	if (bytes.length > MOST_BYTES) throw tooLarge();
	const text = textOf(bytes);
	if (text === undefined) throw broken('is not text');
	if (text.trim() === '') throw broken('is empty');
	const json = jsonOf(text);
	if (json !== undefined) return json;
	if (/json/i.test(String(request.headers['content-type'] ?? ''))) throw broken('is not JSON');
	return text;
}

/** What is valid UTF-8, without a byte order mark; undefined for anything else. */
export function textOf(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

/** An object or list written as JSON; undefined for anything else. */
export function jsonOf(text: string): object | undefined {
	if (!/^\s*[[{]/.test(text)) return undefined;
	try {
		return JSON.parse(text) as object;
	} catch {
		return undefined;
	}
}

function asBytes(body: unknown): Buffer {
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
}

function isTooLarge(error: Error): boolean {
	const { status, type } = error as { status?: unknown; type?: unknown };
	return status === 413 || type === 'entity.too.large';
}

function tooLarge(): Refusal {
	return new Refusal(413, 'The body is larger than 1 MB');
}

function broken(how: string): Refusal {
	return new Refusal(400, `The body ${how}`);
}
