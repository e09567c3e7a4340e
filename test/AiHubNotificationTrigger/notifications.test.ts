import { randomUUID } from 'node:crypto';

import { AiHubTrigger } from '../../nodes/AiHubTrigger/AiHubTrigger.node';
import { MOST_VAIN_LOOKS } from '../../nodes/AiHubNotificationTrigger/desk';
import { MOST_RUNS } from '../../nodes/AiHubNotificationTrigger/known';
import type { FaultAction } from '../emulator';
import { flag } from '../shared/support/inNode';
import { poll } from '../support/engine';
import { World } from './world';

let world: World;
beforeAll(async () => {
	world = await World.start();
});
beforeEach(() => world.reset());
afterEach(() => expect(world.host.thrown).toEqual([]));
afterAll(async () => await world.close());

describe('what is reported', () => {
	it.each([
		['COMPLETE', 'runCompleted'],
		['FAILED', 'runFailed'],
		['CANCELLED', 'runCancelled'],
		['STOPPED_AT_CHECKPOINT', 'runWaitingForReview'],
	] as const)('a run that is %s as %s', async (status, event) => {
		const id = world.run({ status });
		expect(await world.notify(id)).toBe(200);
		expect(world.reported).toEqual([`${id} ${event}`]);
	});

	it('the end of a review after the review, in the order in which it is told', async () => {
		const id = world.run({ status: 'STOPPED_AT_CHECKPOINT' });
		await world.notify(id);
		await world.notify(id);
		world.emulator.resolveReview(id);
		await world.notify(id);
		await world.notify(id);
		expect(world.reported).toEqual([`${id} runWaitingForReview`, `${id} reviewFinished`]);
	});

	it('one that nobody asked for is not', async () => {
		world.parameters = { events: ['runFailed'] };
		expect(await world.notify(world.run())).toBe(200);
		expect(world.reported).toEqual([]);
	});

	it('several runs of one body in one execution', async () => {
		const ids = [world.run(), world.run({ status: 'FAILED' })];
		await world.send(ids.map((id) => ({ id: randomUUID(), data: { run_id: id } })));
		expect(world.host.executions).toHaveLength(1);
		expect(world.reported).toEqual([`${ids[0]} runCompleted`, `${ids[1]} runFailed`]);
	});

	it.each([
		['plain', {}],
		['raw', { simplify: false }],
		[
			'with results',
			{ includeResults: true, include: ['confidence', 'validations'], events: ['reviewFinished'] },
		],
	])('looks as it does from the polling trigger: %s', async (_, parameters) => {
		const documents = [{ class_name: 'Invoice', fields: [{ field_name: 'Total', value: '1' }] }];
		const reviewed = documents.map((document) => ({ ...document, review_completed: true }));
		world.run({ status: 'COMPLETE', files: [{ documents: reviewed }] });
		world.parameters = { ...world.parameters, ...parameters };
		const polled = await poll({
			node: AiHubTrigger,
			mode: 'manual',
			parameters: world.parameters,
			credentials: world.credentials,
		});
		const items = polled.items![0];
		await world.notify(String(items[0].json.id));
		expect(world.host.executions).toEqual([items]);
	});
});

describe('filters', () => {
	const deployment = '0d000000-0000-4000-8000-000000000001';
	const app = '0a000000-0000-4000-8000-000000000001';
	it.each([
		['deployment', { deploymentId: deployment }, { deploymentId: deployment }],
		['app by ID', { appId: app }, { appId: app }],
		[
			'app by name',
			{ appId: { __rl: true, mode: 'name', value: 'Invoices' } },
			{ appName: 'Invoices' },
		],
		['person', { username: 'somebody' }, { username: 'somebody' }],
		['workspace', { outputWorkspaces: 'Claims' }, { outputWorkspace: 'Claims' }],
		['tags', { tags: 'a, b' }, { tags: ['b', 'a'] }],
	])('pass the runs of that %s only', async (_, filters, seed) => {
		const other = '0a000000-0000-4000-8000-000000000002';
		const own = world.run(seed);
		const strange = world.run({ appId: other, appName: 'Other', deploymentId: null });
		world.parameters = { ...world.parameters, filters };
		expect([await world.notify(strange), await world.notify(own)]).toEqual([200, 200]);
		expect(world.reported).toEqual([`${own} runCompleted`]);
	});

	it('do not lose a run that the list does not have yet', async () => {
		const id = world.run({ username: 'somebody' });
		world.parameters = { ...world.parameters, filters: { username: 'somebody' } };
		const empty: FaultAction = { status: 200, body: { runs: [] } };
		world.emulator.faults.add({ match: { operationId: 'listRuns' }, times: 2, action: empty });
		expect([await world.notify(id), world.reported]).toEqual([503, []]);
		expect(await world.notify(id)).toBe(200);
		expect(world.reported).toEqual([`${id} runCompleted`]);
	});
});

