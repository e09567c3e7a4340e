import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { request } from 'undici';

import { DEVIATIONS } from './deviations';
import type { FaultRule } from './index';
import type { Rewrite } from './rewrite';
import { ROUTES } from './server';
import { type Json, RawClient } from './support';

let client: RawClient;
beforeAll(async () => {
	client = await RawClient.start({ runSeconds: 0 });
});
beforeEach(() => client.emulator.reset());
afterAll(async () => await client.emulator.close());

async function control(method: string, path: string, json?: FaultRule): Promise<Json> {
	const url = client.emulator.url.replace(/api$/, `_control/${path}`);
	const body = json === undefined ? undefined : JSON.stringify(json);
	const answer = await request(url, { method: method as 'GET', body });
	expect(answer.statusCode).toBeLessThan(300);
	const text = await answer.body.text();
	return text === '' ? undefined : JSON.parse(text);
}

/** The answer to a list of two batches, `a` and `b`, as the emulator was told over HTTP to change it. */
async function rewritten(rewrite: Rewrite) {
	for (const name of ['a', 'b']) await client.call('POST', '/v2/batches', { json: { name } });
	await control('POST', 'faults', { match: { operationId: 'listBatches' }, action: { rewrite } });
	return await client.call('GET', '/v2/batches');
}

describe('an answer can be changed in', () => {
	const names = (json: Json) => json.batches.map(({ name }: Json) => name);

	it('its status and headers', async () => {
		const headers = { 'content-type': 'Application/JSON', 'X-Odd': '1', 'Content-Length': null };
		const answer = await rewritten({ status: 203, headers });
		expect(answer.status).toBe(203);
		expect(answer.headers).toMatchObject({ 'content-type': 'Application/JSON', 'x-odd': '1' });
		expect(answer.headers).not.toHaveProperty('content-length');
		expect(client.emulator.requests.at(-1)).toMatchObject({ status: 203 });
	});

	it('its values', async () => {
		const { json } = await rewritten({
			set: { 'batches.*.name': 7, 'page.next': 'x', 'batches.1.new.key': 1 },
			remove: ['batches.*.created_at', 'nothing.here'],
			rename: { 'batches.0.id': 'batch_id' },
		});
		expect(names(json)).toEqual([7, 7]);
		expect([json.page, json.batches[1].new]).toEqual([{ next: 'x' }, { key: 1 }]);
		expect(json.batches[0]).toHaveProperty('batch_id');
		expect(json.batches[0]).not.toHaveProperty('id');
		expect(json.batches[1]).not.toHaveProperty('created_at');
	});

	it('its text, also to what is no JSON', async () => {
		const replace = [{ pattern: '"name":"(.)"', with: '"name":NaN,"was":"$1{{count}}"' }];
		const { text } = await rewritten({ replace });
		expect(text).toContain('"name":NaN,"was":"a1"');
	});

	it('its whole body', async () => {
		expect((await rewritten({ json: [] })).text).toBe('[]');
		expect((await rewritten({ text: '' })).bytes).toHaveLength(0);
		expect((await rewritten({ base64: '//4=' })).bytes).toEqual(Buffer.from([0xff, 0xfe]));
		const { text } = await rewritten({
			text: '0',
			before: { text: '\ufeff[' },
			after: { text: ']' },
		});
		expect(text).toBe('\ufeff[0]');
	});

	it('its size and pace', async () => {
		const text = { text: ' ', times: 1_000_000 };
		const small = await rewritten({ gzip: true, before: text, json: 1 });
		expect(small.bytes.length).toBeLessThan(10_000);
		expect(gunzipSync(small.bytes)).toHaveLength(1_000_001);
		const before = performance.now();
		const slow = await rewritten({ text: 'abcd', pace: { bytes: 1, everyMs: 10 } });
		expect(slow.text).toBe('abcd');
		expect(performance.now() - before).toBeGreaterThan(35);
	});
});

