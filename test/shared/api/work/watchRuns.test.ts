import { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { failureOf, secondsAgo } from '../../support/listedRuns';
import { tooMany, WatchedRuns } from '../../support/watchedRuns';

let hub: WatchedRuns;

beforeEach(() => {
	hub = new WatchedRuns();
});

const looksAt = (id: string) => hub.looks.filter((look) => look.startsWith(`${id} at `));

describe('a wait for several runs', () => {
	it('ends for each by itself, with rounds almost two seconds apart', async () => {
		hub.answers('r', 'RUNNING', 'RUNNING', 'COMPLETE');
		hub.answers('s', 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'FAILED');
		expect(await Promise.all([hub.wait('r'), hub.wait('s')])).toEqual([
			{ id: 'r', status: 'COMPLETE' },
			{ id: 's', status: 'FAILED' },
		]);
		expect(looksAt('r')).toEqual(['r at 0', 'r at 1900', 'r at 3800']);
		// The one that is left is looked at each second again.
		expect(looksAt('s').slice(0, 3)).toEqual(['s at 0', 's at 1900', 's at 3800']);
		expect(looksAt('s').slice(3)).toEqual(['s at 4800', 's at 5800']);
	});

	it('fails for the one alone that cannot be looked at', async () => {
		hub.answers('r', 'RUNNING', 401);
		hub.answers('s', 'RUNNING', 'RUNNING', 'COMPLETE');
		const [failed, ended] = await Promise.allSettled([hub.wait('r'), hub.wait('s')]);
		expect(failed).toMatchObject({ reason: { kind: 'authentication' } });
		expect(ended).toEqual({ status: 'fulfilled', value: { id: 's', status: 'COMPLETE' } });
	});

	it('that are the same run takes one look a round', async () => {
		hub.answers('r', 'RUNNING', 'RUNNING', 'COMPLETE');
		const run = { id: 'r', status: 'COMPLETE' };
		expect(await Promise.all([hub.wait('r'), hub.wait('r')])).toEqual([run, run]);
		expect(hub.looks).toHaveLength(3);
	});

	it.each([
		[2_850, ['s at 0', 's at 1900', 's at 2850']],
		[2_849, ['s at 0', 's at 1900', 's at 3800']],
	])('takes a look along that is due within half a pause: after %i ms', async (limitMs, ofS) => {
		// The look at the end of the limit of one comes between two looks at the other.
		await Promise.allSettled([hub.wait('r', { limitMs }), hub.wait('s', { limitMs: 9_000 })]);
		expect(looksAt('r')).toEqual(['r at 0', 'r at 1900', `r at ${limitMs}`]);
		expect(looksAt('s').slice(0, 3)).toEqual(ofS);
	});

	it('takes no look along that AI Hub asked to be later', async () => {
		hub.answers('r', 'RUNNING', tooMany(2.5), 'COMPLETE');
		await Promise.allSettled([hub.wait('r'), hub.wait('s', { limitMs: 9_000 })]);
		const [first, second, third] = looksAt('r').map((look) => Number(look.split(' at ')[1]));
		expect([first, second]).toEqual([0, 1_900]);
		expect(third).toBeGreaterThanOrEqual(second + 2_500);
	});

	it('looks within a second at one that is added in a pause', async () => {
		hub.answers('r', { status: 'RUNNING', ...secondsAgo(300) }, 'COMPLETE');
		hub.answers('s', 'COMPLETE');
		const { sleep } = hub.api;
		let added: Promise<unknown> | undefined;
		hub.api.sleep = async (ms) => {
			added ??= hub.wait('s');
			await sleep(ms);
		};
		await hub.wait('r');
		expect(await added).toEqual({ id: 's', status: 'COMPLETE' });
		expect(hub.looks).toEqual(['r at 0', 's at 1000', 'r at 30000']);
	});

	it('is stopped for all of them at once', async () => {
		hub.api.sleep = async () => await Promise.reject(new AiHubError('cancelled', 'Stopped'));
		const errors = await Promise.all(['r', 's'].map((id) => failureOf(hub.wait(id))));
		expect(errors.map(({ message }) => message)).toEqual(
			['r', 's'].map(
				(id) => `Stopped. Run ${id} was not stopped: it goes on at AI Hub (last state RUNNING).`,
			),
		);
	});
});

describe('runs that were started together', () => {
	const runs = ['r', 's', 't'].map((id) => ({ id, status: 'COMPLETE', ...secondsAgo(0) }));
	const waits = (ids: string[]) =>
		ids.map((id) => hub.wait(id, { justStarted: { id, ...secondsAgo(0) } }));

	it('are found in one list, with one that was not due yet', async () => {
		hub = new WatchedRuns(runs);
		hub.answers('r', 'RUNNING');
		expect(await Promise.all(waits(['r', 's', 't']))).toEqual(runs);
		expect(hub.requests.map(({ operationId }) => operationId)).toEqual([
			'getRunStatus',
			'listRuns',
		]);
		expect(hub.slept).toEqual([]);
	});

	it('are not disturbed by another one in their list', async () => {
		hub = new WatchedRuns([{ id: 'other', ...secondsAgo(0) }, ...runs]);
		expect(await Promise.all(waits(['r', 's', 't']))).toEqual(runs);
	});
});
