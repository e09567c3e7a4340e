import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';

import { call, callJson } from '../../../nodes/shared/api/wire/call';
import type { AiHubError } from '../../../nodes/shared/api/wire/errors';
import type { ApiRequest, ApiResponse, ByteStream } from '../../../nodes/shared/api/wire/send';
import { apiFor, type N8nApi } from '../../../nodes/shared/n8n/api';
import { nodeError } from '../../../nodes/shared/n8n/errors';
import { selfSigned } from '../../engine/selfSigned';
import { giveVariablesBack, setVariables } from '../../support/variables';
import { flag, inNode } from '../support/inNode';
import { hangUp, ScriptedServer } from '../support/scriptedServer';

jest.setTimeout(30_000);

const TOKEN = 'tok-1234567890abcdef';

let server: ScriptedServer;
let elsewhere: ScriptedServer;

beforeAll(async () => {
	server = await ScriptedServer.start();
	elsewhere = await ScriptedServer.start();
	elsewhere.script({ status: 200, body: {} });
});

afterAll(async () => {
	await server.close();
	await elsewhere.close();
});

const credential = (more: object = {}) => ({
	apiRoot: server.origin,
	apiToken: TOKEN,
	ibContext: 'acme',
	...more,
});

async function using<T>(
	work: (api: N8nApi) => Promise<T>,
	{ data = {}, cancelWhen }: { data?: object; cancelWhen?: Promise<unknown> } = {},
) {
	return await inNode(credential(data), async (context) => await work(await apiFor(context)), {
		cancelWhen,
	});
}

async function answerTo(request: Partial<ApiRequest>): Promise<ApiResponse> {
	const { value, thrown } = await using(async (api) => await api.send({ ...get, ...request }));
	if (thrown) throw thrown;
	return value!;
}

const get: ApiRequest = { operationId: 'getBatch', method: 'GET', path: '/v2/batches/1' };

describe('a request', () => {
	it('carries address, token, context and query', async () => {
		server.script({ status: 200 });
		await answerTo({
			query: { a: ['x y', 'ü'], b: undefined, c: true },
			headers: { range: 'bytes=0-1' },
		});
		const [{ method, url, headers }] = server.arrived;
		expect([method, url]).toEqual(['GET', '/api/v2/batches/1?a=x%20y&a=%C3%BC&c=true']);
		expect(headers).toMatchObject({
			authorization: `Bearer ${TOKEN}`,
			'ib-context': 'acme',
			range: 'bytes=0-1',
		});
	});

	it.each([
		['many bytes', Buffer.from([0, 255, 128, 13, 10])],
		['no byte at all', Buffer.alloc(0)],
	])('carries %s as they are', async (_, bytes) => {
		server.script({ status: 200 });
		const headers = { 'content-type': 'application/octet-stream' };
		await answerTo({ method: 'PUT', body: { bytes }, headers });
		expect(server.arrived[0].body.equals(bytes)).toBe(true);
		expect(server.arrived[0].headers['content-length']).toBe(String(bytes.length));
	});

	it('carries JSON', async () => {
		server.script({ status: 200 });
		await answerTo({ method: 'POST', body: { json: { name: 'é"' } } });
		const [{ headers, body }] = server.arrived;
		expect(headers['content-type']).toBe('application/json');
		expect(body.toString()).toBe('{"name":"é\\""}');
	});

	it('is not sent to another address, nor is the token', async () => {
		elsewhere.script({ status: 200, body: {} });
		server.script({ status: 307, headers: { location: `${elsewhere.url}/v2/batches/1` } });
		const body = { bytes: Buffer.from('document') };
		expect(await answerTo({ method: 'PUT', body })).toMatchObject({ status: 307 });
		expect(server.arrived).toHaveLength(1);
		expect(elsewhere.arrived).toHaveLength(0);
	});
});

