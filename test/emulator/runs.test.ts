import { ManualClock } from './clock';
import { type Json, RawClient } from './support';

let clock: ManualClock;
let client: RawClient;
beforeAll(async () => {
	clock = new ManualClock();
	client = await RawClient.start({ clock, resultsPageSize: 2 });
});
beforeEach(() => client.emulator.reset());
afterAll(async () => await client.emulator.close());

const textFiles = { 'a.txt': 'INVOICE\nTotal: 1.00', 'b.txt': 'INVOICE\nTotal: 2.00', c: 'x: 1' };

describe('a run', () => {
	it('goes from RUNNING to COMPLETE on the clock', async () => {
		const batchId = await client.batch(textFiles);
		const json = { app_name: 'Invoices', batch_id: batchId, settings: { tags: ['one'] } };
		const started = await client.call('POST', '/v2/apps/runs', { json });
		expect(started.status).toBe(200);
		expect(started.json).toMatchObject({
			status: 'RUNNING',
			batch_id: batchId,
			finish_timestamp: null,
			tags: ['one'],
		});
		expect(started.text).toMatch(/"start_timestamp":\d{19},/);
		const { id } = started.json;
		expect((await client.call('GET', `/v2/apps/runs/${id}/results`)).status).toBe(400);
		clock.advance(1999);
		expect(await client.status(id)).toBe('RUNNING');
		clock.advance(1);
		const ended = await client.call('GET', `/v2/apps/runs/${id}`);
		expect(ended.json).toMatchObject({ status: 'COMPLETE', msg: expect.any(String) });
		expect(ended.text).toMatch(/"finish_timestamp":\d{19},/);
	});

	it('pages results by files', async () => {
		const id = await client.run('Invoices', await client.batch(textFiles));
		clock.advance(2000);
		const page = async (offset: number) =>
			(await client.call('GET', `/v2/apps/runs/${id}/results?file_offset=${offset}`)).json;
		expect(await page(0)).toMatchObject({ has_more: true, batch_id: expect.any(String) });
		const last = await page(2);
		expect(last.has_more).toBe(false);
		expect(last.files.map((file: Json) => file.original_file_name)).toEqual(['c']);
		expect(last.files[0].documents[0].fields[0]).toEqual({
			field_name: 'x',
			value: '1',
			type: 'TEXT',
		});
	});

	it('fails, or takes its time, with the apps that are made for it', async () => {
		const batchId = await client.batch(textFiles);
		const failing = await client.run('Failing App', batchId);
		const slow = await client.run('Slow Invoices', batchId);
		clock.advance(59_000);
		expect(await client.status(failing)).toBe('FAILED');
		expect(await client.status(slow)).toBe('RUNNING');
		const { json } = await client.call('GET', `/v2/apps/runs/${failing}`);
		expect(json.msg).toMatch(/always fails/);
	});

	it('waits for review until that is resolved', async () => {
		const id = await client.run('Invoices With Review', await client.batch(textFiles));
		clock.advance(3_600_000);
		expect(await client.status(id)).toBe('STOPPED_AT_CHECKPOINT');
		expect((await client.results(id)).review_completed).toBe(false);
		client.emulator.resolveReview(id, { edits: { Total: '9.00' } });
		expect(await client.status(id)).toBe('COMPLETE');
		const { files, review_completed: completed } = await client.results(id);
		expect([completed, files[0].documents[0].review_completed]).toEqual([true, true]);
		expect(files[0].documents[0].fields[0]).toMatchObject({
			value: '9.00',
			edit_history: [{ user_id: expect.any(String), modifications: [expect.anything()] }],
		});
		expect(() => client.emulator.resolveReview(id)).toThrow(/does not wait/);
	});

	it('is deleted with its batch, unless told otherwise', async () => {
		const batchId = await client.batch(textFiles);
		const runs = [await client.run('Invoices', batchId), await client.run('Invoices', batchId)];
		const remove = async (id: string, query: string) =>
			(await client.call('DELETE', `/v2/apps/runs/${id}${query}`)).json;
		const kept = await remove(runs[0]!, '?delete_input=false&delete_logs=false');
		expect(kept).toEqual({
			delete_input_dir_job_id: null,
			delete_output_dir_job_id: expect.any(String),
			delete_log_dir_job_id: null,
		});
		expect((await client.call('GET', `/v2/batches/${batchId}`)).status).toBe(200);
		await remove(runs[1]!, '');
		expect((await client.call('GET', `/v2/batches/${batchId}`)).status).toBe(404);
		expect((await client.call('GET', `/v2/apps/runs/${runs[1]}`)).status).toBe(404);
	});

	it.each([
		[400, {}],
		[400, { app_name: 'Invoices' }],
		[404, { app_name: 'None', batch_id: 1 }],
		[404, { app_name: 'Invoices', batch_id: 1 }],
		[400, { app_name: 'Invoices', batch_id: 'empty' }],
		[400, { app_name: 'Invoices', batch_id: 'full', settings: { tags: ['t'.repeat(501)] } }],
	])('is refused with %i for %j', async (status, body: Record<string, unknown>) => {
		const ids: Record<string, number> = {
			empty: await client.batch({}),
			full: await client.batch(textFiles),
		};
		const json = { ...body, batch_id: ids[body.batch_id as string] ?? body.batch_id };
		expect((await client.call('POST', '/v2/apps/runs', { json })).status).toBe(status);
	});
});

