import {
	copyState,
	fitState,
	forgetEnded,
	listedFrom,
	MOST_BYTES,
	OVERLAP_S,
	readState,
	type TriggerState,
	whereToGoOn,
	writeState,
} from '../../nodes/AiHubTrigger/state';
import type { Phase } from '../../nodes/shared/trigger/transitions';

const NOW_S = 1_750_000_000;

function stateOf(...runs: Array<[id: string, start: number, phase: Phase]>): TriggerState {
	return {
		filterKey: 'key',
		cursor: NOW_S,
		floor: 0,
		runs: new Map(runs.map(([id, start, phase]) => [id, { start, phase }])),
	};
}

const bytesOf = (state: TriggerState) => Buffer.byteLength(JSON.stringify(writeState(state)));

test('what is written can be read', () => {
	const state = stateOf(['a', 1, 'new'], ['b', 2, 'running'], ['c', 3, 'waiting']);
	state.runs.set('d', { start: 4, phase: 'resumed' }).set('e', { start: 5, phase: 'done' });
	expect(readState(JSON.parse(JSON.stringify(writeState(state))))).toEqual(state);
});

test.each([
	[undefined],
	[null],
	['text'],
	[[]],
	[{}],
	[{ version: 2, filterKey: 'k', cursor: 1, floor: 0, runs: {} }],
	[{ version: 1, filterKey: 7, cursor: 1, floor: 0, runs: {} }],
	[{ version: 1, filterKey: 'k', cursor: '1', floor: 0, runs: {} }],
	[{ version: 1, filterKey: 'k', cursor: 1, floor: -1, runs: {} }],
	[{ version: 1, filterKey: 'k', cursor: 1, floor: 0, runs: [] }],
	[{ version: 1, filterKey: 'k', cursor: 1, floor: 0, runs: { a: 1 } }],
	[{ version: 1, filterKey: 'k', cursor: 1.5, floor: 0, runs: {} }],
	[{ version: 1, filterKey: 'k', cursor: 1, floor: 0 }],
	[{ version: 1, filterKey: 'k', cursor: 1, floor: 0, runs: null }],
	[{ version: 1, filterKey: 'k', cursor: 1, floor: 0, runs: { a: [1, 9] } }],
	[{ version: 1, filterKey: 'k', cursor: 1, floor: 0, runs: { a: [1, '1'] } }],
	[{ version: 1, filterKey: 'k', cursor: 1, floor: 0, runs: { a: ['1', 1] } }],
])('%j is no state', (stored) => {
	expect(readState(stored)).toBeUndefined();
});

test('the smallest state is one', () => {
	const stored = { version: 1, filterKey: '', cursor: 0, floor: 0, runs: {} };
	expect(readState(stored)).toEqual({ filterKey: '', cursor: 0, floor: 0, runs: new Map() });
});

test('it is kept how often a run was not found, where it was not', () => {
	const state = stateOf(['b', 2, 'running']);
	state.runs.set('a', { start: 1, phase: 'waiting', missed: 4 });
	expect(writeState(state).runs).toEqual({ b: [2, 1], a: [1, 2, 4] });
	expect(readState(writeState(state))).toEqual(state);
	expect(readState({ ...writeState(state), runs: { a: [1, 2, 'x'] } })?.runs.get('a')).toEqual({
		start: 1,
		phase: 'waiting',
	});
});

test('it is kept how often the results of a run could not be read, and what was saved before is read', () => {
	const failed = { polls: 3, since: NOW_S - 60, own: NOW_S };
	const state = stateOf(['b', 2, 'running']);
	state.runs.set('a', { start: 1, phase: 'running', failed });
	state.runs.set('c', { start: 3, phase: 'running', missed: 2, failed: { ...failed, own: 0 } });
	expect(writeState(state).runs).toEqual({
		b: [2, 1],
		a: [1, 1, 0, 3, NOW_S - 60, NOW_S],
		c: [3, 1, 2, 3, NOW_S - 60, 0],
	});
	expect(readState(JSON.parse(JSON.stringify(writeState(state))))).toEqual(state);
	const runs = { a: [1, 1, 0, 3, 'x', 0], b: [1, 1, 0, 3] };
	expect([...readState({ ...writeState(state), runs })!.runs.values()]).toEqual([
		{ start: 1, phase: 'running' },
		{ start: 1, phase: 'running' },
	]);
});

test('what is known of failures counts in the size of a state', () => {
	const state = stateOf();
	const failed = { polls: 3, since: NOW_S - 60, own: NOW_S };
	for (let index = 0; index < 200; index++) {
		state.runs.set(`run-${index}`, { start: NOW_S, phase: 'running', failed });
	}
	expect(fitState(state, 8000)).toHaveLength(1);
	expect(bytesOf(state)).toBeLessThanOrEqual(8000);
	expect(bytesOf(state)).toBeGreaterThan(7700);
});

test('a copy can be changed without the original', () => {
	const state = stateOf(['a', 1, 'running']);
	const copy = copyState(state);
	expect(copy).toEqual(state);
	copy.runs.clear();
	copy.cursor = 0;
	expect(state).toEqual(stateOf(['a', 1, 'running']));
});

test.each([
	[NOW_S, 0, NOW_S - OVERLAP_S],
	[NOW_S, NOW_S - 5, NOW_S - 5],
	[0, 0, 1],
	[OVERLAP_S, 0, 1],
	[OVERLAP_S + 2, 0, 2],
])('with the newest of %i and nothing before %i, the list begins at %i', (cursor, floor, from) => {
	expect(listedFrom({ ...stateOf(), cursor, floor })).toBe(from);
});

