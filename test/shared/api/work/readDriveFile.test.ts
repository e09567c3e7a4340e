import { PassThrough } from 'node:stream';

import { NetworkFailure } from '../../../../nodes/shared/api/wire/send';
import { PAGE_INSTEAD } from '../../../../nodes/shared/api/wire/httpErrors';
import { endReading, readDriveFile } from '../../../../nodes/shared/api/work/readDriveFile';
import { failing, failureOf, ListedRuns } from '../../support/listedRuns';

const PATH = 'acme/ops/fs/drive/a.pdf';

let hub: ListedRuns;
let stream: PassThrough;

beforeEach(() => {
	hub = new ListedRuns();
	stream = new PassThrough();
});

function reading(contentType?: string, path = PATH) {
	const headers: Record<string, string> = contentType ? { 'content-type': contentType } : {};
	hub.on.readFile = () => ({ status: 200, headers, body: stream });
	return readDriveFile(hub.api, path);
}

describe('a file', () => {
	it('is given as the stream that it comes in', async () => {
		const headers = {
			'content-type': 'application/pdf',
			'content-length': '8',
			'content-range': 'bytes 0-7/9',
		};
		hub.on.readFile = () => ({ status: 206, headers, body: stream });
		const range = { first: 0, last: 7 };
		const waitFor = { retries: 2, backoffSeconds: 5 };
		const file = await readDriveFile(hub.api, PATH, { range, waitFor });
		expect(file).toEqual({
			stream,
			content: stream,
			path: PATH,
			isWhole: false,
			contentType: 'application/pdf',
			contentLength: 8,
			isPart: true,
			contentRange: 'bytes 0-7/9',
		});
		expect(file.content).toBe(stream);
		expect(stream.destroyed).toBe(false);
		expect(hub.requests).toEqual([
			{
				operationId: 'readFile',
				method: 'GET',
				path: '/v2/files/acme/ops/fs/drive/a.pdf',
				query: { 'expect-node-type': 'file' },
				headers: {
					range: 'bytes=0-7',
					'ib-retry-config': '{"retries":2,"backoff-seconds":5}',
				},
				answer: 'stream',
				timeoutMs: 70_000,
			},
		]);
	});

	it('is whole where no part was asked for, and may have no type', async () => {
		expect(await reading()).toEqual({
			stream,
			content: stream,
			path: PATH,
			isWhole: true,
			isPart: false,
		});
	});

	it('that is not there is told by its status', async () => {
		hub.on.readFile = () => failing(404);
		expect(await failureOf(readDriveFile(hub.api, PATH))).toMatchObject({
			kind: 'notFound',
			details: { operationId: 'readFile' },
		});
	});
});

describe('a web page', () => {
	it.each(['text/html', ' Text/HTML; charset=utf-8'])(
		'of the type "%s" is no file of another name',
		async (contentType) => {
			const error = await failureOf(reading(contentType));
			expect(error.message).toBe('AI Hub gave an answer that cannot be read: it is a web page');
			expect(error).toMatchObject({
				kind: 'unexpectedAnswer',
				hint: PAGE_INSTEAD,
				details: { operationId: 'readFileContents', status: 200, isPage: true },
			});
			expect(stream.destroyed).toBe(true);
		},
	);

	it.each(['a.html.pdf', 'html', 'a.jsp.txt', 'a.xxhtml', 'a-php'])(
		'is no file named "%s"',
		async (name) => {
			expect(await failureOf(reading('text/html', `acme/${name}`))).toMatchObject({
				kind: 'unexpectedAnswer',
			});
		},
	);

	it.each([
		'a.html',
		'a.HTM',
		'a.xhtml',
		'a.xhtm',
		'a.chtml',
		'a.mht',
		'a.mhtml',
		'a.asp',
		'a.aspx',
		'a.php',
		'a.jsp',
	])('may be the file "%s"', async (name) => {
		expect((await reading('text/html', `acme/${name}`)).content).toBe(stream);
		expect(stream.destroyed).toBe(false);
	});

	it.each(['text/htmlx', 'application/xhtml+xml', 'x text/html'])(
		'is not what the type "%s" says',
		async (contentType) => {
			expect((await reading(contentType)).content).toBe(stream);
		},
	);
});

it('a file whose reading does not begin is told by the network', async () => {
	hub.on.readFile = () => Promise.reject(new NetworkFailure('ECONNRESET', 'socket hang up'));
	expect(await failureOf(readDriveFile(hub.api, PATH))).toMatchObject({
		kind: 'unavailable',
		details: { operationId: 'readFile', code: 'ECONNRESET' },
	});
});

it('a stream that cannot be ended is left alone', () => {
	const iterable = (async function* () {})();
	expect(() => endReading({ stream: iterable, isPart: false })).not.toThrow();
	endReading({ stream, isPart: false });
	expect(stream.destroyed).toBe(true);
});
