import { itemsOfRecentRun } from '../../nodes/AiHubTrigger/recentRun';
import type { Run } from '../../nodes/shared/api/resources/runs';
import type { RunEvent, Transition } from '../../nodes/shared/trigger/transitions';
import { ListedRuns, runAt } from './listedRuns';

let hub: ListedRuns;
let tried: Transition[];

beforeEach(() => {
	hub = new ListedRuns([]);
	tried = [];
});

/** Runs one second apart, the newest one last. */
const add = (...statuses: string[]) => {
	for (const status of statuses) hub.runs.push(runAt(1000 + hub.runs.length, undefined, status));
};
/** The items of the newest run that has any. */
const recent = (
	wanted: RunEvent[] = ['runCompleted'],
	hasItems: (run: Run) => boolean = () => true,
	matches: (run: Run) => boolean = () => true,
) =>
	itemsOfRecentRun(hub.source, { wanted: new Set(wanted), matches }, async (transition) => {
		tried.push(transition);
		return hasItems(transition.run) ? [transition.run.id, 'more'] : [];
	});
const triedIds = () => tried.map(({ run }) => run.id);

test('the newest run gives all of its items, as one that was not seen before', async () => {
	add('COMPLETE', 'COMPLETE');
	expect(await recent()).toEqual(['run-1001', 'more']);
	expect(tried).toEqual([{ run: hub.runs[1], before: 'new', event: 'runCompleted' }]);
});

test.each<[RunEvent[], string[]]>([
	[['runCompleted'], ['COMPLETE']],
	[['reviewFinished'], ['COMPLETE']],
	[
		['runFailed', 'runCancelled'],
		['FAILED', 'CANCELLED'],
	],
	[['runWaitingForReview'], ['STOPPED_AT_CHECKPOINT']],
])('for %j, AI Hub is asked for the newest runs with %j', async (wanted, status) => {
	add(...status);
	await recent(wanted);
	expect(hub.queries).toEqual([{ from: 1, status, order: 'DESCENDING', limit: 50, offset: 0 }]);
	expect(tried.map(({ run }) => run.status)).toEqual(status.slice(-1));
});

test('a run that goes on is passed over, although the server lists it', async () => {
	hub = new ListedRuns([], true);
	add('COMPLETE', 'RUNNING');
	expect(await recent()).toEqual(['run-1000', 'more']);
	expect(triedIds()).toEqual(['run-1000']);
});

test('a run that does not match is passed over', async () => {
	add('COMPLETE', 'COMPLETE');
	expect(await recent(undefined, undefined, ({ id }) => id !== 'run-1001')).toEqual([
		'run-1000',
		'more',
	]);
	expect(triedIds()).toEqual(['run-1000']);
});

test('a run without items is passed over', async () => {
	add('COMPLETE', 'COMPLETE', 'COMPLETE');
	expect(await recent(undefined, ({ id }) => id === 'run-1000')).toEqual(['run-1000', 'more']);
	expect(triedIds()).toEqual(['run-1002', 'run-1001', 'run-1000']);
});

test('up to 25 runs are looked at', async () => {
	add(...Array<string>(26).fill('COMPLETE'));
	expect(await recent(undefined, ({ id }) => id === 'run-1001')).toEqual(['run-1001', 'more']);
	expect(tried).toHaveLength(25);
	expect(await recent(undefined, ({ id }) => id === 'run-1000')).toEqual([]);
	expect(tried).toHaveLength(50);
});

test('up to 200 runs are read', async () => {
	add(...Array<string>(201).fill('COMPLETE'));
	const only = async (wanted: string) =>
		await recent(undefined, undefined, ({ id }) => id === wanted);
	expect(await only('run-1001')).toEqual(['run-1001', 'more']);
	expect(hub.queries.map(({ offset }) => offset)).toEqual([0, 50, 100, 150]);
	expect(await only('run-1000')).toEqual([]);
	expect(hub.queries).toHaveLength(8);
});

test('an empty page is the end', async () => {
	expect(await recent()).toEqual([]);
	expect(hub.queries).toHaveLength(1);
	add('COMPLETE');
	expect(await recent(undefined, () => false)).toEqual([]);
	expect(hub.queries.map(({ offset }) => offset)).toEqual([0, 0, 50]);
});
