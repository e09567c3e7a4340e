import { spawn } from 'node:child_process';
import path from 'node:path';
import { request } from 'undici';
import { type Json, RawClient } from './support';
import { ROUTES } from './server';

let client: RawClient;
beforeAll(async () => {
	client = await RawClient.start({ runSeconds: 0 });
});
beforeEach(() => client.emulator.reset());
afterAll(async () => await client.emulator.close());

const list = async () => await client.call('GET', '/v2/batches');

describe('fault rules', () => {
	it('hit as often, and as late, as they say', async () => {
		const { faults } = client.emulator;
		const action = { status: 429, retryAfter: 3, body: { message: 'slow down' } };
		faults.add({ match: { operationId: 'listBatches' }, skip: 1, times: 2, action });
		const answers = [await list(), await list(), await list(), await list()];
		expect(answers.map(({ status }) => status)).toEqual([200, 429, 429, 200]);
		expect(answers[1]!.headers['retry-after']).toBe('3');
		expect(answers[1]!.json).toEqual({ message: 'slow down' });
	});

	it('match by method and path', async () => {
		const { faults } = client.emulator;
		faults.add({ match: { method: 'PUT', path: /files\/b$/ }, action: { html: 502 } });
		const id = await client.batch({ a: 'one', b: 'two' });
		const { json } = await client.call('GET', `/v2/batches/${id}/files`);
		expect(json.nodes.map((node: Json) => node.name)).toEqual(['a']);
		const statuses = client.emulator.requests.map(({ status }) => status);
		expect(statuses).toEqual([200, 204, 502, 200]);
	});

	it.each([
		['before', 0],
		['after', 1],
	] as const)('destroy the connection %s the request is carried out', async (reset, batches) => {
		client.emulator.faults.add({ match: { method: 'POST' }, action: { reset } });
		const creating = client.call('POST', '/v2/batches', { json: { name: 'a' } });
		await expect(creating).rejects.toThrow();
		expect(client.emulator.store.batches.size).toBe(batches);
	});

	it('spoil answers', async () => {
		const { faults } = client.emulator;
		faults.add({ match: {}, action: { truncate: true } });
		faults.add({ match: {}, action: { malformed: true } });
		faults.add({ match: {}, action: { delayMs: 30 } });
		await expect(list()).rejects.toThrow();
		const malformed = await list();
		expect([malformed.status, malformed.json]).toEqual([200, undefined]);
		const before = performance.now();
		expect((await list()).status).toBe(200);
		expect(performance.now() - before).toBeGreaterThan(25);
	});
});

describe('control over HTTP', () => {
	const control = async (method: string, what: string, json?: unknown) => {
		const url = client.emulator.url.replace('/api', `/_control/${what}`);
		const body = json === undefined ? undefined : JSON.stringify(json);
		const answer = await request(url, { method: method as 'GET', body });
		const text = await answer.body.text();
		return { status: answer.statusCode, json: text ? JSON.parse(text) : undefined };
	};

	it('adds and clears faults', async () => {
		const rule = { match: { pathPattern: 'batches$' }, times: 'always', action: { status: 503 } };
		expect((await control('POST', 'faults', rule)).status).toBe(204);
		expect([(await list()).status, (await list()).status]).toEqual([503, 503]);
		await control('DELETE', 'faults');
		expect((await list()).status).toBe(200);
	});

	it('adds, changes and resolves runs, and moves the clock', async () => {
		const added = await control('POST', 'runs', {
			outcome: 'STOPPED_AT_CHECKPOINT',
			durationMs: 60_000,
			files: [{ documents: [{ fields: [{ field_name: 'a', value: '1' }] }] }],
		});
		const { id, status } = added.json;
		expect(status).toBe('RUNNING');
		const early = await control('POST', `runs/${id}/resolve-review`);
		expect([early.status, early.json.message]).toEqual([400, expect.stringMatching(/RUNNING/)]);
		await control('POST', 'clock', { advanceMs: 61_000 });
		const resolved = await control('POST', `runs/${id}/resolve-review`, { edits: { a: '2' } });
		expect(resolved.json.status).toBe('COMPLETE');
		expect((await client.results(id)).files[0].documents[0].fields[0].value).toBe('2');
		await control('PATCH', `runs/${id}`, { status: 'CANCELLED' });
		expect(await client.status(id)).toBe('CANCELLED');
	});

	it('shows the requests, puts files and resets', async () => {
		await client.batch({ a: 'abc' });
		const { json } = await control('GET', 'requests');
		const seen = json.requests.map((entry: Json) => [entry.operationId, entry.bytes]);
		expect(seen).toEqual([
			['createBatch', expect.any(Number)],
			['addFileToBatch', 3],
		]);
		await control('POST', 'files', { path: 'emulator-org/W/fs/D/a.txt', text: 'hi' });
		expect(client.emulator.store.drive.bytes('emulator-org/W/fs/D/a.txt').toString()).toBe('hi');
		await control('POST', 'reset');
		expect(client.emulator.store.batches.size).toBe(0);
		expect(client.emulator.requests).toHaveLength(0);
	});
});

it('has the 27 operations of the API', () => {
	expect(new Set(ROUTES.map(({ operationId }) => operationId)).size).toBe(27);
});

it('keeps no bytes when told so, but knows size and hash', async () => {
	const lean = await RawClient.start({ storeBytes: false, partSize: 4 });
	try {
		const id = await lean.batch({ whole: 'abcdef' });
		const json = { batch_id: id, filename: 'parts', file_size: 6 };
		const started = await lean.call('POST', '/v2/batches/multipart-upload', { json });
		const session = `/v2/batches/multipart-upload/sessions/${started.json.session_id}`;
		const put = async (number: number, text: string) =>
			(await lean.call('PUT', `${session}/parts/${number}`, { bytes: Buffer.from(text) })).json;
		const second = await put(2, 'ef');
		const parts = [await put(1, 'abcd'), second];
		await lean.call('POST', session, { json: { action: 'commit', parts } });
		const files = lean.emulator.store.drive.filesUnder(lean.emulator.store.batches.get(id)!.path);
		expect(files).toMatchObject([
			{ size: 6, chunks: undefined },
			{ size: 6, chunks: undefined },
		]);
		expect(files[0]!.sha256).toBe(files[1]!.sha256);
	} finally {
		await lean.emulator.close();
	}
});

it('runs from the command line and stops on SIGTERM', async () => {
	const cli = path.join(__dirname, 'cli.ts');
	const child = spawn(process.execPath, ['--import', 'tsx', cli], { stdio: 'pipe' });
	const exit = new Promise((resolve) => child.once('exit', resolve));
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
	while (!output.includes('Ctrl-C'))
		await new Promise((resolve) => child.stdout.once('data', resolve));
	child.kill('SIGTERM');
	expect(await exit).toBe(0);
	expect(output).toMatch(/API root: +http:\/\/127\.0\.0\.1:\d+\/api/);
	expect(output).toContain('no AI');
	expect(output).toContain('Mailbox Invoices');
});
