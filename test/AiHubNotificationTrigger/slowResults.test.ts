import { sleep } from 'n8n-workflow';

import { World } from './world';

/** How long Event Grid waits before it sends again. Here it takes no time. */
const EVENT_GRID_MS = 10_000;
const NO_TIME = /^AI Hub did not give the results in the time.* Run → Get Results /;

let world: World;
beforeAll(async () => {
	world = await World.start();
});
beforeEach(() => {
	world.reset();
	world.parameters = { ...world.parameters, includeResults: true };
	const { timeout } = AbortSignal;
	// The time for results is over at once, that for anything else never.
	jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(ms === 20_000 ? 0 : ms));
	world.emulator.faults.add({
		match: { operationId: 'getRunResults' },
		times: Infinity,
		action: { hold: 'before' },
	});
});
afterEach(() => {
	jest.restoreAllMocks();
	expect(world.host.thrown).toEqual([]);
});
afterAll(async () => await world.close());

const errors = () => world.host.executions.flat().map(({ json }) => json.results_error);

describe('a run whose results take too long', () => {
	it('is reported without them when it is told again, and once', async () => {
		const id = world.run();
		expect([await world.notify(id), world.reported]).toEqual([503, []]);
		await sleep(EVENT_GRID_MS);
		expect(await world.notify(id)).toBe(200);
		await world.notify(id);
		expect(world.reported).toEqual([`${id} runCompleted`]);
		expect(errors()).toEqual([expect.stringMatching(NO_TIME)]);
	});

	it('is not given up by two notifications of the same moment', async () => {
		const id = world.run();
		expect([await world.notify(id), await world.notify(id)]).toEqual([503, 503]);
		expect(world.reported).toEqual([]);
	});

	it('is reported with them when they come in time at last', async () => {
		const id = world.run();
		expect(await world.notify(id)).toBe(503);
		jest.restoreAllMocks();
		world.emulator.faults.clear();
		await sleep(EVENT_GRID_MS);
		expect(await world.notify(id)).toBe(200);
		expect(world.reported).toEqual([`${id} runCompleted`]);
		expect(errors()).toEqual([undefined]);
	});

	it('is shown at once to a person who tests', async () => {
		world.host.mode = 'manual';
		expect(await world.notify(world.run())).toBe(200);
		expect(errors()).toEqual([expect.stringMatching(NO_TIME)]);
	});
});
