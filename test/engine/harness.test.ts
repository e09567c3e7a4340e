import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { NodeOperationError } from 'n8n-workflow';

import {
	listSearch,
	loadOptions,
	poll,
	prepareBinary,
	readBinary,
	runNode,
} from '../support/engine';
import { testCredential } from '../support/engineCredentialTest';
import { Toy, ToyApi, whenNodeWaits } from './toy';

const server = createServer((request, response) => {
	const { authorization } = request.headers;
	if (authorization === 'Bearer wrong') response.statusCode = 401;
	response.setHeader('content-type', 'application/json');
	response.end(JSON.stringify({ path: request.url, authorization }));
});
let credentials: { toyApi: { root: string; token: string } };
const credentialTypes = [new ToyApi()];

beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	credentials = { toyApi: { root: `http://127.0.0.1:${port}`, token: 't0ken' } };
});

afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
});

const toy = () => ({ node: Toy, credentials, credentialTypes });

describe('runNode', () => {
	it('passes items with expressions, and authenticates with the credential class', async () => {
		const result = await runNode({
			...toy(),
			parameters: { name: '={{ $json.who }}' },
			items: [{ json: { who: 'a' } }, { json: { who: 'b' } }],
		});

		expect(result.error).toBeUndefined();
		expect(result.status).toBe('success');
		const authorization = 'Bearer t0ken';
		expect(result.outputs).toEqual([
			[
				{ json: { name: 'a', path: '/a', authorization }, pairedItem: { item: 0 } },
				{ json: { name: 'b', path: '/b', authorization }, pairedItem: { item: 1 } },
			],
		]);
	});

	it('fills in the defaults of parameters', async () => {
		const { outputs } = await runNode(toy());
		expect(outputs[0][0].json.name).toBe('nobody');
	});

	it('returns the error itself, with its class, hint and item index', async () => {
		const items = [{ json: { who: 'a' } }, { json: { who: 'bad' } }];
		const result = await runNode({ ...toy(), parameters: { name: '={{ $json.who }}' }, items });

		expect(result.status).toBe('error');
		expect(result.error).toBeInstanceOf(NodeOperationError);
		expect(result.error).toMatchObject({
			message: 'bad',
			description: 'why',
			context: { itemIndex: 1 },
		});
	});

	it('goes on with failed items on the regular output', async () => {
		const result = await runNode({
			...toy(),
			parameters: { name: '={{ $json.who }}' },
			items: [{ json: { who: 'bad' } }, { json: { who: 'a' } }],
			nodeSettings: { onError: 'continueRegularOutput' },
		});

		expect(result.status).toBe('success');
		expect(result.outputs[0]).toMatchObject([
			{ json: { error: 'bad' }, pairedItem: { item: 0 } },
			{ json: { name: 'a' }, pairedItem: { item: 1 } },
		]);
	});

	it('sorts failed items to the error output, joined with their input item', async () => {
		const { outputs } = await runNode({
			...toy(),
			parameters: { name: '={{ $json.who }}' },
			items: [{ json: { who: 'bad' } }, { json: { who: 'a' } }],
			nodeSettings: { onError: 'continueErrorOutput' },
		});

		expect(outputs).toMatchObject([
			[{ json: { name: 'a' } }],
			[{ json: { who: 'bad', error: 'bad' } }],
		]);
	});

	it('cancels a node that waits', async () => {
		const result = await runNode({
			...toy(),
			parameters: { wait: true },
			cancelWhen: whenNodeWaits,
		});

		expect(result.status).toBe('canceled');
		expect(result.error?.message).toBe('The execution was canceled');
	});

	it('reports what n8n objects to before the node runs', async () => {
		const { error } = await runNode({ node: Toy, credentialTypes });
		expect(error?.message).toContain('Node does not have any credentials set');
	});
});

describe('binary data', () => {
	const content = Buffer.from('a little file');

	it('is kept in the item in default mode', async () => {
		const file = await prepareBinary(content, 'a.txt', 'text/plain');
		expect(file).toMatchObject({ fileName: 'a.txt', mimeType: 'text/plain', bytes: 13 });
		expect(file.id).toBeUndefined();
		expect(file.data).toBe(content.toString('base64'));
	});

	it('lies on the disk in filesystem mode, and passes through a node', async () => {
		const stream = Readable.from([content]);
		const file = await prepareBinary(stream, 'a.pdf', 'application/pdf', 'filesystem');
		expect(file).toMatchObject({ data: 'filesystem-v2', bytes: 13 });
		expect(file.id).toMatch(/^filesystem-v2:/);

		const items = [{ json: {}, binary: { file } }];
		const { outputs } = await runNode({ ...toy(), items, binaryMode: 'filesystem' });
		expect(await readBinary(outputs[0][0].binary!.file)).toEqual(content);
	});
});

describe('poll', () => {
	it('keeps static data from poll to poll', async () => {
		const first = await poll(toy());
		expect(first).toMatchObject({ items: null, staticData: { polls: 1 } });

		const second = await poll({ ...toy(), staticData: first.staticData, pollBudgetMs: 1000 });
		expect(second.staticData).toEqual({ polls: 2 });
		expect(second.items).toMatchObject([
			[{ json: { polls: 2, mode: 'trigger', authorization: 'Bearer t0ken', budget: 1000 } }],
		]);
	});

	it('polls in manual mode', async () => {
		const { items } = await poll({ ...toy(), staticData: { polls: 1 }, mode: 'manual' });
		expect(items).toMatchObject([[{ json: { mode: 'manual', budget: null } }]]);
	});

	it('returns the error of a failed poll', async () => {
		const refused = { toyApi: { token: 'wrong', root: credentials.toyApi.root } };
		const { error, items } = await poll({ ...toy(), credentials: refused });
		expect(items).toBeNull();
		expect(error).toMatchObject({ httpCode: '401' });
	});
});

describe('the editor', () => {
	it('searches lists', async () => {
		const parameters = { name: 'kind' };
		const found = await listSearch({
			...toy(),
			parameters,
			method: 'names',
			filter: 'abc',
			paginationToken: '1',
		});
		expect(found.results).toEqual([{ name: 'kind', value: 'Bearer t0ken' }]);
		expect(found.paginationToken).toBe('1+1');
	});

	it('loads options', async () => {
		const options = await loadOptions({ ...toy(), method: 'names' });
		expect(options).toEqual([{ name: '/options', value: 'Bearer t0ken' }]);
	});

	it('tests credentials', async () => {
		const { root } = credentials.toyApi;
		const good = await testCredential(new ToyApi(), { root: `${root}//`, token: 'good' });
		expect(good.status).toBe('OK');

		const bad = await testCredential(new ToyApi(), { root, token: 'wrong' });
		expect(bad).toEqual({ status: 'Error', message: 'Check the token' });

		const unreachable = await testCredential(new ToyApi(), { token: 'good' });
		expect(unreachable.status).toBe('Error');
		expect(unreachable.message).toMatch(/refused/i);
	});
});