describe('once each', () => {
	it('however often it is told, also after a restart of n8n', async () => {
		const id = world.run();
		for (let times = 0; times < 3; times++) await world.notify(id);
		world.restart();
		await world.notify(id);
		expect(world.reported).toEqual([`${id} runCompleted`]);
		expect(world.requests.filter((name) => name === 'getRunStatus')).toHaveLength(1);
	});

	it('when it is told many times at the same moment', async () => {
		const ids = [world.run(), world.run(), world.run()];
		const told = Array.from({ length: 10 }, () => ids).flat();
		await Promise.all(told.map(async (id) => await world.notify(id)));
		expect(world.reported.sort()).toEqual(ids.map((id) => `${id} runCompleted`).sort());
	});

	it('also where one request overwrites what another has saved', async () => {
		const ids = [world.run(), world.run()];
		const both = flag();
		let waiting = 0;
		// Both have read the state before either saves.
		world.host.beforeExecution = async () => {
			if (++waiting === 2) both.raise();
			await both.raised;
		};
		await Promise.all(ids.map(async (id) => await world.notify(id)));
		for (const id of ids) await world.notify(id);
		expect(world.reported).toHaveLength(2);
		// The next step saves what was lost.
		world.host.beforeExecution = () => {};
		await world.notify(world.run());
		world.restart();
		for (const id of ids) await world.notify(id);
		expect(world.reported).toHaveLength(3);
	});

	it('when n8n cannot save', async () => {
		const id = world.run();
		world.host.maySave = () => false;
		await world.notify(id);
		await world.notify(id);
		expect(world.reported).toEqual([`${id} runCompleted`]);
	});

	it('and not lost when n8n cannot start an execution', async () => {
		const id = world.run();
		world.host.beforeExecution = () => {
			throw new Error('No queue');
		};
		expect(await world.notify(id)).toBe(500);
		expect(world.host.thrown.splice(0)).toHaveLength(1);
		expect(world.reported).toEqual([]);
		world.host.beforeExecution = () => {};
		expect(await world.notify(id)).toBe(200);
		expect(world.reported).toEqual([`${id} runCompleted`]);
	});

	it('in bounded memory', async () => {
		const runs = Object.fromEntries(
			Array.from({ length: MOST_RUNS + 10 }, (_, index) => [randomUUID(), index === 0 ? 2 : 4]),
		);
		world.host.saved = { state: { version: 1, runs } };
		const id = world.run();
		await world.notify(id);
		const saved = (world.host.saved.state as { runs: object }).runs;
		expect(Object.keys(saved)).toHaveLength(MOST_RUNS);
		expect(Object.keys(saved)).toEqual(expect.arrayContaining([id, Object.keys(runs)[0]]));
		expect(JSON.stringify(world.host.saved).length).toBeLessThan(160_000);
	});
});

describe('a notification that comes before the status', () => {
	it('is looked at again', async () => {
		const id = world.run({ status: 'RUNNING' });
		const told = world.notify(id);
		await untilAsked(1);
		world.emulator.setRun(id, { status: 'COMPLETE' });
		expect(await told).toBe(200);
		expect(world.reported).toEqual([`${id} runCompleted`]);
	});

	it('is remembered, and looked at with the next one of any run', async () => {
		const id = world.run({ status: 'RUNNING' });
		expect(await world.notify(id)).toBe(200);
		expect(world.requests.filter((name) => name === 'getRunStatus')).toHaveLength(3);
		world.emulator.setRun(id, { status: 'FAILED' });
		world.restart();
		const other = world.run();
		await world.notify(other);
		expect(world.reported).toEqual([`${other} runCompleted`, `${id} runFailed`]);
		await world.notify(id);
		expect(world.reported).toHaveLength(2);
	});

	async function untilAsked(times: number): Promise<void> {
		while (world.requests.length < times) await new Promise((resolve) => setImmediate(resolve));
	}
});