describe('a poll', () => {
	const saved = writeState(stateOf(['a', 1, 'running']));
	const begins = { filterKey: 'key', since: undefined, isUnreadable: false };

	test('goes on from what was saved', () => {
		expect(whereToGoOn(saved, 'key', false, 7)).toEqual(readState(saved));
	});

	test('begins anew with other filters, from now on', () => {
		expect(whereToGoOn(saved, 'other', false, 7)).toEqual({ ...begins, filterKey: 'other' });
	});

	test('begins anew at an activation, and the first time, from the given second on', () => {
		expect(whereToGoOn(saved, 'key', true, 7)).toEqual({ ...begins, since: 7 });
		expect(whereToGoOn('garbage', 'key', true, 7)).toEqual({ ...begins, since: 7 });
		expect(whereToGoOn(undefined, 'key', false, 7)).toEqual({ ...begins, since: 7 });
	});

	test('begins anew, from now on, and says so, when what was saved cannot be read', () => {
		expect(whereToGoOn('garbage', 'key', false, 7)).toEqual({ ...begins, isUnreadable: true });
		expect(whereToGoOn({}, 'key', false)).toEqual({ ...begins, isUnreadable: true });
	});
});

test('an ended run is remembered as long as it can be listed, one in flight for ever', () => {
	const state = stateOf(
		['in flight', 5, 'waiting'],
		['listed', NOW_S - OVERLAP_S, 'done'],
		['past', NOW_S - OVERLAP_S - 1, 'done'],
	);
	forgetEnded(state);
	expect([...state.runs.keys()]).toEqual(['in flight', 'listed']);
});

test('ended runs go first, oldest first and by whole seconds; then what started first', () => {
	const state = stateOf(
		['old-in-flight', 10, 'running'],
		['ended-1', NOW_S - 2, 'done'],
		['ended-2', NOW_S - 2, 'done'],
		['ended-3', NOW_S - 1, 'done'],
		['new-in-flight', NOW_S, 'running'],
	);
	const warnings = fitState(state, 200 + 4 * 27);
	expect([...state.runs.keys()]).toEqual(['old-in-flight', 'ended-3', 'new-in-flight']);
	expect(listedFrom(state)).toBe(NOW_S - 1);
	expect(warnings).toEqual([
		{ message: expect.stringContaining('2 ended runs were dropped'), isLoss: false },
	]);

	expect(fitState(state, 200 + 35)).toHaveLength(2);
	expect([...state.runs.keys()]).toEqual(['new-in-flight']);
});

test('a full state keeps within its bytes', () => {
	const state = stateOf();
	for (let index = 0; index < 20_000; index++) {
		const id = `01902d6f-bb35-74cb-bd27-${String(index).padStart(12, '0')}`;
		state.runs.set(id, { start: NOW_S + Math.floor(index / 40), phase: 'running' });
	}
	expect(fitState(state)).toEqual([
		{ message: expect.stringMatching(/\(256 KB\).*no longer watched/), isLoss: true },
	]);
	expect(bytesOf(state)).toBeLessThanOrEqual(MOST_BYTES);
	expect(bytesOf(state)).toBeGreaterThan(MOST_BYTES * 0.95);
});

test('what fits stays, without a warning', () => {
	const state = stateOf(['a', 1, 'running'], ['b', NOW_S, 'done']);
	expect(fitState(state)).toEqual([]);
	expect(state.runs.size).toBe(2);
});

test('a state that just fits stays as it is', () => {
	const full = () => stateOf(['a', 100, 'done'], ['b', 200, 'running']);
	// 200 for the head, and for each entry: the ID in quotes, the start, 6 for the rest.
	const bytes = 200 + 2 * (3 + 3 + 6);
	const state = full();
	expect(fitState(state, bytes)).toEqual([]);
	expect(state).toEqual(full());
	expect(fitState(state, bytes - 1)).toMatchObject([{ isLoss: false }]);
	expect([...state.runs.keys()]).toEqual(['b']);
	expect(state.floor).toBe(101);
});

test('a run that was missed takes more room', () => {
	const state = stateOf();
	state.runs.set('a', { start: 100, phase: 'running', missed: 2 });
	expect(fitState(state, 200 + 3 + 3 + 8)).toEqual([]);
	expect(fitState(state, 200 + 3 + 3 + 7)).toMatchObject([{ isLoss: true }]);
});

test('what was given up before is not listed again', () => {
	const state = { ...stateOf(['a', 100, 'done'], ['b', 200, 'running']), floor: 500 };
	fitState(state, 0);
	expect(state.floor).toBe(500);
});

test('what is given up is told with the limit and the number of runs', () => {
	const state = stateOf(['a', 1, 'done'], ['b', 2, 'running'], ['c', 3, 'waiting']);
	const [ended, inFlight] = fitState(state, 0);
	expect(ended.message).toMatch(/memory is full \(0 KB\): 1 ended runs .* not be reported\.$/);
	expect(inFlight.message).toMatch(
		/memory is full \(0 KB\): 2 runs in flight.*one trigger per app\.$/,
	);
});

describe.each<Phase>(['done', 'running'])('of runs that are all %s', (phase) => {
	test('those that started first go, in whatever order they stand, and no more than must', () => {
		const state = stateOf(
			['c', 300, phase],
			['a', 100, phase],
			['d', 400, phase],
			['b', 200, phase],
		);
		fitState(state, 200 + 2 * (3 + 3 + 6));
		expect([...state.runs.keys()]).toEqual(['c', 'd']);
		expect(state.floor).toBe(201);
	});
});

test('a state that just fits keeps even what no list can show again', () => {
	const state = { ...stateOf(['a', 100, 'done']), floor: 500 };
	expect(fitState(state, 200 + 3 + 3 + 6)).toEqual([]);
	expect([...state.runs.keys()]).toEqual(['a']);
});
