import type { NodeOperationError } from 'n8n-workflow';

import { eventsOf, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterEach(() => world.reset());

afterAll(async () => await world.close());

const DAY = 86_400;

describe('a test in the editor', () => {
	test('gives a recent run that matches, and leaves the state alone', async () => {
		world.parameters = { events: ['runFailed'], filters: { tags: 'mine' } };
		world.run({ status: 'FAILED', secondsAgo: 30 * DAY, tags: ['mine'] });
		const id = world.run({ status: 'FAILED', secondsAgo: 20 * DAY, tags: ['mine'] });
		world.run({ status: 'FAILED', secondsAgo: 60 });
		world.run({ status: 'COMPLETE', secondsAgo: 30, tags: ['mine'] });
		world.staticData = { state: 'as it is' };
		expect(eventsOf(await world.items({ mode: 'manual' }))).toEqual([`${id} runFailed`]);
		expect(world.staticData).toEqual({ state: 'as it is' });
	});

	test('reads the results of a few runs only to find one that had a review', async () => {
		world.parameters = { events: ['reviewFinished'] };
		for (let n = 0; n < 60; n++) world.run({ secondsAgo: n });
		const { error } = await world.poll({ mode: 'manual' });
		expect(error?.message).toBe('No run found to test with');
		expect(world.requests.filter((name) => name === 'getRunResults')).toHaveLength(25);
	});

	test('says what it looked for when there is none', async () => {
		world.parameters = {
			events: ['runFailed', 'reviewFinished'],
			filters: { appId: { __rl: true, mode: 'name', value: 'Contracts' }, tags: 'a, b' },
		};
		const { error } = await world.poll({ mode: 'manual' });
		expect(error?.message).toBe('No run found to test with');
		expect((error as NodeOperationError).description).toContain(
			'Looked for runs that failed or completed after a review, of app "Contracts", with all of the tags "a", "b".',
		);
	});
});
