import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

import { MOST_IDS } from '../../nodes/AiHubNotificationTrigger/runHints';
import { World } from './world';

const JSON_TYPE = { 'content-type': 'application/json' };

let world: World;
beforeAll(async () => {
	world = await World.start();
});
beforeEach(() => world.reset());
afterEach(() => expect(world.host.thrown).toEqual([]));
afterAll(async () => await world.close());

describe('the handshake', () => {
	it.each([
		['a list', (event: object) => [event]],
		['one event', (event: object) => event],
	])("gives Event Grid's code back: %s", async (_, wrap) => {
		const event = {
			id: randomUUID(),
			eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
			data: { validationCode: 'Code-1', validationUrl: 'https://example.com/validate' },
		};
		const { status, json } = await world.send(wrap(event));
		expect([status, json]).toEqual([200, { validationResponse: 'Code-1' }]);
		expect(world.requests).toEqual([]);
	});

	it.each([undefined, null, 1, '', 'x'.repeat(5000), { a: 1 }])(
		'needs a code: %#',
		async (code) => {
			const eventType = 'Microsoft.EventGrid.SubscriptionValidationEvent';
			const { status } = await world.send([{ eventType, data: { validationCode: code } }]);
			expect(status).toBe(400);
		},
	);

	it('lets the origin send that CloudEvents asks for', async () => {
		const { status, headers } = await world.send(
			undefined,
			{ 'webhook-request-origin': 'eventgrid.azure.net', 'webhook-request-rate': '120' },
			'OPTIONS',
		);
		expect(status).toBe(200);
		expect(headers).toMatchObject({
			'webhook-allowed-origin': 'eventgrid.azure.net',
			'webhook-allowed-rate': '120',
		});
	});

	it.each(['eventGrid', 'cloudEvents'] as const)('lets %s send notifications', async (schema) => {
		const { emulator, host } = world;
		expect(await emulator.addNotificationTarget({ url: host.url, schema })).toBe(true);
		const id = world.run({ status: 'COMPLETE' });
		await emulator.notificationsSettled();
		expect(world.reported).toEqual([`${id} runCompleted`]);
	});
});

