import { PollMemory } from '../../nodes/AiHubTrigger/pollMemory';

const NOW = Date.UTC(2026, 0, 2);
const SAVED = { cursor: 1 };
const NEXT = { cursor: 2 };

let memory: PollMemory;

beforeEach(() => {
	memory = new PollMemory();
});

/** Notes what the poll made of what n8n had saved. */
const quiet = (saved: unknown, state: unknown, node = 'a') =>
	memory.note(node, saved, state, false, NOW);
const reported = (saved: unknown, state: unknown, node = 'a') =>
	memory.note(node, saved, state, true, NOW);

test('of a node without a poll nothing is known', () => {
	expect(memory.isStale('a', SAVED, NOW)).toBe(false);
	expect(memory.isStale('a', undefined, NOW)).toBe(false);
	expect(memory.latest('a', SAVED)).toBe(SAVED);
	expect(memory.latest('a', undefined)).toBeUndefined();
});

describe('after a poll that reported', () => {
	beforeEach(() => reported(SAVED, NEXT));

	test('the state from before it is stale, until n8n has had time to save', () => {
		expect(memory.isStale('a', { ...SAVED }, NOW)).toBe(true);
		expect(memory.isStale('a', { ...SAVED }, NOW + 9_999)).toBe(true);
		expect(memory.isStale('a', { ...SAVED }, NOW + 10_000)).toBe(false);
	});

	test('any other state is not', () => {
		expect(memory.isStale('a', NEXT, NOW)).toBe(false);
		expect(memory.isStale('a', undefined, NOW)).toBe(false);
	});

	test('other nodes are not concerned', () => {
		expect(memory.isStale('b', SAVED, NOW)).toBe(false);
	});

	test('what n8n saved is where to go on', () => {
		expect(memory.latest('a', SAVED)).toBe(SAVED);
		expect(memory.latest('a', NEXT)).toBe(NEXT);
	});

	test('a quiet poll from the new state makes nothing stale', () => {
		quiet(NEXT, { cursor: 3 });
		expect(memory.isStale('a', NEXT, NOW)).toBe(false);
		expect(memory.isStale('a', SAVED, NOW)).toBe(false);
	});
});

test('a first poll that reported makes the state stale that there was: none', () => {
	reported(undefined, NEXT);
	expect(memory.isStale('a', undefined, NOW)).toBe(true);
	expect(memory.isStale('a', NEXT, NOW)).toBe(false);
});

describe('after quiet polls', () => {
	beforeEach(() => quiet(SAVED, NEXT));

	test('the next one goes on from where the last one ended', () => {
		expect(memory.latest('a', { ...SAVED })).toBe(NEXT);
		quiet(SAVED, { cursor: 3 });
		expect(memory.latest('a', SAVED)).toEqual({ cursor: 3 });
	});

	test('not from there once n8n has saved something else', () => {
		expect(memory.latest('a', { cursor: 9 })).toEqual({ cursor: 9 });
		expect(memory.latest('a', undefined)).toBeUndefined();
	});

	test('not from there after a report', () => {
		reported(SAVED, { cursor: 3 });
		expect(memory.latest('a', SAVED)).toBe(SAVED);
	});

	test('other nodes go on from theirs', () => {
		quiet(SAVED, { cursor: 5 }, 'b');
		expect(memory.latest('a', SAVED)).toBe(NEXT);
		expect(memory.latest('b', SAVED)).toEqual({ cursor: 5 });
		expect(memory.latest('c', SAVED)).toBe(SAVED);
	});

	test('nothing is stale', () => {
		expect(memory.isStale('a', SAVED, NOW)).toBe(false);
	});
});

test('a quiet first poll, which n8n has saved, is not remembered', () => {
	quiet(undefined, NEXT);
	expect(memory.latest('a', undefined)).toBeUndefined();
	quiet(SAVED, NEXT);
	quiet(undefined, { cursor: 3 });
	expect(memory.latest('a', SAVED)).toBe(NEXT);
});
