import { getFileMetadata, readFile, writeFile } from '../../../../nodes/shared/api/resources/files';
import { failing, failureOf, ListedRuns } from '../../support/listedRuns';

const PATH = '/acme/ops/fs/My Drive/in/a b.pdf/';
const ENCODED = '/v2/files/acme/ops/fs/My%20Drive/in/a%20b.pdf';
const BYTES = Buffer.from('%PDF-1.7');

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

function stream() {
	return (async function* () {
		yield BYTES;
	})();
}

describe('reading a file', () => {
	it('asks for a file, not a folder, as a stream', async () => {
		const body = stream();
		hub.on.readFile = () => ({ status: 200, headers: {}, body });
		const contents = await readFile(hub.api, PATH);
		expect(contents).toEqual({ stream: body, isPart: false });
		expect(contents.stream).toBe(body);
		expect(hub.requests).toEqual([
			{
				operationId: 'readFile',
				method: 'GET',
				path: ENCODED,
				query: { 'expect-node-type': 'file' },
				headers: {},
				answer: 'stream',
			},
		]);
	});

	it('tells what the headers say', async () => {
		const headers = {
			'content-type': 'application/pdf',
			'content-length': '8',
			'content-range': 'bytes 0-7/90',
		};
		const body = stream();
		hub.on.readFile = () => ({ status: 206, headers, body });
		expect(await readFile(hub.api, PATH)).toEqual({
			stream: body,
			contentType: 'application/pdf',
			contentLength: 8,
			isPart: true,
			contentRange: 'bytes 0-7/90',
		});
	});

	it.each([
		[{}, undefined],
		[{ 'content-length': '' }, undefined],
		[{ 'content-length': '0' }, 0],
	])('knows its length from %j', async (headers: Record<string, string>, contentLength) => {
		hub.on.readFile = () => ({ status: 200, headers, body: stream() });
		expect((await readFile(hub.api, PATH)).contentLength).toBe(contentLength);
	});

	it.each([
		[{ first: 0, last: 0 }, 'bytes=0-0'],
		[{ first: 5, last: 99 }, 'bytes=5-99'],
		[{ first: 5 }, 'bytes=5-'],
	])('asks for the part %j', async (range, header) => {
		hub.on.readFile = () => ({ status: 206, headers: {}, body: stream() });
		await readFile(hub.api, PATH, { range });
		expect(hub.requests[0].headers).toEqual({ range: header });
	});

	it('waits a minute longer than AI Hub waits for the file', async () => {
		hub.on.readFile = () => ({ status: 206, headers: {}, body: stream() });
		const waitFor = { retries: 3, backoffSeconds: 5 };
		await readFile(hub.api, PATH, { range: { first: 1 }, waitFor });
		expect(hub.requests[0]).toMatchObject({
			headers: { range: 'bytes=1-', 'ib-retry-config': '{"retries":3,"backoff-seconds":5}' },
			timeoutMs: 75_000,
		});
	});

	it('ends with the error of the answer', async () => {
		hub.on.readFile = () => failing(404);
		expect(await failureOf(readFile(hub.api, PATH))).toMatchObject({
			kind: 'notFound',
			message: 'AI Hub did not find what was asked for: their 404',
			details: { operationId: 'readFile' },
		});
	});

	it.each(['', '/', 'acme//a.pdf', 'acme/../a.pdf'])(
		'sends nothing for the path "%s"',
		async (path) => {
			expect(await failureOf(readFile(hub.api, path))).toMatchObject({
				kind: 'invalidInput',
				hint: 'Give a name without empty parts, "." or "..".',
			});
			expect(hub.requests).toEqual([]);
		},
	);
});

describe('writing a file', () => {
	const file = { size: 8, open: async () => stream() };

	it.each([
		['bytes', BYTES, { bytes: BYTES }],
		['a file', file, { file }],
	])('sends %s in one request that may be repeated', async (_, content, body) => {
		hub.on.writeFile = () => ({ status: 201, headers: {}, body: '' });
		expect(await writeFile(hub.api, PATH, content)).toEqual({ created: true, isCertain: true });
		expect(hub.requests).toEqual([
			{
				operationId: 'writeFile',
				method: 'PUT',
				path: ENCODED,
				headers: { 'content-type': 'application/octet-stream' },
				body,
				timeoutMs: 300_000,
				repeatable: true,
			},
		]);
		expect((hub.requests[0].body as { bytes?: Buffer }).bytes).toBe(
			(body as { bytes?: Buffer }).bytes,
		);
	});

	it('refuses to overwrite when asked to, and is sent once then', async () => {
		hub.on.writeFile = () => failing(412);
		const error = await failureOf(writeFile(hub.api, PATH, BYTES, { onlyIfNew: true }));
		expect(error).toMatchObject({ kind: 'rejected', details: { status: 412 } });
		expect(hub.requests[0]).toMatchObject({
			headers: { 'content-type': 'application/octet-stream', 'if-none-match': '*' },
			repeatable: false,
		});
	});

	it.each([
		[200, false, false],
		[201, true, true],
		[204, false, true],
	])('that is answered with %i: created %p, certain %p', async (status, created, isCertain) => {
		hub.on.writeFile = () => ({ status, headers: {}, body: '' });
		expect(await writeFile(hub.api, PATH, BYTES, { onlyIfNew: false })).toEqual({
			created,
			isCertain,
		});
		expect(hub.requests[0].headers).toEqual({ 'content-type': 'application/octet-stream' });
	});
});

describe('what is at a path', () => {
	const answered = async (headers: Record<string, string>) => {
		hub.on.getFileMetadata = () => ({ status: 200, headers, body: '' });
		return await getFileMetadata(hub.api, PATH);
	};

	it('is asked for without its bytes', async () => {
		expect(await answered({})).toEqual({ type: 'file' });
		expect(hub.requests).toEqual([
			{ operationId: 'getFileMetadata', method: 'HEAD', path: ENCODED, headers: {} },
		]);
	});

	it('is a file with its size, time and type', async () => {
		const headers = {
			'content-type': 'application/pdf',
			'content-length': '8',
			'last-modified': 'Fri, 02 Jan 2026 00:00:00 GMT',
		};
		expect(await answered(headers)).toEqual({
			type: 'file',
			size: 8,
			lastModified: 'Fri, 02 Jan 2026 00:00:00 GMT',
			contentType: 'application/pdf',
		});
	});

	it.each(['application/json', ' \tApplication/JSON; charset=utf-8'])(
		'is a folder by the type "%s"',
		async (contentType) => {
			const headers = { 'content-type': contentType, 'content-length': '2' };
			expect(await answered(headers)).toEqual({ type: 'folder', contentType });
		},
	);

	it.each(['application/jsonl', 'text/plain; was=application/json', 'json', ''])(
		'is a file by the type "%s"',
		async (contentType) => {
			expect(await answered({ 'content-type': contentType })).toEqual({
				type: 'file',
				contentType,
			});
		},
	);

	it('is waited for by AI Hub when asked to', async () => {
		hub.on.getFileMetadata = () => ({ status: 200, headers: {}, body: '' });
		await getFileMetadata(hub.api, PATH, { waitFor: { retries: 2, backoffSeconds: 60 } });
		expect(hub.requests[0]).toMatchObject({
			headers: { 'ib-retry-config': '{"retries":2,"backoff-seconds":60}' },
			timeoutMs: 180_000,
		});
	});
});
