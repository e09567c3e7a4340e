import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';

/**
 * Changes to an answer, made in this order. Paths name values of the JSON body, as in
 * `files.*.documents.*.fields.*.confidence.model`; `*` is every key or entry, an empty path the body.
 */
export interface Rewrite {
	status?: number;
	/** By name, in any case; null takes the header away. */
	headers?: Record<string, string | null>;
	/** Another body as JSON, as text, or as bytes in base64. */
	json?: unknown;
	text?: string;
	base64?: string;
	/** Path → value; keys that are not there are made. */
	set?: Record<string, unknown>;
	/** Paths to take out. */
	remove?: string[];
	/** Path → new name of its last key. */
	rename?: Record<string, string>;
	/** Replacements in the text of the body, by regular expression; `{{count}}` counts the answers. */
	replace?: Array<{ pattern: string; with: string }>;
	/** Text in front of the body, `times` times (default 1). */
	before?: { text: string; times?: number };
	/** Text after the body, `times` times (default 1). */
	after?: { text: string; times?: number };
	/** Compress the body. */
	gzip?: boolean;
	/** Send so many bytes at a time, with a pause (ms of real time) before each. */
	pace?: { bytes: number; everyMs: number };
}

interface Written {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

/** `more` over `base`, whatever the case of the names; null takes one away. */
export function withHeaders(
	base: Record<string, string>,
	more: Record<string, string | null>,
): Record<string, string> {
	const named = new Set(Object.keys(more).map((name) => name.toLowerCase()));
	const kept = Object.entries(base).filter(([name]) => !named.has(name.toLowerCase()));
	const added = Object.entries(more).filter(([, value]) => value !== null);
	return Object.fromEntries([...kept, ...added]) as Record<string, string>;
}

/** Sends the answer as the rules change it. */
export async function sendRewritten(
	response: ServerResponse,
	answer: Written,
	rewrite: Rewrite,
): Promise<void> {
	const body = newBody(answer.body, rewrite);
	const { before, after, gzip, pace } = rewrite;
	const isStream = before ?? after ?? gzip ?? pace;
	const own = {
		'Content-Length': isStream ? null : String(body.length),
		...(gzip && { 'Content-Encoding': 'gzip' }),
	};
	const headers = withHeaders(withHeaders(answer.headers, own), rewrite.headers ?? {});
	response.writeHead(rewrite.status ?? answer.status, headers);
	if (!isStream) {
		response.end(body);
		return;
	}
	const pieces = Readable.from(paced(piecesOf(body, rewrite), pace));
	// The client may well have enough of it.
	const sent = gzip ? pipeline(pieces, createGzip(), response) : pipeline(pieces, response);
	await sent.catch(() => response.destroy());
}

const PIECE = 65_536;

function* piecesOf(body: Buffer, { before, after }: Rewrite): Generator<Buffer> {
	yield* repeated(before);
	yield body;
	yield* repeated(after);
}

function* repeated(text: Rewrite['before']): Generator<Buffer> {
	if (!text) return;
	const one = Buffer.from(text.text);
	const together = Math.max(1, Math.floor(PIECE / Math.max(1, one.length)));
	for (let left = text.times ?? 1; left > 0; left -= together) {
		yield Buffer.concat(Array.from({ length: Math.min(left, together) }, () => one));
	}
}

async function* paced(pieces: Iterable<Buffer>, pace: Rewrite['pace']): AsyncGenerator<Buffer> {
	for (const piece of pieces) {
		if (!pace) {
			yield piece;
			continue;
		}
		for (let at = 0; at < piece.length; at += pace.bytes) {
			await sleep(pace.everyMs);
			yield piece.subarray(at, at + pace.bytes);
		}
	}
}

const counts = new WeakMap<Rewrite, number>();

function newBody(body: Buffer, rewrite: Rewrite): Buffer {
	if (rewrite.base64 !== undefined) return Buffer.from(rewrite.base64, 'base64');
	const given = 'json' in rewrite ? JSON.stringify(rewrite.json) : rewrite.text;
	const { set, remove, rename, replace } = rewrite;
	if (given === undefined && !set && !remove && !rename && !replace) return body;
	let text = given ?? body.toString('utf8');
	if (set ?? remove ?? rename) text = changed(text, rewrite);
	const count = (counts.get(rewrite) ?? 0) + 1;
	counts.set(rewrite, count);
	for (const { pattern, with: by } of replace ?? [])
		text = text.replace(new RegExp(pattern, 'g'), by);
	return Buffer.from(text.replaceAll('{{count}}', String(count)));
}

type Json = Record<string, unknown>;

/** Numbers beyond what JavaScript holds, such as nanoseconds, are rounded here. */
function changed(text: string, { set, remove, rename }: Rewrite): string {
	const root = { '': JSON.parse(text === '' ? 'null' : text) as unknown };
	for (const [path, value] of Object.entries(set ?? {})) {
		for (const [holder, key] of placesOf(root, path, true)) holder[key] = value;
	}
	for (const path of remove ?? []) {
		for (const [holder, key] of placesOf(root, path)) delete holder[key];
	}
	for (const [path, name] of Object.entries(rename ?? {})) {
		for (const [holder, key] of placesOf(root, path)) {
			holder[name] = holder[key];
			delete holder[key];
		}
	}
	return JSON.stringify(root['']);
}

/** Where a path leads: the objects or arrays, each with the key in it. */
function placesOf(root: Json, path: string, make = false): Array<[Json, string]> {
	let places: Array<[Json, string]> = [[root, '']];
	for (const key of path === '' ? [] : path.split('.')) {
		places = places.flatMap(([holder, at]) => {
			if (make && key !== '*' && !isHolder(holder[at])) holder[at] = {};
			const inside = holder[at];
			if (!isHolder(inside)) return [];
			const keys = key === '*' ? Object.keys(inside) : make || key in inside ? [key] : [];
			return keys.map((one): [Json, string] => [inside, one]);
		});
	}
	return places;
}

function isHolder(value: unknown): value is Json {
	return typeof value === 'object' && value !== null;
}