describe('a body', () => {
	const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

	it.each([
		['empty', '', JSON_TYPE, 400],
		['of spaces', '  ', {}, 400],
		['broken JSON', '{"a":', JSON_TYPE, 400],
		['a bare text as JSON', '"a"', JSON_TYPE, 400],
		['half of UTF-16', Buffer.from([0xff, 0xfe, 0x00]), {}, 400],
		['no text', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00]), {}, 400],
		['a broken line of JSON', '{}\n{', JSON_TYPE, 400],
		['lines that are no JSON', 'a\nb', JSON_TYPE, 400],
		['nested too deeply', deep(50), JSON_TYPE, 400],
		['nested very deeply', deep(400_000), JSON_TYPE, 400],
		['larger than 1 MB', ' '.repeat(1024 * 1024) + '{}', JSON_TYPE, 413],
		['broken gzip', 'no gzip', { 'content-encoding': 'gzip' }, 200],
		['plain text', 'hello', { 'content-type': 'text/plain' }, 200],
		['XML', '<a>b</a>', { 'content-type': 'application/xml' }, 200],
		['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 200],
		['with a byte order mark', '\ufeff{}', JSON_TYPE, 200],
	])('%s', async (_, body, headers, expected) => {
		expect((await world.send(body, headers as never)).status).toBe(expected);
		expect([world.requests, world.reported]).toEqual([[], []]);
	});

	it('may name as many IDs as are allowed, and no more', async () => {
		const ids = Array.from({ length: MOST_IDS }, () => randomUUID());
		expect((await world.send({ ids })).status).toBe(404);
		expect(world.requests).toHaveLength(MOST_IDS);
		world.reset();
		expect((await world.send({ ids: [...ids, randomUUID()] })).status).toBe(413);
		const events = [...ids, randomUUID()].map((id) => ({ id }));
		expect((await world.send(events)).status).toBe(413);
		expect(world.requests).toEqual([]);
	});

	it('may repeat an ID in many events', async () => {
		const id = world.run();
		const ids = Array.from({ length: MOST_IDS - 1 }, () => randomUUID());
		const events = [...ids, ...ids, id, id].map((one) => ({ id: one }));
		expect((await world.send(events)).status).toBe(200);
		expect(world.reported).toEqual([`${id} runCompleted`]);
	});

	it('may hold any number of other IDs beside those of runs', async () => {
		const runs = Array.from({ length: 10 }, () => world.run());
		const others = () => Array.from({ length: MOST_IDS * 2 }, () => randomUUID());
		const events = runs.map((run_id) => ({ before: others(), run_id, after: others() }));
		expect((await world.send(events)).status).toBe(200);
		expect(world.reported).toHaveLength(10);
		expect(world.requests.filter((name) => name === 'getRunStatus')).toHaveLength(10);
	});

	it('costs a bounded number of looks, those that have nothing else first', async () => {
		const others = () => Array.from({ length: MOST_IDS }, () => randomUUID());
		const wrong = Array.from({ length: 10 }, () => ({ run_id: randomUUID(), about: others() }));
		const id = world.run();
		expect((await world.send([...wrong, { about: id }])).status).toBe(200);
		expect(world.reported).toEqual([`${id} runCompleted`]);
		expect(world.requests.filter((name) => name === 'getRunStatus')).toHaveLength(MOST_IDS);
	});

	it('may have a number as the ID of a run', async () => {
		const id = world.run({ id: '1234567' });
		await world.send({ data: { run_id: 1234567, batch_id: 7654321 } });
		expect(world.reported).toEqual([`${id} runCompleted`]);
		expect(world.requests.filter((name) => name === 'getRunStatus')).toHaveLength(1);
	});

	it.each<[string, (text: string) => Buffer]>([
		['UTF-16, little end first', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
		['UTF-16, big end first', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
		['Latin-1', (text) => Buffer.from(text, 'latin1')],
	])('may be written in %s', async (_, encode) => {
		const id = world.run();
		await world.send(encode(JSON.stringify({ run_id: id, file: 'Müller.pdf' })), JSON_TYPE);
		expect(world.reported).toEqual([`${id} runCompleted`]);
	});

	it.each(['\n', '\r\n\r\n'])('may be several lines of JSON, with %j between', async (between) => {
		const ids = [world.run(), world.run(), world.run()];
		const [one, ...more] = ids.map((id) => ({ run_id: id }));
		const lines = [JSON.stringify(one), JSON.stringify(more), ''];
		expect((await world.send(lines.join(between), JSON_TYPE)).status).toBe(200);
		expect(world.reported).toEqual(ids.map((id) => `${id} runCompleted`));
	});

	it('of any schema names a run, wherever it stands', async () => {
		const wraps: Array<(id: string) => unknown> = [
			(id) => id,
			(id) => ({ deep: [{ er: { runId: id } }] }),
			(id) => `run=${id}`,
			(id) => [{ subject: `/deployments/${randomUUID()}/runs/${id}` }],
			(id) => ({ url: `https://aihub.example/apps/x%2Fruns%2F${id}%2F` }),
			(id) => ({ data: JSON.stringify({ data: JSON.stringify({ id }) }) }),
			(id) => ({ data_base64: Buffer.from(JSON.stringify({ run: { id } })).toString('base64') }),
			(id) => ({ [id]: 'COMPLETE' }),
			(id) => `<event><run>${id}</run></event>`,
		];
		for (const wrap of wraps) {
			const id = world.run();
			const { status } = await world.send(wrap(id), { 'content-type': 'text/plain' });
			expect([status, world.reported.at(-1)]).toEqual([200, `${id} runCompleted`]);
		}
	});

	it('may leave the run to the headers of CloudEvents', async () => {
		const id = world.run();
		await world.send({}, { ...JSON_TYPE, 'ce-subject': `/runs/${id}` });
		expect(world.reported).toEqual([`${id} runCompleted`]);
	});

	it('with a run where one is expected costs one look', async () => {
		const ids = { id: randomUUID(), deployment_id: randomUUID(), run_id: world.run() };
		await world.send([ids]);
		expect(world.requests.filter((name) => name === 'getRunStatus')).toHaveLength(1);
	});
});

it('whatever is sent is answered, starts nothing and costs a bounded number of requests', async () => {
	const id = fc.oneof(fc.uuid(), fc.string(), fc.constant('../../secrets'));
	const key = fc.oneof(
		fc.constantFrom('run_id', 'runId', 'run', 'job_id', 'data', 'eventType', '__proto__', 'id'),
		fc.string(),
	);
	const { value } = fc.letrec((tie) => ({
		value: fc.oneof(
			{ maxDepth: 5 },
			id,
			fc.double(),
			fc.constant(null),
			fc.constant('Microsoft.EventGrid.SubscriptionValidationEvent'),
			id.map((text) => Buffer.from(text).toString('base64')),
			id.map((text) => `https://example.com/runs/${text}`),
			fc.array(tie('value'), { maxLength: 8 }),
			fc.array(fc.tuple(key, tie('value')), { maxLength: 8 }).map((all) => Object.fromEntries(all)),
			tie('value').map((inner) => JSON.stringify(inner)),
		),
	}));
	const body = fc.oneof(
		{ weight: 4, arbitrary: value.map((one) => Buffer.from(JSON.stringify(one))) },
		value.map((one) => Buffer.from(JSON.stringify(one).slice(0, -1))),
		fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
		value.map((one) => gzipSync(JSON.stringify(one))),
	);
	const type = fc.constantFrom(
		'application/json',
		'application/cloudevents+json; charset=utf-8',
		'multipart/form-data; boundary=x',
		'text/plain',
		'nonsense',
	);
	await fc.assert(
		fc.asyncProperty(body, type, async (bytes, contentType) => {
			world.reset();
			const { status } = await world.send(bytes, { 'content-type': contentType });
			expect([200, 400, 404, 413]).toContain(status);
			expect(world.host.thrown).toEqual([]);
			expect(world.host.executions).toEqual([]);
			expect(world.requests.length).toBeLessThanOrEqual(MOST_IDS);
			expect(world.host.saved).toEqual({});
		}),
		{ numRuns: 300 },
	);
}, 120_000);
