import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { readDriveFile } from '../../../../nodes/shared/api/work/readDriveFile';
import { failureOf, ListedRuns } from '../../support/listedRuns';

const PATH = 'acme/ops/fs/drive/a.json';
const ERROR = '{"status":"ERROR","message":"no token-1 here"}';
const MOST = 64 * 1024;

let hub: ListedRuns;
let stream: PassThrough & { complete?: boolean };

beforeEach(() => {
	hub = new ListedRuns();
	stream = newStream();
});

/** Whose error is of no harm where nobody listens any more. */
function newStream(highWaterMark?: number): PassThrough {
	return new PassThrough({ highWaterMark }).on('error', () => undefined);
}

function reading(contentType: string) {
	const headers = { 'content-type': contentType };
	hub.on.readFile = () => ({ status: 200, headers, body: stream });
	const api = { ...hub.api, redact: (text: string) => text.replace('token-1', '***') };
	return readDriveFile(api, PATH);
}

async function contentOf(work: ReturnType<typeof reading>): Promise<string> {
	const { content } = await work;
	return String(Buffer.isBuffer(content) ? content : await buffer(content));
}

const listeners = () =>
	['readable', 'end', 'close', 'error'].map((event) => stream.listenerCount(event));

const listenersOfNew = () => {
	const own = newStream();
	return ['readable', 'end', 'close', 'error'].map((event) => own.listenerCount(event));
};

describe('JSON', () => {
	it.each(['application/json', 'Application/Problem+JSON; charset=utf-8'])(
		'of the type "%s" that tells an error is none',
		async (contentType) => {
			stream.end(ERROR);
			const error = await failureOf(reading(contentType));
			expect(error.message).toBe('AI Hub rejected the request: no *** here');
			expect(error).toMatchObject({
				kind: 'rejected',
				details: { operationId: 'readFileContents', status: 200, apiMessage: 'no *** here' },
			});
			expect(stream.destroyed).toBe(true);
		},
	);

	it.each(['application/jsonl', 'application/xjson', 'text/plain'])(
		'is not looked for under the type "%s"',
		async (contentType) => {
			stream.end(ERROR);
			const { content } = await reading(contentType);
			expect(content).toBe(stream);
			expect(await buffer(stream)).toEqual(Buffer.from(ERROR));
		},
	);

	it.each([
		'{"status":"done"}',
		'{"status":"no error"}',
		'{"status":"errors"}',
		'{"status":"no error","success":false}',
		'{"status":"errors","errors":["x"]}',
		'{"total":5}',
		'null',
		'{"status":',
		'',
	])('that tells no error is given with its bytes: %s', async (text) => {
		stream.end(text);
		const unshift = jest.spyOn(stream, 'unshift');
		const file = await reading('application/json');
		expect(file.content).toEqual(Buffer.from(text));
		expect(file.stream).toBe(stream);
		expect(unshift).not.toHaveBeenCalled();
		expect(listeners()).toEqual(listenersOfNew());
	});

	it('that was read to its end before is empty', async () => {
		stream.end('5');
		await buffer(stream);
		expect((await reading('application/json')).content).toEqual(Buffer.alloc(0));
	});

	it('is read in the pieces in which it comes, with pauses in between', async () => {
		const work = reading('application/json');
		for (const piece of ['{"status":', '"er', 'ror"}']) {
			stream.write(piece);
			await new Promise((resolve) => setImmediate(resolve));
		}
		stream.end();
		expect(await failureOf(work)).toMatchObject({ kind: 'rejected' });
	});

	it.each([
		['one piece', (size: number) => [Buffer.alloc(size, '5')]],
		['three pieces', (size: number) => [3, size - 4, 1].map((bytes) => Buffer.alloc(bytes, '5'))],
	])('in %s is given as bytes below 64 kB, from there on as the stream', async (_, piecesOf) => {
		for (const size of [MOST - 1, MOST]) {
			stream = newStream(2 * MOST);
			for (const piece of piecesOf(size)) stream.write(piece);
			stream.end();
			const file = await reading('application/json');
			expect(Buffer.isBuffer(file.content)).toBe(size < MOST);
			expect(await contentOf(Promise.resolve(file))).toBe('5'.repeat(size));
		}
	});

	it('that is long is not held to its end', async () => {
		let read = 0;
		const pieces = (function* () {
			for (; read < 100; read++) yield Buffer.alloc(MOST / 4, '5');
		})();
		stream = Readable.from(pieces, { objectMode: false }) as never;
		expect((await reading('application/json')).content).toBe(stream);
		expect(read).toBeLessThan(12);
		expect((await buffer(stream)).length).toBe(25 * MOST);
	});
});

describe('a download that breaks off', () => {
	const HINT = 'This is usually temporary. Run this again in a few minutes.';
	const brokenOff = async (message: string) => {
		const error = await failureOf(reading('application/json'));
		expect(error).toMatchObject({
			kind: 'unavailable',
			message,
			details: { hint: HINT, operationId: 'readFile' },
		});
		expect(stream.destroyed).toBe(true);
		expect(listeners()).toEqual(listenersOfNew());
	};
	const soon = (then: () => void) => void setImmediate(then);

	it('with an error tells its words', async () => {
		stream.write('{"a":');
		soon(() => stream.destroy(new Error('socket hang up')));
		await brokenOff('The download broke off: socket hang up');
	});

	it('without one tells that', async () => {
		stream.write('{"a":');
		soon(() => stream.destroy());
		await brokenOff('The download broke off');
	});

	it('before it is looked at is noticed as well', async () => {
		stream.destroy();
		await new Promise((resolve) => setImmediate(resolve));
		await brokenOff('The download broke off');
	});

	it('and looks like an end is told by the answer', async () => {
		stream.complete = false;
		stream.end('{"a":1}');
		await brokenOff('The download broke off');
		stream = Object.assign(newStream(), { complete: true });
		stream.end('{"a":1}');
		expect(await contentOf(reading('application/json'))).toBe('{"a":1}');
	});

	it('late, after 64 kB, is left to the reader', async () => {
		stream.complete = false;
		stream.write(Buffer.alloc(MOST, '5'));
		expect((await reading('application/json')).content).toBe(stream);
		expect(stream.destroyed).toBe(false);
	});

	it('because the caller was stopped ends as a stop', async () => {
		const stopped = new AiHubError('cancelled', 'stopped');
		let isStopped = false;
		hub.api.throwIfCancelled = () => {
			if (isStopped) throw stopped;
		};
		soon(() => {
			isStopped = true;
			stream.destroy(new Error('aborted'));
		});
		expect(await failureOf(reading('application/json'))).toBe(stopped);
		expect(stream.destroyed).toBe(true);
	});
});
