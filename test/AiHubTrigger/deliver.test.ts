import { deliver } from '../../nodes/AiHubTrigger/deliver';
import { Draft } from '../../nodes/AiHubTrigger/draft';
import { runAt, stateWith } from './listedRuns';

/** A draft with a completed run by each of these IDs; before, they were in flight. */
function draftOf(ids: string[], timeLeft = () => 1): Draft {
	const state = stateWith(ids.map((id) => [id, { start: 900, phase: 'running' }]));
	const settings = {
		wanted: new Set(['runCompleted'] as const),
		matches: () => true,
		timeLeft,
		nowS: () => 1e6,
	};
	const draft = new Draft(state, settings);
	for (const id of ids) draft.observe(runAt(900, id, 'COMPLETE'));
	return draft;
}

/** The runs that the next poll finds again. */
function leftIn(draft: Draft): string[] {
	return [...draft.state.runs].flatMap(([id, { phase }]) => (phase === 'running' ? [id] : []));
}

/** Delivers two items of each run, but fails at some of them; notes which ones were tried. */
async function delivered(draft: Draft, failing: string[] = []) {
	const tried: string[] = [];
	const outcome = deliver(draft, async ({ run: { id } }) => {
		tried.push(id);
		if (failing.includes(id)) throw new Error(`no results of ${id}`);
		return [`${id} 1`, `${id} 2`];
	});
	return { tried, ...(await outcome.catch((thrown: Error) => ({ thrown }))) };
}

const waiting = (id: string) => ({
	message: `Run ${id} waits for the next poll: no results of ${id}`,
	isLoss: false,
});

test('all runs are reported in their order, as long as there is time', async () => {
	const draft = draftOf(['a', 'b']);
	const items = ['a 1', 'a 2', 'b 1', 'b 2'];
	expect(await delivered(draft)).toEqual({ tried: ['a', 'b'], items, postponed: [] });
	expect(leftIn(draft)).toEqual([]);
});

test('nothing is reported where nothing happened', async () => {
	expect(await delivered(draftOf([]))).toEqual({ tried: [], items: [], postponed: [] });
});

test('a run may make no items, and is done with', async () => {
	const draft = draftOf(['a']);
	expect(await deliver(draft, async () => [])).toEqual({ items: [], postponed: [] });
	expect(leftIn(draft)).toEqual([]);
});

test('a run may have as many rows as n8n can hold', async () => {
	const rows = Array.from({ length: 200_000 }, (_, index) => index);
	const { items } = await deliver(draftOf(['a', 'b']), async () => rows);
	expect(items).toHaveLength(400_000);
	expect(items.slice(199_999, 200_001)).toEqual([199_999, 0]);
});

describe('when the time is over', () => {
	test.each([
		[0.11, ['a', 'b', 'c'], []],
		[0.1, ['a'], ['b', 'c']],
		[0, ['a'], ['b', 'c']],
	])('with %p of it left, one run is reported in any case', async (timeLeft, tried, left) => {
		const draft = draftOf(['a', 'b', 'c'], () => timeLeft);
		expect(await delivered(draft)).toMatchObject({ tried, postponed: [] });
		expect(leftIn(draft)).toEqual(left);
	});

	test('the rest is left for the next poll', async () => {
		let left = 0.4;
		const draft = draftOf(['a', 'b', 'c', 'd'], () => (left -= 0.12));
		expect(await delivered(draft)).toMatchObject({
			items: ['a 1', 'a 2', 'b 1', 'b 2', 'c 1', 'c 2'],
		});
		expect(leftIn(draft)).toEqual(['d']);
	});
});

describe('a run whose results cannot be read', () => {
	test('holds up itself alone, with a warning', async () => {
		const draft = draftOf(['a', 'b', 'c']);
		expect(await delivered(draft, ['a', 'b'])).toEqual({
			tried: ['a', 'b', 'c'],
			items: ['c 1', 'c 2'],
			postponed: [waiting('a'), waiting('b')],
		});
		expect(leftIn(draft)).toEqual(['a', 'b']);
	});

	test('is not the cause where three of them fail: the rest waits untried', async () => {
		const draft = draftOf(['a', 'b', 'c', 'd', 'e', 'f']);
		expect(await delivered(draft, ['b', 'c', 'd'])).toEqual({
			tried: ['a', 'b', 'c', 'd'],
			items: ['a 1', 'a 2'],
			postponed: ['b', 'c', 'd'].map(waiting),
		});
		expect(leftIn(draft)).toEqual(['b', 'c', 'd', 'e', 'f']);
	});

	test('fails the poll where nothing could be reported', async () => {
		const { tried, ...rest } = await delivered(draftOf(['a', 'b']), ['a', 'b']);
		expect(tried).toEqual(['a', 'b']);
		expect(rest).toEqual({ thrown: new Error('no results of a') });
	});
});
