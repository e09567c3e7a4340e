import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import type { NamedAttack } from '../attacks';
import { answer, head } from '../line';

const MIB = 1024 * 1024;
/** More than any answer may have, of blanks, which JSON takes. */
const BLANKS = 272 * MIB;
const TOO_LONG = /longer than 256 MB/;

const cache = new Map<string, Buffer>();

/** Packed once: it takes a second. */
function packed(encoding: string): Buffer {
	const known = cache.get(encoding);
	if (known) return known;
	const blanks = Buffer.alloc(BLANKS, ' ');
	const bytes = PACKERS[encoding](blanks);
	cache.set(encoding, bytes);
	return bytes;
}

const PACKERS: Record<string, (bytes: Buffer) => Buffer> = {
	gzip: (bytes) => gzipSync(bytes),
	deflate: (bytes) => deflateSync(bytes),
	br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
	zstd: (bytes) => zstdCompressSync(bytes),
	'gzip, gzip': (bytes) => gzipSync(gzipSync(bytes)),
};

const bombs = Object.fromEntries(
	['gzip', 'deflate', 'br'].map((encoding): [string, NamedAttack] => [
		`a bomb in ${encoding}`,
		{
			attack: (line) => line.end(answer(packed(encoding), { 'content-encoding': encoding })),
			says: TOO_LONG,
			slow: true,
			not: ['file', 'head'],
		},
	]),
);

/** What no one unpacks is no JSON. */
const unknown = Object.fromEntries(
	['zstd', 'gzip, gzip'].map((encoding): [string, NamedAttack] => [
		`a bomb in ${encoding}`,
		{
			attack: (line) => line.end(answer(packed(encoding), { 'content-encoding': encoding })),
			comesTo: (is) => (is === 'object' || is === 'list' || is === 'start' ? 'error' : 'either'),
			slow: true,
			not: ['head'],
		},
	]),
);

const CHUNK = Buffer.from(`100000\r\n${' '.repeat(MIB)}\r\n`);

/** Bodies that do not end, or are not what they are said to be. */
export const bodies: Record<string, NamedAttack> = {
	...bombs,
	...unknown,
	'a bomb in an error': {
		attack: (line) =>
			line.end(
				Buffer.concat([
					Buffer.from(head({ 'content-encoding': 'gzip', connection: 'close' }, 400)),
					packed('gzip'),
				]),
			),
		slow: true,
	},
	'a body without end': {
		attack: async (line) => {
			await line.write(head({ 'content-type': 'application/json' }));
			await line.repeat(' '.repeat(MIB));
		},
		says: TOO_LONG,
		slow: true,
		not: ['file', 'head'],
		mostBytes: 272 * MIB,
	},
	'chunks without end': {
		attack: async (line) => {
			await line.write(head({ 'transfer-encoding': 'chunked' }));
			await line.repeat(CHUNK);
		},
		says: TOO_LONG,
		slow: true,
		not: ['file', 'head'],
		mostBytes: 272 * MIB,
	},
	'a file without end': {
		attack: async (line, _, { limits }) => {
			await line.write(head({ 'content-type': 'application/octet-stream' }));
			await line.repeat('x'.repeat(65_536), 64);
			limits!.end();
		},
		says: /broke off/,
		not: ['object', 'list', 'start', 'done', 'head'],
	},
	'an error without end': {
		attack: async (line) => {
			await line.write(head({ 'content-type': 'text/html' }, 500));
			await line.repeat('<p>x</p>'.repeat(8_192));
		},
		says: /HTTP 500/,
		not: ['head'],
		mostBytes: 24 * MIB,
	},
	'a body that drips': {
		attack: async (line, _, { limits }) => {
			await line.write(head({ 'content-length': 1_000_000 }));
			await line.repeat(' ', 50);
			limits!.end();
		},
		comesTo: (is) => (is === 'head' ? 'either' : 'error'),
	},
	'an error that drips': {
		attack: async (line, _, { limits }) => {
			await line.write(head({ 'content-length': 1_000_000 }, 404));
			await line.repeat('x', 50);
			limits!.end();
		},
	},
	'a length that is too short': {
		attack: (line) => line.end(answer('{"id": 7, "nodes": []}', { 'content-length': 5 })),
		comesTo: (is) => (['file', 'head', 'done'].includes(is) ? 'either' : 'error'),
	},
	'a length that is too long': {
		attack: (line) => line.end(answer('{"id": 7}', { 'content-length': 500 })),
		comesTo: (is) => (is === 'head' ? 'either' : 'error'),
	},
	'a body that is not packed as it says': {
		attack: (line) => line.end(answer('{"id": 7}', { 'content-encoding': 'gzip' })),
		comesTo: (is) => (is === 'head' ? 'either' : 'error'),
	},
	'a packed body that breaks off': {
		attack: (line) =>
			line.end(
				answer(gzipSync(JSON.stringify({ id: 7, words: 'x'.repeat(999) })).subarray(0, 30), {
					'content-encoding': 'gzip',
				}),
			),
		// n8n unpacks what came of a file without a word.
		comesTo: (is) => (['file', 'head'].includes(is) ? 'either' : 'error'),
	},
	'an encoding that nobody knows': {
		attack: (line) => line.end(answer('\u0001\u0002', { 'content-encoding': 'x-own' })),
		comesTo: (is) => (['file', 'head', 'done'].includes(is) ? 'either' : 'error'),
	},
};
