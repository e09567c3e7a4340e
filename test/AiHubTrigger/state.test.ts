import {
	fitState,
	forgetEnded,
	listedFrom,
	MOST_BYTES,
	OVERLAP_S,
	readState,
	type TriggerState,
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
	[{ version: 1, filterKey: 'k', cursor: 1, floor: 0, runs: { a: [1, 9] } }],
])('%j is no state', (stored) => {
	expect(readState(stored)).toBeUndefined();
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
		{ message: expect.stringContaining('no longer watched'), isLoss: true },
	]);
	expect(bytesOf(state)).toBeLessThanOrEqual(MOST_BYTES);
	expect(bytesOf(state)).toBeGreaterThan(MOST_BYTES * 0.95);
});

test('what fits stays, without a warning', () => {
	const state = stateOf(['a', 1, 'running'], ['b', NOW_S, 'done']);
	expect(fitState(state)).toEqual([]);
	expect(state.runs.size).toBe(2);
});
