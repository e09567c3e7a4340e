import type { PollSettings } from '../../nodes/AiHubTrigger/draft';
import { pollRunEvents } from '../../nodes/AiHubTrigger/runEvents';
import type { Beginning, TriggerState } from '../../nodes/AiHubTrigger/state';
import type { Transition } from '../../nodes/shared/trigger/transitions';
import { ListedRuns, runAt, stateWith } from './listedRuns';

const idOf = async ({ run, event }: Transition) => [`${run.id} ${event}`];

async function poll(
	hub: ListedRuns,
	from: TriggerState | Beginning,
	more: Partial<PollSettings> = {},
	itemsOf = idOf,
) {
	const wanted: PollSettings['wanted'] = new Set(['runCompleted', 'runFailed']);
	const settings = { wanted, matches: () => true, timeLeft: () => 1, nowS: () => 1e6, ...more };
	return await pollRunEvents(from, hub.source, settings, itemsOf);
}

const ended = (start: number, id?: string) => runAt(start, id, 'COMPLETE');

describe('a beginning', () => {
	test('takes what has ended as known, and watches what is in flight', async () => {
		const hub = new ListedRuns([runAt(50), ended(1900), ended(2000)]);
		const { items, state, warnings } = await poll(hub, { filterKey: 'key' });
		expect([items, warnings]).toEqual([[], []]);
		expect(state).toMatchObject({ filterKey: 'key', cursor: 2000, floor: 0 });
		expect(state.runs.get('run-50')).toEqual({ start: 50, phase: 'running' });

		hub.runs = [ended(50), ended(1900), ended(2000), ended(2001)];
		expect((await poll(hub, state)).items).toEqual([
			'run-50 runCompleted',
			'run-2001 runCompleted',
		]);
	});

	test('without any run asks for no list of those in flight', async () => {
		const hub = new ListedRuns([]);
		const { state } = await poll(hub, { filterKey: 'key' });
		expect(state).toEqual({ filterKey: 'key', cursor: 0, floor: 0, runs: new Map() });
		expect(hub.queries.filter(({ status }) => status)).toEqual([]);
	});

	test('looks at the newest run alone to know the time at AI Hub', async () => {
		const hub = new ListedRuns([ended(1900), ended(2000)]);
		await poll(hub, { filterKey: 'key' });
		expect(hub.queries[0]).toEqual({ from: 1, order: 'DESCENDING', limit: 1, offset: 0 });
	});

	test('reports runs from the given second on, not those before', async () => {
		const hub = new ListedRuns([ended(1400), ended(1499), ended(1500), ended(5000), runAt(1450)]);
		const { items, state } = await poll(hub, { filterKey: 'key', since: 1500 });
		expect(items).toEqual(['run-1500 runCompleted', 'run-5000 runCompleted']);
		expect(state.cursor).toBe(5000);
		hub.runs[4] = ended(1450);
		expect((await poll(hub, state)).items).toEqual(['run-1450 runCompleted']);
	});

	test('reports what started first before what is in flight', async () => {
		const hub = new ListedRuns([ended(1600), runAt(1700, 'stopped', 'STOPPED_AT_CHECKPOINT')]);
		const wanted: PollSettings['wanted'] = new Set(['runCompleted', 'runWaitingForReview']);
		const { items } = await poll(hub, { filterKey: 'key', since: 1500 }, { wanted });
		expect(items).toEqual(['run-1600 runCompleted', 'stopped runWaitingForReview']);
	});

	test('whose clock is ahead of AI Hub misses no run', async () => {
		const hub = new ListedRuns([ended(2000)]);
		const { state } = await poll(hub, { filterKey: 'key', since: 9000 });
		expect(state.cursor).toBe(2000);
	});

	test('after a run that starts in the future misses no run', async () => {
		const hub = new ListedRuns([ended(2000), ended(9000)]);
		const { state } = await poll(hub, { filterKey: 'key' }, { nowS: () => 2100 });
		expect(state.cursor).toBe(2100);
		hub.runs.push(ended(2200));
		const next = await poll(hub, state, { nowS: () => 2300 });
		expect(next.items).toEqual(['run-2200 runCompleted']);
		expect(next.state.cursor).toBe(2300);
		expect((await poll(hub, next.state, { nowS: () => 2300 })).items).toEqual([]);
	});

	test('because what was saved cannot be read is told', async () => {
		const hub = new ListedRuns([]);
		const { warnings } = await poll(hub, { filterKey: 'key', isUnreadable: true });
		expect(warnings).toEqual([
			{ message: expect.stringContaining('cannot be read'), isLoss: true },
		]);
		expect(warnings[0].message).toContain('Look in AI Hub');
		const next = await poll(hub, { filterKey: 'key', isUnreadable: false });
		expect(next.warnings).toEqual([]);
	});
});

