/**
 * The trigger over hours of polls, a share of whose requests is answered by a fault. AIHUB_STORM_HOURS
 * sets how many hours, AIHUB_SEED which.
 */
import { eventsOf, World } from '../AiHubTrigger/world';
import { oneOf, randomFrom } from '../support/random';
import { faultyAnswers } from './faultyAnswers';

const SEED = Number(process.env.AIHUB_SEED ?? 20260131);
const HOURS = Number(process.env.AIHUB_STORM_HOURS ?? 1);
const EVENTS = {
	COMPLETE: 'runCompleted',
	FAILED: 'runFailed',
	CANCELLED: 'runCancelled',
	STOPPED_AT_CHECKPOINT: 'runWaitingForReview',
} as const;

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

it.each([0.2, 0.5])(
	'reports every end once, with a fault in the answers to %d of all requests',
	async (share) => {
		world.reset();
		world.parameters = { events: [...Object.values(EVENTS), 'reviewFinished'] };
		const random = randomFrom(SEED);
		const { faults } = world.emulator;
		const expected: string[] = [];
		const reported: string[] = [];

		/** What a poll keeps when it fails is n8n's to decide: sometimes this, sometimes that. */
		async function pollOnce(activation: 'activate' | 'init'): Promise<Error | undefined> {
			const before = world.staticData;
			const { items, error } = await world.poll({ activation });
			if (error && random() < 0.5) world.staticData = before;
			reported.push(...eventsOf((items?.[0] ?? []).map(({ json }) => json)));
			return error;
		}

		await pollOnce('activate');
		for (let minute = 0; minute < HOURS * 60; minute++) {
			if (random() < 0.4) {
				const outcome = oneOf(random, Object.keys(EVENTS) as Array<keyof typeof EVENTS>);
				const durationMs = Math.floor(random() * 20 * 60_000);
				const id = world.run({ outcome, durationMs, secondsAgo: 0 });
				expected.push(`${id} ${EVENTS[outcome]}`);
			}
			world.later(60);
			faults.otherwise = faultyAnswers(random, share);
			await pollOnce('init');
		}
		faults.clear();
		for (let polls = 0; polls < 3; polls++) {
			world.later(20 * 60);
			expect(await pollOnce('init')).toBeUndefined();
		}
		expect(expected.length).toBeGreaterThan(HOURS * 10);
		expect(reported.sort()).toEqual(expected.sort());
	},
	20_000 + HOURS * 60_000,
);
