import { ManualClock } from '../emulator';
import { eventsOf, World } from './world';

let world: World;

beforeAll(async () => {
	// The emulator's answers carry the time of this machine.
	world = await World.start(new ManualClock(Date.now()));
});

afterAll(async () => await world.close());

test('a run that starts two hours ahead hides none that start after it', async () => {
	await world.activate();
	const ahead = world.run();
	const pattern = `("id":"${ahead}","status":"COMPLETE","start_timestamp":)\\d+`;
	const start = `${world.clock.now() + 7_200_000}000000`;
	world.emulator.faults.add({
		match: { operationId: 'listRuns' },
		times: Infinity,
		action: { rewrite: { replace: [{ pattern, with: `$1${start}` }] } },
	});
	expect(eventsOf(await world.items())).toEqual([`${ahead} runCompleted`]);
	for (let polls = 0; polls < 3; polls++) {
		world.later(60);
		const id = world.run();
		expect(eventsOf(await world.items())).toEqual([`${id} runCompleted`]);
	}
});
