/** The process of the sink: answers as AI Hub would, at once, and throws all bytes away. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { resultsOf } from './results';

const PART_BYTES = 10 * 1024 * 1024;
const FILES_PER_PAGE = 20;

type Answer = { status: number; json?: unknown; text?: string; bytes?: number };
type Handler = (parts: string[], query: URLSearchParams, body: Body) => Answer;

interface Body {
	bytes: number;
	/** Of JSON only. */
	text: string;
}

const received = { requests: 0, bytes: 0 };
/** Batch → file → size. */
const batches = new Map<string, Map<string, number>>();
/** Session → where its file goes. */
const sessions = new Map<string, { batch: string; name: string; size: number }>();
/** Run → batch. */
const runs = new Map<string, string>();
/** Pages of results that were asked for once, as text. */
const pages = new Map<string, string>();
let lastId = 0;

const nextId = () => String(++lastId);

function runJson(id: string): object {
	const now = Date.now() * 1e6;
	const ended = { status: 'COMPLETE', start_timestamp: now, finish_timestamp: now };
	return { id, ...ended, batch_id: Number(runs.get(id)), tags: [] };
}

function page(id: string, query: URLSearchParams): Answer {
	const key = `${id} ${query}`;
	const offset = Number(query.get('file_offset') ?? 0);
	const text = pages.get(key) ?? JSON.stringify(pageOf(id, offset, query));
	// Of the large ones only: the sink shall not be what takes the time.
	if (id.startsWith('made-')) pages.set(key, text);
	return { status: 200, text };
}

function pageOf(id: string, offset: number, query: URLSearchParams): object {
	const made = /^made-(\d+)-(\d+)$/.exec(id);
	const names = made
		? Array.from({ length: Number(made[1]) }, (_, index) => `scan-${index}.pdf`)
		: [...(batches.get(runs.get(id) ?? '')?.keys() ?? [])];
	const fields = made ? Number(made[2]) : 10;
	const files = resultsOf(names.slice(offset, offset + FILES_PER_PAGE), fields, query);
	const has_more = offset + files.length < names.length;
	return { id, status: 'COMPLETE', batch_id: runs.get(id) ?? '1', files, has_more };
}

const ROUTES: Array<[RegExp, Handler]> = [
	[/^GET _received$/, () => ({ status: 200, json: take() })],
	[
		/^POST v2\/batches$/,
		() => {
			const id = nextId();
			batches.set(id, new Map());
			return { status: 200, json: { id: Number(id) } };
		},
	],
	[
		/^PUT v2\/batches\/(\w+)\/files\/(.+)$/,
		([batch, name], _, { bytes }) => {
			batches.get(batch)?.set(decodeURIComponent(name), bytes);
			return { status: 204 };
		},
	],
	[
		/^GET v2\/batches\/(\w+)\/files$/,
		([batch], query) => {
			const all = [...(batches.get(batch) ?? [])];
			const from = Number(query.get('start_token') ?? 0);
			const to = from + Number(query.get('page_size') ?? 100);
			const nodes = all
				.slice(from, to)
				.map(([name, size]) => ({ name, metadata: { node_type: 'file', size } }));
			const has_more = to < all.length;
			return {
				status: 200,
				json: { nodes, has_more, next_page_token: has_more ? String(to) : null },
			};
		},
	],
	[
		/^POST v2\/batches\/multipart-upload$/,
		(_, __, { text }) => {
			const { batch_id, filename: name, file_size: size } = JSON.parse(text);
			const session_id = nextId();
			sessions.set(session_id, { batch: String(batch_id), name, size });
			return { status: 201, json: { session_id, part_size: PART_BYTES } };
		},
	],
	[
		/^PUT v2\/batches\/multipart-upload\/sessions\/(\w+)\/parts\/(\w+)$/,
		([, part]) => ({ status: 201, json: { part_id: `part-${part}`, part_num: Number(part) } }),
	],
	[
		/^POST v2\/batches\/multipart-upload\/sessions\/(\w+)$/,
		([session]) => {
			const { batch, name, size } = sessions.get(session)!;
			batches.get(batch)?.set(name, size);
			return { status: 204 };
		},
	],
	[
		/^POST v2\/apps\/(?:deployments\/[\w-]+\/)?runs$/,
		(_, __, { text }) => {
			const id = `run-${nextId()}`;
			runs.set(id, String(JSON.parse(text).batch_id));
			return { status: 200, json: runJson(id) };
		},
	],
	[/^GET v2\/apps\/runs$/, () => ({ status: 200, json: { runs: [] } })],
	[/^GET v2\/apps\/runs\/([\w-]+)$/, ([id]) => ({ status: 200, json: runJson(id) })],
	[/^GET v2\/apps\/runs\/([\w-]+)\/results$/, ([id], query) => page(id, query)],
	[/^PUT v2\/files\/.+$/, () => ({ status: 201 })],
	// The name says how long the file is.
	[/^GET v2\/files\/.*?(\d+)\.bin$/, ([bytes]) => ({ status: 200, bytes: Number(bytes) })],
];

function take(): typeof received {
	const sofar = { ...received };
	Object.assign(received, { requests: 0, bytes: 0 });
	return sofar;
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
	const isJson = request.headers['content-type']?.includes('json');
	let bytes = 0;
	let text = '';
	for await (const piece of request as AsyncIterable<Buffer>) {
		bytes += piece.length;
		if (isJson) text += piece.toString('latin1');
	}
	return { bytes, text };
}

const PIECE = Buffer.alloc(256 * 1024);

async function sendBytes(response: ServerResponse, bytes: number): Promise<void> {
	for (let left = bytes; left > 0; left -= PIECE.length) {
		if (response.write(left < PIECE.length ? PIECE.subarray(0, left) : PIECE)) continue;
		await new Promise((resolve) => response.once('drain', resolve));
	}
	response.end();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const url = new URL(request.url ?? '/', 'http://sink');
	const place = `${request.method} ${url.pathname.replace(/^\/api\//, '')}`;
	const body = await bodyOf(request);
	const route = ROUTES.find(([pattern]) => pattern.test(place));
	const { status, json, text, bytes }: Answer = route
		? route[1](route[0].exec(place)!.slice(1), url.searchParams, body)
		: { status: 404, json: { message: `The sink knows no ${place}` } };
	if (!place.endsWith('_received')) {
		received.requests++;
		received.bytes += body.bytes;
	}
	if (bytes !== undefined) {
		response.writeHead(status, { 'content-length': bytes, 'content-type': 'application/pdf' });
		return await sendBytes(response, bytes);
	}
	const written = text ?? (json === undefined ? undefined : JSON.stringify(json));
	response.writeHead(status, {
		...(written !== undefined && { 'content-type': 'application/json' }),
		...(status !== 204 && { 'content-length': Buffer.byteLength(written ?? '') }),
	});
	response.end(written);
}

const server = createServer((request, response) => {
	answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
	process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api`);
});
process.once('disconnect', () => process.exit());