describe('deviations', () => {
	it('have names of their own, and are for operations that there are', async () => {
		const listed = await control('GET', 'deviations');
		expect(listed.map(({ name }: Json) => name)).toEqual(DEVIATIONS.map(({ name }) => name));
		expect(new Set(DEVIATIONS.map(({ name }) => name)).size).toBe(DEVIATIONS.length);
		const ids = new Set(ROUTES.map(({ operationId }) => operationId));
		const unknown = DEVIATIONS.flatMap(({ rules }) => rules)
			.map(({ match }) => match.operationId!)
			.filter((id) => !ids.has(id));
		expect(unknown).toEqual([]);
	});

	it.each<[string, (results: Json) => unknown, unknown]>([
		['score-71', ({ files }) => files[0].documents[0].fields[0].confidence.model, 71],
		['pages-text', ({ files }) => files[0].documents[0].page_numbers, '1-3'],
		['file-null', ({ files }) => files, [null]],
		['no-has-more', (results) => 'has_more' in results, false],
		['results-list', (results) => results, []],
	])('are switched on by name: %s', async (name, seen, expected) => {
		const run = await client.run('Invoices', await client.batch({ 'a.txt': 'Total: 5' }));
		const plain = await client.results(run);
		expect(seen(plain)).not.toEqual(expected);
		await control('POST', `deviations/${name}`);
		expect(seen(await client.results(run))).toEqual(expected);
		await control('DELETE', 'faults');
		expect(await client.results(run)).toEqual(plain);
	});

	it('may be no JSON', async () => {
		const run = await client.run('Invoices', await client.batch({ 'a.txt': 'Total: 5' }));
		const path = `/v2/apps/runs/${run}/results?include_confidence_scores=true`;
		await control('POST', 'deviations/score-nan');
		expect((await client.call('GET', path)).text).toContain('"model":NaN');
		await control('DELETE', 'faults');
		await control('POST', 'deviations/bom');
		expect((await client.call('GET', path)).bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
	});
});

describe("what the vendor's own clients expect", () => {
	const path = '/v2/files/emulator-org/W/fs/D/a%20b.txt';
	const headers = () => ({ authorization: `Bearer ${client.emulator.token}` });

	it('are header names as the documentation writes them', async () => {
		client.emulator.putDriveFile('emulator-org/W/fs/D/a b.txt', 'hello');
		const url = `${client.emulator.url}${path}?expect-node-type=file`;
		const names = await new Promise<string[]>((resolve, reject) => {
			http
				.get(url, { headers: { ...headers(), range: 'bytes=0-1' } }, (response) => {
					response.resume();
					resolve(response.rawHeaders.filter((_, index) => index % 2 === 0));
				})
				.on('error', reject);
		});
		expect(names).toEqual(
			expect.arrayContaining(['Content-Type', 'Content-Length', 'Content-Range']),
		);
		expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
	});

	it('are drive files without an IB-Context', async () => {
		const put = async (more: object) =>
			(
				await request(client.emulator.url + path, {
					method: 'PUT',
					headers: { ...headers(), ...more },
					body: 'x',
				})
			).statusCode;
		expect(await put({})).toBe(204);
		expect(await put({ 'ib-context': 'wrong' })).toBe(401);
	});

	it.each([
		'{retries:1,backoff-seconds:0}',
		"{'retries': 1, 'backoff-seconds': 0}",
		'{"retries": 1, "backoff-seconds": 0}',
	])('is IB-Retry-Config as the specification prints it: %s', async (config) => {
		const answer = await client.call('GET', `${path}?expect-node-type=file`, {
			headers: { 'ib-retry-config': config },
		});
		expect(answer.status).toBe(404);
	});

	it.each(['{retries:x}', 'three', '{"retries": -1}'])('is no %s', async (config) => {
		const answer = await client.call('GET', `${path}?expect-node-type=file`, {
			headers: { 'ib-retry-config': config },
		});
		expect(answer.status).toBe(400);
	});

	it('is a batch_id as text', async () => {
		const id = await client.batch({ 'a.txt': 'Total: 5' });
		const start = async (batch_id: unknown) =>
			await client.call('POST', '/v2/apps/runs', {
				json: { app_name: 'Invoices', batch_id },
			});
		expect((await start(String(id))).json).toMatchObject({ batch_id: id });
		expect((await start('1e3')).status).toBe(400);
	});
});