describe('a deployment', () => {
	const path = (name: string) => {
		const { id } = client.emulator.store.deployments.find((entry) => entry.name === name)!;
		return `/v2/apps/deployments/${id}/runs`;
	};

	it('answers 202 and reads a folder of the drive', async () => {
		client.emulator.putDriveFile('emulator-org/Operations/fs/Drive/in/a.txt', 'Total: 5');
		const json = { input_dir: 'emulator-org/Operations/fs/Drive/in/' };
		const started = await client.call('POST', path('Invoices Deployment'), { json });
		expect(started.status).toBe(202);
		expect(started.json.deployment_id).toBe(path('Invoices Deployment').split('/')[4]);
		clock.advance(2000);
		const { files } = await client.results(started.json.id);
		expect(files[0].input_file_path).toBe('emulator-org/Operations/fs/Drive/in/a.txt');
	});

	it('pulls the mails of a time from its mailbox', async () => {
		const now = clock.now();
		const manual = { manual_upstream_integration: true };
		const window = { from_timestamp: now - 2 * 86_400_000, to_timestamp: now };
		const post = async (name: string, json: object) =>
			await client.call('POST', path(name), { json });
		expect((await post('Mailbox Invoices', manual)).status).toBe(400);
		expect((await post('Invoices Deployment', { ...manual, ...window })).status).toBe(400);
		const { json } = await post('Mailbox Invoices', { ...manual, ...window });
		clock.advance(2000);
		const { files } = await client.results(json.id);
		const names = files.map((file: Json) => file.original_file_name);
		expect(names).toEqual(['M-1003.txt', 'M-1004.txt']);
	});
});

describe('list runs', () => {
	const list = async (query: string) =>
		(await client.call('GET', `/v2/apps/runs?${query}`)).json.runs.map((run: Json) => run.id);

	it('filters by start, status, workspace and the rest', async () => {
		const now = clock.now();
		const { emulator } = client;
		emulator.addRun({ id: 'old', startedAt: now - 25 * 3_600_000 });
		emulator.addRun({ id: 'b', startedAt: now - 1000, status: 'FAILED', outputWorkspace: 'W' });
		emulator.addRun({ id: 'a', startedAt: now - 2000, appName: 'Loan Packet' });
		emulator.addRun({ id: 'c', startedAt: now, status: 'RUNNING', username: 'other' });
		expect(await list('')).toEqual(['c', 'b', 'a']);
		expect(await list('order=ASCENDING&limit=2&offset=1')).toEqual(['b', 'c']);
		const hoursAgo = Math.floor(now / 1000) - 26 * 3600;
		expect(await list(`from_timestamp=${hoursAgo}&to_timestamp=${hoursAgo + 7200}`)).toEqual([
			'old',
		]);
		expect(await list('status=FAILED&status=RUNNING')).toEqual(['c', 'b']);
		expect(await list('status=FAILED,RUNNING')).toEqual(['c', 'b']);
		expect(await list('output_workspaces=W')).toEqual(['b']);
		expect(await list('output_repo=W')).toEqual(['b']);
		expect(await list('app_name=Loan%20Packet')).toEqual(['a']);
		expect(await list('username=other')).toEqual(['c']);
		expect(await list('sort_by=status&order=ASCENDING')).toEqual(['a', 'b', 'c']);
	});

	it('finds its way in a history of 100,000 runs', async () => {
		const now = clock.now();
		const { emulator } = client;
		for (let index = 0; index < 100_000; index++) {
			emulator.addRun({ id: `r${index}`, startedAt: now - 86_400_000 * 30 + index * 25_920 });
		}
		emulator.setRun('r99999', { status: 'CANCELLED' });
		expect(await list('limit=2')).toEqual(['r99999', 'r99998']);
		expect(await list('from_timestamp=0&status=CANCELLED')).toEqual(['r99999']);
		expect(emulator.store.runs.size).toBe(100_000);
	});
});
