import { Readable } from 'node:stream';
import { inspect } from 'node:util';

import type { Api } from '../../../../nodes/shared/api/wire/api';
import { call, callJson } from '../../../../nodes/shared/api/wire/call';
import { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { type ApiRequest, NetworkFailure } from '../../../../nodes/shared/api/wire/send';
import { ServerClock } from '../../../../nodes/shared/api/wire/serverClock';
import { type Answer, apiOf, hangUp, ScriptedServer } from '../../support/scriptedServer';

const TOKEN = 'tok/en"+1&<2>';
const PASSWORD = 'pass "word" 1/2+3&é';

let server: ScriptedServer;
let api: ReturnType<typeof apiOf>;

beforeAll(async () => {
	server = await ScriptedServer.start();
});

afterAll(async () => await server.close());

beforeEach(() => {
	api = apiOf(server.url, TOKEN);
});

afterEach(async () => await api.close());

const get: ApiRequest = { operationId: 'getBatch', method: 'GET', path: '/v2/batches/1' };
const put: ApiRequest = {
	operationId: 'addFileToBatch',
	method: 'PUT',
	path: '/v2/batches/1/files/a.txt',
	body: { bytes: Buffer.from('a') },
};
const post: ApiRequest = {
	operationId: 'runApp',
	method: 'POST',
	path: '/v2/apps/runs',
	body: { json: { app_id: 'a' } },
	sensitive: [PASSWORD],
};

async function failureOf(work: Promise<unknown>): Promise<AiHubError> {
	const outcome: unknown = await work.catch((error: unknown) => error);
	expect(outcome).toBeInstanceOf(Error);
	return outcome as AiHubError;
}

const html = (text: string) =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

describe('no secret shows up in an error', () => {
	const echoes: Array<[string, (secret: string) => Answer]> = [
		['in message', (secret) => ({ status: 400, body: { message: `bad ${secret}!` } })],
		[
			'in legacy msg with HTTP 200',
			(secret) => ({
				status: 200,
				body: { status: 'ERROR', msg: `bad ${secret}!` },
			}),
		],
		['in JSON without words', (secret) => ({ status: 400, body: { bad: `${secret}!` } })],
		[
			'in JSON within a message',
			(secret) => ({
				status: 400,
				body: { message: `bad ${JSON.stringify({ value: secret })}` },
			}),
		],
		['in a URL', (secret) => ({ status: 400, body: `bad ?value=${encodeURIComponent(secret)}&b` })],
		['in a query', (secret) => ({ status: 400, body: `bad ${new URLSearchParams({ secret })}` })],
		['in plain text', (secret) => ({ status: 500, body: `bad ${secret}` })],
		['in a page', (secret) => ({ status: 502, body: `<h1>bad ${html(secret)}</h1>` })],
		[
			'at the end of a long text',
			(secret) => ({ status: 400, body: `bad${'.'.repeat(490)}${secret}` }),
		],
		[
			'in half of a JSON text',
			(secret) => ({ status: 400, body: `{"bad":${JSON.stringify(secret)}` }),
		],
	];
	const both = echoes.flatMap(([where, answer]) => [
		[`the token ${where}`, TOKEN, answer] as const,
		[`a password ${where}`, PASSWORD, answer] as const,
	]);

	it.each(both)('%s', async (_, secret, answer) => {
		server.script(answer(secret));
		const error = await failureOf(callJson(api, post));
		const shown = `${inspect(error, { depth: 20 })} ${JSON.stringify(error)} ${error.stack}`;
		expect(shown).toContain('bad');
		expect(shown).not.toMatch(/tok.?.?.?en|pass.{0,7}word/);
	});
});

describe('a failure', () => {
	it('carries what AI Hub asked to wait, also when it is not waited for', async () => {
		server.script({ status: 429, headers: { 'retry-after': '7' } });
		const error = await failureOf(call({ ...api, retries: false }, get));
		expect(error).toMatchObject({ kind: 'rateLimited', details: { retryAfterMs: 7_000 } });
		expect(server.arrived).toHaveLength(1);
	});

	it.each([
		['garbage', 'in 7 seconds'],
		['nothing', ''],
		['hours', '36000'],
	])('is repeated within bounds when Retry-After is %s', async (_, value) => {
		server.script(
			{ status: 503, headers: { 'retry-after': value } },
			{ status: 200, body: { id: 1 } },
		);
		await callJson(api, get);
		expect(api.slept[0]).toBeGreaterThan(100);
		expect(api.slept[0]).toBeLessThanOrEqual(120_500);
	});

	it('after a lost answer is not repeated when it starts something', async () => {
		for (const answer of [hangUp, { status: 502, body: '<h1>Bad</h1>' }]) {
			server.script(answer);
			const error = await failureOf(callJson(api, post));
			expect(error.details.maybeDone).toBe(true);
			expect(server.arrived).toHaveLength(1);
		}
	});

	it('without any connection is repeated, and cannot have been done', async () => {
		const nobody = apiOf('http://127.0.0.1:1/api');
		const error = await failureOf(callJson(nobody, post));
		expect(error).toMatchObject({ kind: 'unavailable', details: { maybeDone: false } });
		expect(nobody.slept).toHaveLength(3);
		await nobody.close();
	});

	it.each([301, 302, 307, 308])('of status %i is not followed', async (status) => {
		server.script({ status, headers: { location: `${server.origin}/elsewhere` } });
		const error = await failureOf(callJson(api, get));
		expect(error).toMatchObject({ kind: 'unexpectedAnswer', details: { status } });
		expect(server.arrived).toHaveLength(1);
	});
});

describe('a success that is none', () => {
	const legacy = { status: 200, body: { status: 'ERROR', msg: 'disk is full' } };

	it.each([
		['a JSON answer', get, callJson],
		['an answer nobody reads', put, call],
	])('is an error in %s', async (_, request, send) => {
		server.script(legacy);
		const error = await failureOf(send(api, request));
		expect(error).toMatchObject({
			kind: 'rejected',
			message: 'AI Hub rejected the request: disk is full',
			details: { status: 200, apiMessage: 'disk is full', maybeDone: false },
		});
	});

	it('is not seen in a run that has the state ERROR', async () => {
		server.script({ status: 200, body: { id: 'r', status: 'ERROR', msg: 'their words' } });
		expect(await callJson(api, get)).toMatchObject({ id: 'r', status: 'ERROR' });
	});

	it.each([
		['nothing', ''],
		['a page', '<html><title>Sign in</title></html>'],
		['half of it', '{"id": 1'],
		['a number', '17'],
		['null', 'null'],
	])('is told when the answer is %s', async (_, body) => {
		server.script({ status: 200, body });
		const error = await failureOf(callJson(api, post));
		expect(error).toMatchObject({ kind: 'unexpectedAnswer', details: { maybeDone: true } });
		expect(server.arrived).toHaveLength(1);
	});
});

describe('a caller that was stopped', () => {
	it('sends nothing more', async () => {
		server.script({ status: 200, body: {} });
		api.cancel();
		expect(await failureOf(callJson(api, get))).toMatchObject({ kind: 'cancelled' });
		expect(server.arrived).toHaveLength(0);
	});

	it('still gets an answer that had come: it may name a new run', async () => {
		server.script((response) => {
			api.cancel();
			response.end('{"id":"r"}');
		});
		expect(await callJson(api, post)).toEqual({ id: 'r' });
	});

	it('learns that what was on its way may have been done', async () => {
		server.script((response) => {
			api.cancel();
			hangUp(response);
		});
		const error = await failureOf(callJson(api, post));
		expect(error).toMatchObject({ kind: 'cancelled', details: { maybeDone: true } });
		expect(server.arrived).toHaveLength(1);
	});

	it('does not wait for the next try', async () => {
		server.script((response) => {
			api.cancel();
			response.writeHead(503).end();
		});
		expect(await failureOf(callJson(api, get))).toMatchObject({ kind: 'cancelled' });
		expect(api.slept).toEqual([]);
	});

	it('can still tidy up', async () => {
		server.script({ status: 200, body: { id: 1 } });
		api.cancel();
		await callJson(api, { ...post, evenIfCancelled: true });
		expect(server.arrived).toHaveLength(1);
	});
});

type Step = Error | { status: number; body?: unknown; headers?: Record<string, string> };

/** An `Api` in memory: it gives these answers, one after the other, the last one for ever. */
function inMemory(...steps: Step[]) {
	const asked: ApiRequest[] = [];
	const slept: number[] = [];
	const plain: Api = {
		send: async (request) => {
			asked.push(request);
			const step = steps[Math.min(asked.length, steps.length) - 1];
			if (step instanceof Error) throw step;
			return { body: '{"id":1}', headers: {}, ...step };
		},
		sleep: async (ms) => void slept.push(ms),
		now: () => 1_000_000,
		random: () => 0,
		throwIfCancelled: () => undefined,
		redact: (text) => text,
	};
	return { asked, slept, plain };
}

const cancelled = () => new AiHubError('cancelled', 'The caller was stopped');

/** Not stopped before the first exchange, stopped from then on. */
function stoppedAfter(asked: unknown[], error: Error): Pick<Api, 'throwIfCancelled'> {
	return {
		throwIfCancelled: () => {
			if (asked.length > 0) throw error;
		},
	};
}

describe('a status', () => {
	it.each([200, 201, 299])('of %i is a success', async (status) => {
		expect(await callJson(inMemory({ status }).plain, get)).toEqual({ id: 1 });
	});

	it.each([199, 300])('of %i is none', async (status) => {
		const error = await failureOf(call(inMemory({ status }).plain, get));
		expect(error.details.status).toBe(status);
	});
});

it('an answer that is a stream is handed on unread', async () => {
	const body = Readable.from([Buffer.from('a')]);
	const { plain } = inMemory({ status: 200, body });
	expect((await call(plain, { ...get, answer: 'stream' })).body).toBe(body);
});

describe('what is sent again', () => {
	const down = { status: 503 };
	const done = { status: 200 };
	const lost = new NetworkFailure('ECONNRESET', 'hung up', 'read');
	const unreached = new NetworkFailure('ECONNREFUSED', 'refused', 'connect');

	it.each<[string, ApiRequest, Step, number]>([
		['a GET after 503', get, down, 2],
		['a PUT after 503', put, down, 2],
		['a DELETE after 503', { ...get, method: 'DELETE' }, down, 2],
		['no POST after 503', post, down, 1],
		['a POST that may be repeated', { ...post, repeatable: true }, down, 2],
		['no GET that may not be repeated', { ...get, repeatable: false }, down, 1],
		['a GET after a lost connection', get, lost, 2],
		['no POST after a lost connection', post, lost, 1],
		['a POST that never left', post, unreached, 2],
		['a GET after an unknown error', get, new Error('odd'), 2],
		['no POST after an unknown error', post, new Error('odd'), 1],
		['nothing that was refused before it was sent', get, new AiHubError('invalidInput', 'no'), 1],
		['a GET after half an answer', get, { status: 200, body: '{"id":' }, 2],
		['a GET after an empty answer', get, { status: 200, body: '' }, 2],
		['no POST after half an answer', post, { status: 200, body: '{"id":' }, 1],
		['no GET after a page', get, { status: 200, body: '<html>Sign in</html>' }, 1],
		['no GET after an answer to something else', get, { status: 200, body: '{"x":1}' }, 1],
		['no GET after an error under a success', get, { status: 200, body: '{"error":"no"}' }, 1],
	])('is: %s', async (_, request, step, times) => {
		const { plain, asked, slept } = inMemory(step, done);
		const outcome = await callJson(plain, request).catch((error: unknown) => error);
		expect(asked).toHaveLength(times);
		expect(slept).toEqual(times > 1 ? [500] : []);
		expect(outcome instanceof Error).toBe(times === 1);
	});

	it('is told by the first error when it was not sent again', async () => {
		const refused = new AiHubError('invalidInput', 'no such file');
		expect(await failureOf(call(inMemory(refused).plain, get))).toMatchObject({
			kind: 'invalidInput',
			message: 'no such file',
		});
	});

	it('is nothing for a caller that tries again by itself', async () => {
		const { plain, asked } = inMemory(down);
		await failureOf(call({ ...plain, retries: false }, get));
		expect(asked).toHaveLength(1);
	});

	it('waits longer each time, and ends with the last error', async () => {
		const { plain, asked, slept } = inMemory(down);
		expect(await failureOf(call(plain, get))).toMatchObject({ details: { status: 503 } });
		expect(asked).toHaveLength(4);
		expect(slept).toEqual([500, 1000, 2000]);
	});

	it.each<[string, Partial<Api>, boolean]>([
		['the longest pause', { longestPauseMs: 500 }, true],
		['less than the pause', { longestPauseMs: 499 }, false],
		['the end of the time', { untilMs: 1_000_500 }, true],
		['a time that ends before', { untilMs: 1_000_499 }, false],
		['the shorter of both', { longestPauseMs: 499, untilMs: 1_000_500 }, false],
		['the shorter of both', { longestPauseMs: 500, untilMs: 1_000_499 }, false],
	])('keeps to %s: %p', async (_, limits, again) => {
		const { plain, slept } = inMemory(down, done);
		const outcome = await callJson({ ...plain, ...limits }, get).catch((error: unknown) => error);
		expect(slept).toEqual(again ? [500] : []);
		expect(outcome instanceof Error).toBe(!again);
	});

	it('waits for as long as AI Hub asks', async () => {
		const { plain, slept } = inMemory({ status: 429, headers: { 'retry-after': '7' } }, done);
		await callJson(plain, post);
		expect(slept).toEqual([7_000]);
	});

	it('tells how long AI Hub asked to wait when that is too long to wait here', async () => {
		const at = new Date(1_060_000).toUTCString();
		const { plain } = inMemory({ status: 429, headers: { 'retry-after': at } });
		const error = await failureOf(call({ ...plain, longestPauseMs: 1_000 }, get));
		expect(error.details.retryAfterMs).toBe(60_000);
	});
});

it("a fault of this package is not taken for the server's", async () => {
	const fault = new TypeError('a fault');
	const { plain } = inMemory({ status: 200, body: '{"error":"no"}' });
	const redact = () => {
		throw fault;
	};
	expect(await failureOf(callJson({ ...plain, redact }, get))).toBe(fault);
});

it("AI Hub's clock is read from every answer, also from an error", async () => {
	const headers = { date: new Date(1_090_000).toUTCString() };
	const { plain } = inMemory(new Error('lost'), { status: 404, headers });
	const clock = new ServerClock(() => 1_000_000);
	await failureOf(call({ ...plain, clock }, get));
	expect(clock.now()).toBe(1_090_000);
});

describe('the time for one exchange', () => {
	it.each<[string, Partial<Api>, Partial<ApiRequest>, Partial<ApiRequest>]>([
		['is as the request says', {}, { timeoutMs: 5, wholeMs: 6 }, { timeoutMs: 5, wholeMs: 6 }],
		[
			'is as the caller limits it',
			{ longestRequestMs: 9_000 },
			{ timeoutMs: 20_000, wholeMs: 30_000 },
			{ timeoutMs: 9_000, wholeMs: 9_000 },
		],
		[
			'is shorter where the request says so',
			{ longestRequestMs: 9_000 },
			{ timeoutMs: 2_000, wholeMs: 3_000 },
			{ timeoutMs: 2_000, wholeMs: 3_000 },
		],
		[
			'is the same for the whole answer where nothing is said of it',
			{ longestRequestMs: 9_000 },
			{ timeoutMs: 2_000 },
			{ timeoutMs: 2_000, wholeMs: 2_000 },
		],
		[
			'is the usual one where that is shorter',
			{ longestRequestMs: 90_000 },
			{},
			{ timeoutMs: 60_000, wholeMs: 60_000 },
		],
		[
			'ends with the time of the caller',
			{ endsMs: 1_004_000, longestRequestMs: 9_000 },
			{},
			{ timeoutMs: 4_000, wholeMs: 4_000 },
		],
		[
			"ends before the caller's where the limit is shorter",
			{ endsMs: 1_009_000, longestRequestMs: 4_000 },
			{},
			{ timeoutMs: 4_000, wholeMs: 4_000 },
		],
		[
			'is at least until a second after the time of the caller',
			{ endsMs: 1_000_000 },
			{},
			{ timeoutMs: 1_000, wholeMs: 1_000 },
		],
		[
			'is a second where the time of the caller is nearly over',
			{ endsMs: 1_000_300 },
			{},
			{ timeoutMs: 1_000, wholeMs: 1_000 },
		],
		[
			'is what is left of that second where more was begun in it',
			{ endsMs: 999_300 },
			{},
			{ timeoutMs: 300, wholeMs: 300 },
		],
	])('%s', async (_, limits, request, sent) => {
		const { plain, asked } = inMemory({ status: 200 });
		await call({ ...plain, ...limits }, { ...get, ...request });
		expect(asked).toEqual([{ ...get, ...request, ...sent }]);
	});

	it('is none a second after the time of the caller: nothing is sent', async () => {
		const { plain, asked } = inMemory({ status: 200 });
		const endsMs = 999_000;
		const error = await failureOf(call({ ...plain, endsMs, untilMs: endsMs }, get));
		expect(error).toMatchObject({ kind: 'unavailable', details: { code: 'ETIMEDOUT' } });
		expect(asked).toEqual([]);
	});

	it('is left to the way it is sent where nobody says anything', async () => {
		const { plain, asked } = inMemory({ status: 200 });
		await call(plain, get);
		expect(Object.keys(asked[0])).toEqual(Object.keys(get));
	});
});

describe('a stop in the middle of a request', () => {
	it('tells which request it was, and whether it may have been done', async () => {
		for (const [step, maybeDone] of [
			[new NetworkFailure('ECONNRESET', 'hung up'), true],
			[{ status: 400 }, false],
		] as const) {
			const { plain, asked } = inMemory(step);
			const error = await failureOf(
				call({ ...plain, ...stoppedAfter(asked, cancelled()) }, { ...post }),
			);
			expect(error).toMatchObject({
				kind: 'cancelled',
				message: 'The caller was stopped',
				details: { maybeDone, operationId: 'runApp' },
			});
		}
	});

	it('is told as it came when it is no error of ours', async () => {
		const { plain, asked } = inMemory({ status: 503 });
		const foreign = new Error('n8n says stop');
		const stop = stoppedAfter(asked, foreign);
		expect(await failureOf(call({ ...plain, ...stop }, get))).toBe(foreign);
	});

	it('does not hide that a success could not be read', async () => {
		const { plain, asked } = inMemory({ status: 200, body: '{"id":' });
		const error = await failureOf(
			callJson({ ...plain, ...stoppedAfter(asked, cancelled()) }, post),
		);
		expect(error).toMatchObject({ kind: 'unexpectedAnswer', details: { maybeDone: true } });
	});
});
