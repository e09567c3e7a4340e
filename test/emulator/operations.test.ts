import { request } from 'undici';
import { type Json, RawClient } from './support';

const ID = /^[0-9a-f-]{36}$/;
const PART = 1000;

let client: RawClient;
beforeAll(async () => {
	client = await RawClient.start({ partSize: PART, runSeconds: 0, maxPageSize: 3 });
});
beforeEach(() => client.emulator.reset());
afterAll(async () => await client.emulator.close());

describe('authentication', () => {
	it.each([
		['a wrong token', { authorization: 'Bearer wrong', 'ib-context': 'emulator-org' }],
		['a wrong context', { authorization: 'Bearer emulator-token', 'ib-context': 'other' }],
		['no context', { authorization: 'Bearer emulator-token' }],
	])('answers 401 with a message to %s', async (_name, headers) => {
		const answer = await request(`${client.emulator.url}/v2/batches`, { headers });
		expect(answer.statusCode).toBe(401);
		expect(await answer.body.json()).toEqual({ message: expect.any(String) });
	});

	it('refuses runs with 403 when no units are left', async () => {
		const batchId = await client.batch({ 'a.txt': 'Total: 1' });
		client.emulator.store.units = 0;
		const json = { app_name: 'Invoices', batch_id: batchId };
		const answer = await client.call('POST', '/v2/apps/runs', { json });
		expect(answer.status).toBe(403);
		expect(answer.json.message).toMatch(/units/);
	});

	it('gives a service account no personal workspace', async () => {
		const headers = { authorization: 'Bearer service-account-token' };
		const create = async (json: object) =>
			(await client.call('POST', '/v2/batches', { json, headers })).status;
		expect(await create({ name: 'a' })).toBe(400);
		expect(await create({ name: 'a', workspace: 'Operations' })).toBe(200);
	});
});

describe('batches', () => {
	it('creates, gets, lists and deletes', async () => {
		const json = { name: 'June', workspace: 'Operations' };
		const created = await client.call('POST', '/v2/batches', { json });
		expect([created.status, created.json]).toEqual([200, { id: expect.any(Number) }]);
		const { id } = created.json;
		const got = await client.call('GET', `/v2/batches/${id}`);
		expect(got.json).toMatchObject({ id, ...json, batch_owner: 'emulator-user' });
		const listed = await client.call('GET', '/v2/batches?workspace=Operations');
		expect(listed.json.batches).toEqual([got.json]);
		const deleted = await client.call('DELETE', `/v2/batches/${id}`);
		expect([deleted.status, deleted.json]).toEqual([202, { job_id: expect.stringMatching(ID) }]);
		const gone = await client.call('GET', `/v2/batches/${id}`);
		expect([gone.status, gone.text]).toEqual([404, '']);
		const polled = await client.call('GET', `/v2/batches/jobs/${deleted.json.job_id}`);
		expect(polled.json.state).toMatch(/^(PENDING|RUNNING|COMPLETE)$/);
	});

	it('pages by offset, under its new and its old name', async () => {
		for (let count = 0; count < 5; count++) await client.batch({});
		const ids = async (query: string) =>
			(await client.call('GET', `/v2/batches?${query}`)).json.batches.map((b: Json) => b.id);
		const all = [...(await ids('')), ...(await ids('offset=3'))];
		expect(new Set(all).size).toBe(5);
		expect(await ids('limit=2&offset=3')).toEqual(await ids('limit=2&file_offset=3'));
	});

	it('takes any file name, lists files by token and keeps their bytes', async () => {
		const name = 'a b#c?d%/é中.pdf';
		const batchId = await client.batch({ [name]: 'one', 'b.txt': 'two', c: '3', d: '4' });
		const first = await client.call('GET', `/v2/batches/${batchId}/files?page_size=3`);
		expect(first.json).toMatchObject({ has_more: true });
		const token = first.json.next_page_token;
		const second = await client.call('GET', `/v2/batches/${batchId}/files?start_token=${token}`);
		expect(second.json).toMatchObject({ has_more: false, next_page_token: '' });
		const nodes = [...first.json.nodes, ...second.json.nodes];
		expect(nodes.map((node) => node.name)).toEqual([name, 'b.txt', 'c', 'd']);
		expect(client.emulator.store.drive.bytes(nodes[0].full_path).toString()).toBe('one');
		await client.call('DELETE', `/v2/batches/${batchId}/files/c`);
		const left = await client.call('GET', `/v2/batches/${batchId}/files`);
		expect(left.json.nodes).toHaveLength(3);
	});

	it('refuses an empty upload, a long name and an unknown batch', async () => {
		const batchId = await client.batch({});
		const put = async (path: string, bytes: string) =>
			await client.call('PUT', path, { bytes: Buffer.from(bytes) });
		expect((await put(`/v2/batches/${batchId}/files/a`, '')).status).toBe(400);
		expect((await put(`/v2/batches/${batchId}/files/${'a'.repeat(256)}`, 'x')).status).toBe(400);
		expect(await put('/v2/batches/9/files/a', 'x')).toMatchObject({ status: 404, text: '' });
	});
});

