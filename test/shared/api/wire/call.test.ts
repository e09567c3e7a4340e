import { inspect } from 'node:util';

import { call, callJson } from '../../../../nodes/shared/api/wire/call';
import type { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import type { ApiRequest } from '../../../../nodes/shared/api/wire/send';
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
