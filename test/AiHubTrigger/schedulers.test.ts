import { randomUUID } from 'node:crypto';

import { eventsOf, World } from './world';

/** n8n's database scheduler: every poll has a context of its own, and gets what was saved last. */
const SCHEDULED = { activation: 'update' as const, nodeSettings: { id: '' } };

beforeEach(() => {
	SCHEDULED.nodeSettings.id = randomUUID();
});

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterEach(() => world.reset());

afterAll(async () => await world.close());

test('quiet polls that n8n does not save get on through a list that is longer than one poll', async () => {
	await world.activate(SCHEDULED);
	world.parameters = { filters: { tags: 'wanted' } };
	await world.items({ ...SCHEDULED, activation: 'activate' });
	const saved = world.staticData;
	for (let index = 0; index < 450; index++) world.run({ secondsAgo: -index });
	const wanted = world.run({ secondsAgo: -450, tags: ['wanted'] });
	world.later(450);
	let events: string[] = [];
	let polls = 0;
	for (; polls < 20 && events.length === 0; polls++) {
		world.staticData = saved;
		events = eventsOf(await world.items({ ...SCHEDULED, pollBudgetMs: 0.001 }));
	}
	expect(events).toEqual([`${wanted} runCompleted`]);
	expect(polls).toBeGreaterThan(2);
});

test('a quiet poll asks as little as where n8n saves it', async () => {
	await world.activate({ ...SCHEDULED, activation: 'activate' });
	const saved = world.staticData;
	world.parameters = { filters: { tags: 'wanted' } };
	for (let index = 0; index < 320; index++) world.run({ secondsAgo: -10 * index });
	world.later(3200);
	await world.items(SCHEDULED);
	world.staticData = saved;
	const before = world.requests.length;
	await world.items(SCHEDULED);
	expect(world.requests.length - before).toBeLessThanOrEqual(2);
});

test('a poll that got the data from before the last report does nothing; later ones go on', async () => {
	await world.activate({ ...SCHEDULED, activation: 'activate' });
	const saved = world.staticData;
	const id = world.run();
	expect(eventsOf(await world.items(SCHEDULED))).toEqual([`${id} runCompleted`]);
	const reported = world.staticData;
	world.staticData = saved;
	expect(await world.items(SCHEDULED)).toEqual([]);
	world.staticData = reported;
	const next = world.run();
	expect(eventsOf(await world.items(SCHEDULED))).toEqual([`${next} runCompleted`]);
});

test('polls of one node at the same time report a run once', async () => {
	await world.activate({ ...SCHEDULED, activation: 'activate' });
	const id = world.run();
	const saved = world.staticData;
	const found = await Promise.all(
		Array.from({ length: 5 }, async () => await world.items({ ...SCHEDULED, staticData: saved })),
	);
	expect(found.flatMap(eventsOf)).toEqual([`${id} runCompleted`]);
});

test('the poll of an activation waits for one that is still under way', async () => {
	await world.activate({ ...SCHEDULED, activation: 'activate' });
	const saved = world.staticData;
	world.run({ status: 'COMPLETE' });
	const [, activation] = await Promise.all([
		world.poll({ ...SCHEDULED, staticData: saved }),
		world.poll({ ...SCHEDULED, staticData: saved, activation: 'activate' }),
	]);
	expect(activation.items).toBeNull();
	world.staticData = activation.staticData;
	const id = world.run();
	expect(eventsOf(await world.items(SCHEDULED))).toEqual([`${id} runCompleted`]);
});

describe('durable cursors', () => {
	const commits: string[] = [];
	const committing = (name: string) => ({
		...SCHEDULED,
		commitCursor: async () => void commits.push(name),
	});

	beforeEach(() => commits.splice(0));

	test('the state of a silent activation is saved', async () => {
		world.run();
		await world.activate({ ...committing('activation'), activation: 'activate' });
		expect(commits).toEqual(['activation']);
	});

	test('what an activation reports is saved by n8n, with the execution', async () => {
		world.clock.advance(Math.max(0, Date.now() - world.clock.now()));
		world.run();
		world.parameters = { options: { startFromHours: 1 } };
		const items = await world.items({ ...committing('activation'), activation: 'activate' });
		expect(items).toHaveLength(1);
		expect(commits).toEqual([]);
	});

	test('later polls leave saving to n8n', async () => {
		await world.activate({ ...SCHEDULED, activation: 'activate' });
		await world.items(committing('quiet'));
		world.run();
		expect(await world.items(committing('reporting'))).toHaveLength(1);
		expect(commits).toEqual([]);
	});
});

test('no request outlasts the time that n8n gives a poll', async () => {
	await world.activate();
	world.emulator.faults.add({
		match: { operationId: 'listRuns' },
		times: Infinity,
		action: { delayMs: 4_000 },
	});
	const { error, items } = await world.poll({ pollBudgetMs: 500 });
	expect(items).toBeNull();
	expect(error?.message).toMatch(/did not answer in time|no whole answer|took too long/i);
}, 10_000);
