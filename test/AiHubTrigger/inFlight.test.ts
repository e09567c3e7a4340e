import { Draft } from '../../nodes/AiHubTrigger/draft';
import { checkInFlight, listInFlight } from '../../nodes/AiHubTrigger/inFlight';
import type { Phase } from '../../nodes/shared/trigger/transitions';
import type { Run } from '../../nodes/shared/api/resources/runs';
import { ListedRuns, runAt, stateWith } from './listedRuns';

/** A poll that watches these runs. */
function draftOf(
	watched: Array<[id: string, start: number, phase?: Phase]>,
	{ timeLeft = (): number => 1, pageSize = 100 } = {},
): Draft {
	return new Draft(
		stateWith(watched.map(([id, start, phase = 'running']) => [id, { start, phase }])),
		{ wanted: new Set(['runCompleted']), matches: () => true, timeLeft, nowS: () => 1e6, pageSize },
	);
}

async function idsInFlight(hub: ListedRuns, pageSize?: number): Promise<string[]> {
	const ids: string[] = [];
	for await (const page of listInFlight(hub.source, { from: 1 }, pageSize)) {
		ids.push(...page.map(({ id }) => id));
	}
	return [...new Set(ids)];
}

describe('the list of what is in flight', () => {
	const statuses = ['RUNNING', 'COMPLETE', 'STOPPED_AT_CHECKPOINT', 'FAILED', 'PAUSED'];
	const all = statuses.map((status, index) => runAt(10 * (index + 1), status, status));

	test('holds all that has not ended', async () => {
		const hub = new ListedRuns(all);
		expect(await idsInFlight(hub, 2)).toEqual(['RUNNING', 'STOPPED_AT_CHECKPOINT', 'PAUSED']);
	});

	test('ends early where AI Hub does not filter by status', async () => {
		const hub = new ListedRuns(all, true);
		expect(await idsInFlight(hub, 2)).toEqual(['RUNNING']);
		expect(hub.queries).toHaveLength(1);
	});
});

test('what has ended or was met in this poll is not asked for', async () => {
	const hub = new ListedRuns([runAt(10, 'a', 'COMPLETE'), runAt(20, 'b')]);
	const draft = draftOf([
		['a', 10, 'done'],
		['b', 20],
	]);
	draft.observe(runAt(20, 'b'));
	await checkInFlight(draft, hub.source);
	expect(hub).toMatchObject({ queries: [], asked: [] });
});

test('a single run is asked for by id, and reported', async () => {
	const hub = new ListedRuns([runAt(10, 'a', 'COMPLETE')]);
	const draft = draftOf([['a', 10]]);
	await checkInFlight(draft, hub.source);
	expect(hub).toMatchObject({ queries: [], asked: ['a'] });
	expect(draft.transitions).toMatchObject([{ run: { id: 'a' }, event: 'runCompleted' }]);
});

test('several are found in one list, those that ended by id', async () => {
	const hub = new ListedRuns([runAt(10, 'a'), runAt(20, 'b'), runAt(30.9, 'c')]);
	hub.runs.push(runAt(15, 'd', 'COMPLETE'), runAt(25, 'dropped before'));
	const draft = draftOf([
		['a', 10],
		['b', 20],
		['d', 15],
		['c', 30],
	]);
	await checkInFlight(draft, hub.source);
	expect(hub.asked).toEqual(['d']);
	expect(draft.transitions).toMatchObject([{ run: { id: 'd' } }]);
	expect([...draft.state.runs.keys()]).toEqual(['a', 'b', 'c', 'd']);
});

test('a run that AI Hub does not know any more is missed', async () => {
	const draft = draftOf([
		['gone', 10],
		['b', 20],
	]);
	await checkInFlight(draft, new ListedRuns([runAt(20, 'b')]).source);
	expect(draft.state.runs.get('gone')).toMatchObject({ missed: 1 });
	expect(draft.state.runs.get('b')).toEqual({ start: 20, phase: 'running' });
});

test('a run that the poll met meanwhile is not missed because the list shows it again', async () => {
	const draft = draftOf([
		['a', 10],
		['b', 20],
		['c', 30],
	]);
	draft.observe(runAt(20, 'b'));
	await checkInFlight(draft, new ListedRuns([10, 20, 30].map(inOrder)).source);
	expect([...draft.state.runs.values()].some(({ missed }) => missed)).toBe(false);
});

const inOrder = (start: number): Run => runAt(start, { 10: 'a', 20: 'b', 30: 'c' }[start]);

describe('a list of many others', () => {
	/** 40 runs of others, then those that are watched. */
	const others = Array.from({ length: 40 }, (_, index) => runAt(100 + index, `other-${index}`));
	const watched = (count: number) =>
		Array.from({ length: count }, (_, index): [string, number] => [`w-${index}`, 200 + index]);
	const listed = async (count: number) => {
		const ours = watched(count);
		const first: [string, number] = ['first', 99];
		const hub = new ListedRuns([...others, ...[first, ...ours].map(([id, at]) => runAt(at, id))]);
		await checkInFlight(draftOf([first, ...ours], { pageSize: 5 }), hub.source);
		return { pages: hub.queries.length, asked: hub.asked.length };
	};

	test('is given up after as many pages as a quarter of what is left to find', async () => {
		expect(await listed(4)).toEqual({ pages: 1, asked: 4 });
		expect(await listed(5)).toEqual({ pages: 2, asked: 5 });
		expect(await listed(8)).toEqual({ pages: 2, asked: 8 });
	});

	test('is read on as long as it shows what is watched', async () => {
		const ours = watched(20);
		const hub = new ListedRuns(ours.map(([id, at]) => runAt(at, id)));
		await checkInFlight(draftOf(ours, { pageSize: 6 }), hub.source);
		expect(hub.asked.length).toBeLessThanOrEqual(1);
	});

	test('is not read on for the last one', async () => {
		const hub = new ListedRuns([runAt(10, 'a'), runAt(11, 'b'), runAt(900, 'c')]);
		hub.runs.push(...others);
		const ours: Array<[string, number]> = [
			['a', 10],
			['b', 11],
			['c', 900],
		];
		await checkInFlight(draftOf(ours, { pageSize: 2 }), hub.source);
		expect(hub.queries).toHaveLength(1);
		expect(hub.asked).toEqual(['c']);
	});
});

describe('when time runs out', () => {
	const ids = Array.from({ length: 12 }, (_, index): [string, number] => [
		`run-${index}`,
		index + 10,
	]);
	const look = async (timeLeft: number) => {
		const hub = new ListedRuns(ids.map(([id, start]) => runAt(start, id)));
		await checkInFlight(draftOf(ids, { timeLeft: () => timeLeft, pageSize: 4 }), hub.source);
		return { pages: hub.queries.length, asked: hub.asked.length };
	};

	test('one page and one run are looked at, so that there is progress', async () => {
		expect(await look(0)).toEqual({ pages: 1, asked: 1 });
		expect(await look(0.2)).toEqual({ pages: 1, asked: 1 });
	});

	test('the list is given up before the single runs', async () => {
		expect(await look(0.3)).toEqual({ pages: 1, asked: 8 });
		const { pages, asked } = await look(0.31);
		expect(pages).toBeGreaterThan(1);
		expect(asked).toBeLessThanOrEqual(1);
	});
});