describe('when AI Hub cannot be asked', () => {
	it.each([
		['500', { status: 500 }],
		['401', { status: 401 }],
		['429', { status: 429, retryAfter: 60 }],
		['a page', { html: 502 }],
		['a page instead of a refusal', { html: 400 }],
		['a refusal without a reason', { status: 400 }],
		['an error under a success', { status: 200, body: { status: 'ERROR', msg: 'Internal' } }],
		['nothing', { reset: 'before' }],
		['no JSON', { malformed: true }],
	] as Array<[string, FaultAction]>)('(%s) it is to be sent again', async (_, action) => {
		const id = world.run();
		world.emulator.faults.add({ match: {}, times: Infinity, action });
		const { status, headers, text } = await world.send({ run_id: id });
		expect([status, headers['retry-after']]).toEqual([503, '30']);
		expect(text).not.toContain(world.emulator.token);
		expect(world.requests).toHaveLength(1);
		expect(world.host.saved).toEqual({});
		world.emulator.faults.clear();
		expect(await world.notify(id)).toBe(200);
		expect(world.reported).toEqual([`${id} runCompleted`]);
	});

	it('for the results of one run, none of the body is reported', async () => {
		const ids = [world.run(), world.run()];
		world.parameters = { ...world.parameters, includeResults: true };
		const path = `/v2/apps/runs/${ids[1]}/results`;
		world.emulator.faults.add({ match: { path }, action: { status: 503 } });
		const body = ids.map((id) => ({ run_id: id }));
		expect([(await world.send(body)).status, world.reported]).toEqual([503, []]);
		expect((await world.send(body)).status).toBe(200);
		expect(world.reported).toHaveLength(2);
	});
});

describe('forged bodies', () => {
	it('start nothing, cost few requests and no memory', async () => {
		const statuses = new Set<number>();
		const begun = Date.now();
		for (let sent = 0; sent < 500; sent += 20) {
			const together = Array.from({ length: 20 }, async () => await world.notify(randomUUID()));
			for (const status of await Promise.all(together)) statuses.add(status);
		}
		const seconds = Math.ceil((Date.now() - begun) / 1000);
		expect([...statuses].sort()).toEqual([404, 429]);
		expect(world.requests.length).toBeLessThanOrEqual(MOST_VAIN_LOOKS + seconds);
		expect(world.host.executions).toEqual([]);
		expect(world.host.saved).toEqual({});
	});

	it('that repeat an ID cost one request', async () => {
		const body = { run_id: randomUUID() };
		for (let times = 0; times < 5; times++) {
			expect((await world.send(body)).status).toBe(404);
		}
		expect(world.requests).toHaveLength(1);
	});

	it('without any ID cost none', async () => {
		for (const body of [{}, [], { hello: 'world' }, { a: [1, 2, null] }]) {
			expect((await world.send(body)).status).toBe(200);
		}
		expect(world.requests).toEqual([]);
	});

	it('do not use up what true ones need', async () => {
		const ids = Array.from({ length: MOST_VAIN_LOOKS * 2 }, () => world.run());
		for (const id of ids) {
			const status = (await world.send({ id: randomUUID(), subject: 'x', about: id })).status;
			expect(status).toBe(200);
		}
		expect(world.reported).toHaveLength(ids.length);
	});
});

describe('the secret', () => {
	beforeEach(() => {
		world.parameters = { ...world.parameters, secret: 'Geheim ß', headerName: 'X-Check' };
	});

	it.each([
		['none', {}],
		['a wrong one', { 'x-check': 'wrong' }],
		['a part of it', { 'x-check': 'Geheim' }],
		['one in another header', { 'x-other': 'Geheim ß' }],
	])('%s costs nothing and starts nothing', async (_, headers) => {
		const { status, text } = await world.send({ run_id: world.run() }, headers as never);
		expect(status).toBe(401);
		expect(text).not.toContain('Geheim');
		expect([world.requests, world.reported]).toEqual([[], []]);
	});

	it('the right one counts', async () => {
		world.parameters = { ...world.parameters, secret: 'right' };
		expect((await world.send({ run_id: world.run() }, { 'X-Check': 'right' })).status).toBe(200);
		expect(world.reported).toHaveLength(1);
	});
});

describe('a test in the editor', () => {
	it('shows a run whatever was reported, and changes nothing', async () => {
		const id = world.run();
		await world.notify(id);
		const { saved } = world.host;
		world.host.mode = 'manual';
		await world.notify(id);
		await world.notify(id);
		expect(world.reported).toEqual(Array(3).fill(`${id} runCompleted`));
		expect(world.host.saved).toBe(saved);
	});
});