describe('multipart upload', () => {
	const path = '/v2/batches/multipart-upload';
	const start = async (size: number) => {
		const json = { batch_id: await client.batch({}), filename: 'big.bin', file_size: size };
		return await client.call('POST', path, { json });
	};
	const part = async (session: string, number: number, bytes: Buffer) =>
		await client.call('PUT', `${path}/sessions/${session}/parts/${number}`, { bytes });
	const finish = async (session: string, json: object) =>
		await client.call('POST', `${path}/sessions/${session}`, { json });

	it('puts parts together in order', async () => {
		const bytes = Buffer.alloc(2 * PART + 5, 'abc');
		const { status, json, headers } = await start(bytes.length);
		expect([status, json.part_size]).toEqual([201, PART]);
		expect(json.session_id).toMatch(/\..*_.*-/);
		expect(headers.location).toBe(`${client.emulator.url}${path}/sessions/${json.session_id}`);
		const parts = [];
		for (const number of [2, 1, 3]) {
			const slice = bytes.subarray((number - 1) * PART, number * PART);
			parts.push((await part(json.session_id, number, slice)).json);
		}
		expect((await finish(json.session_id, { action: 'commit', parts })).status).toBe(400);
		parts.sort((a, b) => a.part_num - b.part_num);
		const committed = await finish(json.session_id, { action: 'commit', parts });
		expect([committed.status, committed.text]).toEqual([201, '']);
		const [batch] = client.emulator.store.batches.values();
		expect(client.emulator.store.drive.bytes(`${batch!.path}/big.bin`).equals(bytes)).toBe(true);
	});

	it('refuses wrong sizes, missing parts and closed sessions', async () => {
		const { json } = await start(2 * PART);
		expect((await part(json.session_id, 1, Buffer.alloc(PART - 1))).status).toBe(400);
		expect((await part(json.session_id, 3, Buffer.alloc(PART))).status).toBe(400);
		const one = (await part(json.session_id, 1, Buffer.alloc(PART))).json;
		const incomplete = await finish(json.session_id, { action: 'commit', parts: [one] });
		expect(incomplete.json.message).toMatch(/file_size/);
		expect((await finish(json.session_id, { action: 'abort' })).status).toBe(201);
		expect((await part(json.session_id, 2, Buffer.alloc(PART))).status).toBe(404);
	});
});