test('a poll leaves the state it goes on from as it is', async () => {
	const state = stateWith([['run-900', { start: 900, phase: 'running' }]]);
	const hub = new ListedRuns([ended(900), ended(2000)]);
	const outcome = await poll(hub, state);
	expect(outcome.items).toHaveLength(2);
	expect(state).toEqual(stateWith([['run-900', { start: 900, phase: 'running' }]]));
});

test('what has ended is forgotten when no list can show it again', async () => {
	const hub = new ListedRuns([ended(900), ended(2000)]);
	const { state } = await poll(hub, stateWith([['run-900', { start: 900, phase: 'running' }]]));
	expect([...state.runs.keys()]).toEqual(['run-2000']);
});

test('runs that fail are told, and those that the memory has no room for', async () => {
	const hub = new ListedRuns([ended(1001, 'bad'), ended(1002, 'good'), runAt(1003)]);
	const { items, warnings } = await poll(
		hub,
		stateWith(),
		{ mostBytes: 230 },
		async (transition) => {
			if (transition.run.id === 'bad') throw new Error('no results');
			return await idOf(transition);
		},
	);
	expect(items).toEqual(['good runCompleted']);
	expect(warnings.map(({ message }) => message)).toEqual([
		'Run bad waits for the next poll: no results',
		expect.stringContaining('1 ended runs were dropped'),
		expect.stringContaining('1 runs in flight'),
	]);
});

describe('new runs', () => {
	test('are found with one request where a page of the newest holds them all', async () => {
		const hub = new ListedRuns([ended(50), ended(1001), ended(1002)]);
		const { items } = await poll(hub, stateWith(), { pageSize: 3 });
		expect(items).toEqual(['run-1001 runCompleted', 'run-1002 runCompleted']);
		expect(hub.queries).toHaveLength(1);
	});

	test('are found, oldest first, where they fill many pages', async () => {
		const starts = Array.from({ length: 20 }, (_, index) => 1001 + index);
		const hub = new ListedRuns(starts.map((start) => ended(start)));
		const { items, state } = await poll(hub, stateWith(), { pageSize: 4 });
		expect(items).toEqual(starts.map((start) => `run-${start} runCompleted`));
		expect(state.cursor).toBe(1020);
	});

	test('are found, each once, on a server that lists the newest first whatever is asked', async () => {
		const starts = Array.from({ length: 20 }, (_, index) => 1001 + index);
		const hub = new ListedRuns(starts.map((start) => ended(start)));
		const { list } = hub.source;
		hub.source.list = async (query) => await list({ ...query, order: 'DESCENDING' });
		const found: string[] = [];
		let state = stateWith();
		for (let polls = 0; polls < 6; polls++) {
			const outcome = await poll(hub, state, { pageSize: 4, timeLeft: () => 0.4 });
			found.push(...outcome.items);
			state = outcome.state;
		}
		expect(found).toEqual(starts.map((start) => `run-${start} runCompleted`));
	});

	test('are listed at once where those known fill a page', async () => {
		const known = [1000, 999, 998].map((start) => ended(start));
		const hub = new ListedRuns([...known, ended(1001)]);
		const watched = known.map(({ id }, index) => [id, 1000 - index] as const);
		const state = stateWith(watched.map(([id, start]) => [id, { start, phase: 'done' }]));
		expect((await poll(hub, state, { pageSize: 3 })).items).toEqual(['run-1001 runCompleted']);
		expect(hub.queries.map(({ order }) => order)).not.toContain('DESCENDING');
	});

	test('that are known but started long ago fill no page', async () => {
		const old = [10, 20, 30].map((start) => runAt(start));
		const hub = new ListedRuns([...old, ended(1001)]);
		const state = stateWith(
			old.map(({ id }, index) => [id, { start: 10 * (index + 1), phase: 'running' }]),
		);
		await poll(hub, state, { pageSize: 3 });
		expect(hub.queries[0].order).toBe('DESCENDING');
	});

	test('wait for the next poll when time is over, but some are taken each time', async () => {
		const known = [300, 400, 500].map((start) => ended(start));
		const starts = Array.from({ length: 12 }, (_, index) => 1001 + index);
		const hub = new ListedRuns([...known, ...starts.map((start) => ended(start))]);
		let state = stateWith(
			known.map(({ id }, index) => [id, { start: 100 * (index + 3), phase: 'done' }]),
		);
		const found: string[] = [];
		let polls = 0;
		for (; found.length < 12 && polls < 12; polls++) {
			const outcome = await poll(hub, state, { pageSize: 3, timeLeft: () => 0.4 });
			expect(outcome.items.length).toBeGreaterThan(0);
			expect(outcome.items.length).toBeLessThan(12);
			found.push(...outcome.items);
			state = outcome.state;
		}
		expect(found).toEqual(starts.map((start) => `run-${start} runCompleted`));
	});
});
