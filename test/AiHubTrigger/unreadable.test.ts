import { type FaultAction, ManualClock } from '../emulator';
import { eventsOf, World } from './world';

let world: World;

beforeAll(async () => {
	// Start From counts its hours by this machine's clock.
	world = await World.start(new ManualClock(Date.now()));
});

afterEach(() => world.reset());

afterAll(async () => await world.close());

/** Its results always answer so; 501 is not asked for again. */
function resultsFail(
	id: string,
	action: FaultAction = { status: 501, body: { message: 'broken' } },
) {
	const match = { operationId: 'getRunResults', path: new RegExp(id) };
	world.emulator.faults.add({ match, action, times: Infinity });
}

const events = ['runCompleted', 'runFailed'];
const completed = (id: string) => `${id} runCompleted`;

describe.each([
	['with documents', { events, includeResults: true }],
	['for reviews', { events: [...events, 'reviewFinished'] }],
])('runs whose results never come, %s', (_, parameters) => {
	test('hold up no other, however many they are', async () => {
		world.parameters = parameters;
		await world.activate();
		const stuck = Array.from({ length: 4 }, (_, index) => world.run({ secondsAgo: 30 - index }));
		stuck.forEach((id) => resultsFail(id));
		const fine = world.run({ secondsAgo: 10 });
		const failed = world.run({ secondsAgo: 5, status: 'FAILED' });
		expect(eventsOf(await world.items())).toEqual([`${failed} runFailed`]);
		expect(eventsOf(await world.items())).toEqual([completed(fine)]);
		const { error } = await world.poll();
		expect(error?.message).toMatch(/^Runs .* cannot be reported yet: .*\(HTTP 501\): broken$/);
		for (const polls of [1, 2]) {
			world.later(60 * polls);
			const next = world.run();
			expect(eventsOf(await world.items())).toEqual([completed(next)]);
		}
	});
});

test('a run that failed for an hour while others could be read is reported without its results', async () => {
	world.parameters = { events, includeResults: true };
	await world.activate();
	const stuck = world.run();
	resultsFail(stuck);
	world.run({ status: 'FAILED' });
	expect(await world.items()).toHaveLength(1);
	const { state } = world.staticData as { state: { runs: Record<string, number[]> } };
	const [polls, since, own] = state.runs[stuck].slice(3);
	expect([polls, own]).toEqual([1, since]);
	state.runs[stuck].splice(3, 3, 4, since - 3600, own - 3600);

	const fine = world.run();
	const items = await world.items();
	expect(eventsOf(items)).toEqual([completed(fine), completed(stuck)]);
	expect(items[1].results_error).toMatch(/HTTP 501.*: broken\. 5 polls since .* tried in vain\.$/);
	world.run({ status: 'FAILED' });
	expect(await world.items()).toHaveLength(1);
});

test('an activation does not fail because of it, but the next poll does', async () => {
	world.parameters = { events, includeResults: true, options: { startFromHours: 1 } };
	const stuck = world.run({ secondsAgo: 60 });
	resultsFail(stuck);
	expect(await world.activate()).toEqual([]);
	expect((await world.poll()).error?.message).toContain(`Run ${stuck} cannot be reported yet`);
});

test('a run whose results take longer than a poll leaves time for the others', async () => {
	world.parameters = { events, includeResults: true };
	await world.activate();
	const slow = world.run({ secondsAgo: 20 });
	resultsFail(slow, { delayMs: 8_000 });
	const fine = world.run({ secondsAgo: 10 });
	expect(eventsOf(await world.items({ pollBudgetMs: 5000 }))).toEqual([completed(fine)]);
}, 20_000);