describe('drive files', () => {
	const file = '/v2/files/emulator-org/My%20Space/fs/Drive/in/a%23b.txt';
	const write = async (text: string, headers = {}) =>
		await client.call('PUT', file, { bytes: Buffer.from(text), headers });

	it('writes once or over, reads whole or a range', async () => {
		const created = await write('0123456789', { 'if-none-match': '*' });
		expect([created.status, created.headers.location]).toEqual([201, client.emulator.url + file]);
		expect((await write('x', { 'if-none-match': '*' })).status).toBe(412);
		expect((await write('abcdef')).status).toBe(204);
		const whole = await client.call('GET', `${file}?expect-node-type=file`);
		expect([whole.status, whole.text]).toEqual([200, 'abcdef']);
		const range = await client.call('GET', `${file}?expect-node-type=file`, {
			headers: { range: 'bytes=2-3' },
		});
		expect([range.status, range.text]).toEqual([206, 'cd']);
		expect(range.headers['content-range']).toBe('bytes 2-3/6');
		expect((await client.call('GET', file)).status).toBe(400);
	});

	it('tells file from folder and lists folders', async () => {
		await write('abc');
		const head = await client.call('HEAD', file);
		expect(head.headers).toMatchObject({
			'content-type': 'application/octet-stream',
			'content-length': '3',
			'last-modified': expect.stringMatching(/GMT$/),
		});
		const folder = '/v2/files/emulator-org/My%20Space/fs/Drive';
		const type = (await client.call('HEAD', folder)).headers['content-type'];
		expect(type).toBe('application/json');
		const { json } = await client.call('GET', `${folder}?expect-node-type=folder`);
		expect(json.nodes).toMatchObject([{ name: 'in', metadata: { node_type: 'folder' } }]);
		expect((await client.call('HEAD', `${folder}/none`)).status).toBe(404);
	});

	it('waits for a file as IB-Retry-Config says', async () => {
		const headers = { 'ib-retry-config': '{"retries": 100, "backoff-seconds": 0.02}' };
		const reading = client.call('GET', `${file}?expect-node-type=file`, { headers });
		await write('late');
		expect(await reading).toMatchObject({ status: 200, text: 'late' });
	});

	it('deletes by a job, whether or not something is there', async () => {
		await write('abc');
		for (let time = 0; time < 2; time++) {
			const deleted = await client.call('DELETE', file);
			expect(deleted.status).toBe(202);
			const job = String(deleted.headers.location).replace(client.emulator.url, '');
			expect((await client.call('GET', job)).json.state).toBeDefined();
		}
		expect((await client.call('HEAD', file)).status).toBe(404);
	});
});

describe('secrets and audit logs', () => {
	it('creates, lists, updates and deletes secrets without telling their value', async () => {
		const secrets = async (method: string, json?: object) =>
			await client.call(method, '/v2/aihub/secrets', { json });
		const secret = { alias: 'key', value: 'hidden', allowed_workspaces_type: 'SOME' };
		expect((await secrets('POST', secret)).status).toBe(400);
		const some = { ...secret, allowed_workspaces: ['Operations'] };
		expect(await secrets('POST', some)).toMatchObject({ status: 200, text: '' });
		expect((await secrets('PATCH', { alias: 'key', description: 'new' })).status).toBe(200);
		const listed = await client.call('GET', '/v2/aihub/secrets?workspace=Operations&alias=key');
		expect(listed.json.secrets).toMatchObject([{ alias: 'key', description: 'new' }]);
		expect(listed.text).not.toContain('hidden');
		expect((await secrets('DELETE', { alias: 'key' })).status).toBe(200);
		expect((await secrets('DELETE', { alias: 'key' })).status).toBe(404);
	});

	it('filters and pages audit logs', async () => {
		const logs = async (json: object) =>
			(await client.call('POST', '/v1/auditlogs', { json })).json;
		const { status, data } = await logs({ log_type: 'login_v2,api_v2', size: 2, start: 1 });
		expect([status, data.results.length]).toEqual(['OK', 2]);
		expect(data.results[0].timestamp_millis).toMatch(/^\d{13}$/);
		expect(await logs({ log_type: 'none' })).toMatchObject({ status: 'ERROR' });
		expect((await logs({ end_time: '1000' })).data.results).toEqual([]);
	});
});