describe('an answer', () => {
	it('is text, with header names in lower case', async () => {
		const headers = { 'X-Some-Header': 'a', 'Set-Cookie': ['b=1', 'c=2'] };
		server.script({ status: 200, body: 'é', headers });
		const answer = await answerTo({});
		expect(answer).toMatchObject({ status: 200, body: 'é' });
		expect(answer.headers).toMatchObject({ 'x-some-header': 'a', 'set-cookie': 'b=1,c=2' });
	});

	it.each([401, 403, 404, 429, 500, 503])(
		'of status %i comes once, with its body',
		async (status) => {
			server.script({ status, body: { message: 'their words' } });
			const answer = await answerTo({});
			expect(answer).toMatchObject({ status, body: '{"message":"their words"}' });
			expect(server.arrived).toHaveLength(1);
		},
	);

	it('to HEAD has headers only', async () => {
		server.script({ status: 200, headers: { 'content-length': '1234', 'last-modified': 'today' } });
		const answer = await answerTo({ method: 'HEAD' });
		expect(answer).toMatchObject({ status: 200, body: '' });
		expect(answer.headers).toMatchObject({ 'content-length': '1234', 'last-modified': 'today' });
	});

	it('is a stream where one is wanted, and text when it is a failure', async () => {
		server.script({ status: 206, body: 'part of it' }, { status: 404, body: { message: 'none' } });
		const { value } = await using(async (api) => {
			const found = await api.send({ ...get, answer: 'stream' });
			const pieces: Buffer[] = [];
			for await (const piece of found.body as ByteStream) pieces.push(piece);
			const missing = await api.send({ ...get, answer: 'stream' });
			return { found: Buffer.concat(pieces).toString(), missing: missing.body };
		});
		expect(value).toEqual({ found: 'part of it', missing: '{"message":"none"}' });
	});

	it('that never comes is given up in time', async () => {
		server.script(() => {});
		await expect(answerTo({ timeoutMs: 150 })).rejects.toMatchObject({
			code: expect.stringMatching(/TIMEDOUT|ECONNABORTED/) as string,
			neverSent: false,
		});
	});

	it('that stops half way is given up in time', async () => {
		server.script((response) => {
			response.writeHead(200, { 'content-length': '100' });
			response.write('half');
		});
		await expect(answerTo({ timeoutMs: 150 })).rejects.toMatchObject({
			code: expect.stringMatching(/TIMEDOUT|ECONNABORTED|ECONNRESET/) as string,
			neverSent: false,
		});
	});

	it.each([
		['before it began', hangUp],
		[
			'half way',
			(response: Parameters<typeof hangUp>[0]) => {
				response.writeHead(200, { 'content-length': '100' });
				response.write('half', () => hangUp(response));
			},
		],
	])('that breaks off %s may have been the answer to something done', async (_, answer) => {
		server.script(answer);
		await expect(answerTo({ method: 'POST' })).rejects.toMatchObject({ neverSent: false });
	});
});

describe('a host', () => {
	it('with a certificate of its own is told apart, and taken if so wished', async () => {
		const tls = createTlsServer(selfSigned(), (_, response) => response.end('{"id":1}'));
		await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
		const apiRoot = `https://127.0.0.1:${(tls.address() as AddressInfo).port}`;
		const ask = async (ignoreTlsIssues: boolean) =>
			await using(async (api) => await callJson({ ...api, retries: false }, get), {
				data: { apiRoot, ignoreTlsIssues },
			});
		const refused = await ask(false);
		const taken = await ask(true);
		tls.closeAllConnections();
		await new Promise((resolve) => tls.close(resolve));
		expect(refused.thrown?.message).toMatch(/certificate.*SELF_SIGNED_CERT/);
		expect(refused.thrown).toMatchObject({ hint: expect.stringContaining('Ignore TLS') as string });
		expect(taken.value).toEqual({ id: 1 });
	});

	it('is reached through the proxy that n8n is told to use', async () => {
		elsewhere.script({ status: 200, body: { id: 1 } });
		setVariables({ HTTP_PROXY: elsewhere.origin, NO_PROXY: '' });
		const { value } = await using(async (api) => await callJson(api, get), {
			data: { apiRoot: 'http://aihub.invalid' },
		});
		giveVariablesBack();
		expect(value).toEqual({ id: 1 });
		expect(elsewhere.arrived[0].url).toBe('http://aihub.invalid/api/v2/batches/1');
	});

	it.each([
		[' ', 'The credential has no API root'],
		['http://[', 'The API root in the credential is no address'],
		['my host', 'The API root in the credential is no address'],
	])('given as "%s" is refused', async (apiRoot, message) => {
		const { thrown } = await using(async () => 1, { data: { apiRoot } });
		expect(thrown).toMatchObject({ kind: 'invalidInput', message });
	});
});

