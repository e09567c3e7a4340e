import { attempt } from '../shared/api/wire/errors';
import { Refusal } from './refusal';

/** Event Grid sends at most 1 MB. */
export const MOST_BYTES = 1024 * 1024;

/** Characters that stand in files, not in texts. */
export const NO_TEXT = /[\0-\b]/;

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
 * The body of a notification: JSON as its value, lines of JSON as a list, anything else as text. The
 * content type is a hint only, because Event Grid has several of its own.
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
	const text = anyTextOf(bytes);
	if (text === undefined) throw broken('is not text');
	if (text.trim() === '') throw broken('is empty');
	const json = jsonOf(text) ?? jsonLinesOf(text);
	if (json !== undefined) return json;
	if (/json/i.test(String(request.headers['content-type'] ?? ''))) throw broken('is not JSON');
	return text;
}

/** What is valid in an encoding, without a byte order mark; undefined for anything else. */
export function textOf(bytes: Uint8Array, encoding = 'utf-8'): string | undefined {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

/** UTF-16 tells itself by its mark. What is no UTF-8 either is Latin-1: IDs are the same in both. */
function anyTextOf(bytes: Buffer): string | undefined {
	const mark = bytes.subarray(0, 2).toString('hex');
	if (mark === 'fffe') return textOf(bytes, 'utf-16le');
	if (mark === 'feff') return textOf(bytes, 'utf-16be');
	const text = textOf(bytes);
	if (text !== undefined) return text;
	const latin = bytes.toString('latin1');
	return NO_TEXT.test(latin) ? undefined : latin;
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

/** One value per line, as some senders put several events together; undefined for anything else. */
function jsonLinesOf(text: string): object[] | undefined {
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	const values: object[] = [];
	for (const line of lines) {
		const value = jsonOf(line);
		if (value === undefined) return undefined;
		values.push(value);
	}
	return values.flat();
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
