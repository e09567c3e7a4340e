import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';

import { AiHubApi } from '../../credentials/AiHubApi.credentials';
import { normalizeApiRoot } from '../../nodes/shared/api/wire/apiRoot';
import { testCredential } from '../support/engineCredentialTest';
import { selfSigned } from './selfSigned';

const STATUS_BY_TOKEN: Record<string, number> = {
	good: 200,
	empty: 403,
	old: 410,
	moved: 302,
	page: 200,
	other: 200,
};
const requests: IncomingMessage[] = [];

function answer(request: IncomingMessage, response: ServerResponse): void {
	requests.push(request);
	const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
	const path = request.url?.split('?')[0];
	response.statusCode = path === '/api/v2/batches' ? (STATUS_BY_TOKEN[token] ?? 401) : 404;
	if (response.statusCode === 302) response.setHeader('location', `${elsewhere}/api/v2/batches`);
	response.setHeader('content-type', token === 'page' ? 'text/html' : 'application/json');
	const bodies: Record<string, string> = { page: '<html>Welcome</html>', other: '{"ok":true}' };
	response.end(bodies[token] ?? JSON.stringify({ batches: [] }));
}

const plain = createServer(answer);
const secure = createTlsServer(selfSigned(), answer);
const other = createServer(answer);
let elsewhere: string;

async function listen(server: Server): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let host: string;
let secureHost: string;

beforeAll(async () => {
	host = await listen(plain);
	secureHost = await listen(secure);
	elsewhere = `http://${await listen(other)}`;
});

afterAll(async () => {
	for (const server of [plain, secure, other]) {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
});

beforeEach(() => {
	requests.length = 0;
});

const press = async (data: object) =>
	await testCredential(new AiHubApi(), { apiToken: 'good', ibContext: 'acme', ...data });

describe('the test button of the credential', () => {
	it.each(['', '/', '/api', '/api/', '//', '/api/v2/', '/API'])(
		'takes an API root that ends with "%s"',
		async (end) => {
			const apiRoot = ` http://${host}${end} `;
			expect(await press({ apiRoot })).toMatchObject({ status: 'OK' });
			expect(requests[0].url).toBe('/api/v2/batches?limit=1');
			expect(normalizeApiRoot(apiRoot)).toBe(`http://${host}/api`);
		},
	);

	it('sends token and context, without the blanks of a paste', async () => {
		await press({ apiRoot: `http://${host}`, apiToken: ' good\n', ibContext: ' acme ' });
		expect(requests[0].headers).toMatchObject({
			authorization: 'Bearer good',
			'ib-context': 'acme',
		});
	});

	it.each(['', '  ', undefined])('sends no context when there is none (%j)', async (ibContext) => {
		await press({ apiRoot: `http://${host}`, ibContext });
		expect(requests[0].headers).not.toHaveProperty('ib-context');
	});

	it.each([
		['wrong', /token or the IB-Context/],
		['empty', /no consumption units/],
		['old', /Gone|410/],
	])('tells what is wrong with the token "%s", without repeating it', async (apiToken, message) => {
		const result = await press({ apiRoot: `http://${host}`, apiToken });
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
		expect(result.message).not.toContain(`"${apiToken}"`);
	});

	it('tells that there is no API at the address', async () => {
		const result = await press({ apiRoot: `http://${host}/deeper` });
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(/API Root/) });
	});

	it.each(['page', 'other'])(
		'tells so when the server answers with a success that is none of AI Hub (%s)',
		async (apiToken) => {
			const result = await press({ apiRoot: `http://${host}`, apiToken });
			expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(/API Root/) });
		},
	);

	it('tells that the host cannot be reached', async () => {
		const result = await press({ apiRoot: 'http://127.0.0.1:1' });
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(/ECONNREFUSED|refused/i);
	});

	it('does not carry the token to another host', async () => {
		const result = await press({ apiRoot: `http://${host}`, apiToken: 'moved' });
		expect(result.status).toBe('Error');
		expect(requests).toHaveLength(1);
	});

	it('takes https when the address says nothing, and checks the certificate', async () => {
		const result = await press({ apiRoot: secureHost });
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(/self.signed/i);
		expect(requests).toHaveLength(0);
	});

	it('does not check the certificate when told so', async () => {
		expect(await press({ apiRoot: secureHost, ignoreTlsIssues: true })).toMatchObject({
			status: 'OK',
		});
	});
});