describe('the token', () => {
	const closed = 'http://127.0.0.1:1';
	const echo = { message: `token ${TOKEN} ${encodeURIComponent(` ${TOKEN}`)}` };
	const troubles: Array<[string, Parameters<ScriptedServer['script']>[0], object]> = [
		['401', { status: 401, body: echo }, {}],
		['400 in a page', { status: 400, body: `<h1>${TOKEN}</h1>` }, {}],
		['HTTP 200 with ERROR', { status: 200, body: { status: 'ERROR', msg: TOKEN } }, {}],
		['a redirect', { status: 302, headers: { location: `https://x/?t=${TOKEN}` }, body: echo }, {}],
		['a broken connection', hangUp, {}],
		['a server that is not there', hangUp, { apiRoot: closed }],
		['a token with a line break inside', hangUp, { apiToken: `${TOKEN}\n${TOKEN}` }],
		['a token with blanks around', { status: 400, body: echo }, { apiToken: ` ${TOKEN}\n` }],
	];

	it.each(troubles)('is in no error after %s', async (_, answer, data) => {
		server.script(answer);
		const { thrown, result } = await inNode(credential(data), async (context) => {
			const api = { ...(await apiFor(context)), retries: false };
			const failure = await callJson(api, get).catch((error: unknown) => error);
			if (!(failure instanceof Error)) throw new Error('no failure');
			const shown = [inspect(failure, { depth: 20 }), JSON.stringify(failure), failure.stack];
			if (shown.join().includes(TOKEN)) throw new Error('The token is in the AiHubError');
			throw nodeError(context.getNode(), failure, 0);
		});
		expect(thrown?.message).toMatch(/AI Hub|API root|API Token/);
		const shown = [
			inspect(thrown, { depth: 20 }),
			inspect(result.error, { depth: 20 }),
			JSON.stringify(thrown),
			JSON.stringify(result.run),
			thrown?.stack,
		].join('\n');
		expect(shown).not.toContain(TOKEN);
	});
});

describe('a stop', () => {
	it('breaks off a request that is on its way', async () => {
		const arrived = flag();
		server.script(() => arrived.raise());
		const { thrown } = await using(async (api) => await call(api, { ...get, method: 'POST' }), {
			cancelWhen: arrived.raised,
		});
		expect(thrown).toMatchObject({ kind: 'cancelled', details: { maybeDone: true } });
		expect(server.arrived).toHaveLength(1);
	});

	it('ends a pause within a second', async () => {
		const paused = flag();
		const { value } = await using(
			async (api) => {
				paused.raise();
				const failure: unknown = await api.sleep(3_600_000).catch((error: unknown) => error);
				return failure as AiHubError;
			},
			{ cancelWhen: paused.raised },
		);
		expect(value).toMatchObject({ kind: 'cancelled' });
	});

	it('keeps no one from tidying up', async () => {
		const paused = flag();
		server.script({ status: 200, body: { id: 1, done: true } });
		const { value } = await using(
			async (api) => {
				paused.raise();
				await api.sleep(3_600_000).catch(() => undefined);
				const refused: unknown = await callJson(api, get).catch((error: unknown) => error);
				const tidied = await callJson(api, { ...get, evenIfCancelled: true });
				return { refused, tidied };
			},
			{ cancelWhen: paused.raised },
		);
		expect(value).toMatchObject({ refused: { kind: 'cancelled' }, tidied: { done: true } });
		expect(server.arrived).toHaveLength(1);
	});
});
