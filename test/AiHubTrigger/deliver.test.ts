import { deliver } from '../../nodes/AiHubTrigger/deliver';
import { Draft, type PollSettings } from '../../nodes/AiHubTrigger/draft';
import type { Failures } from '../../nodes/AiHubTrigger/state';
import { AiHubError } from '../../nodes/shared/api/wire/errors';
import { runAt, stateWith } from './listedRuns';

const NOW_S = 1_750_000_000;

/** A draft with a completed run by each of these IDs; before, they were in flight. */
function draftOf(
	ids: string[],
	timeLeft = () => 1,
	failures: Record<string, Failures> = {},
	more: Partial<PollSettings> = {},
): Draft {
	const state = stateWith(
		ids.map((id) => [id, { start: 900, phase: 'running', failed: failures[id] }]),
	);
	const settings: PollSettings = {
		wanted: new Set(['runCompleted', 'runFailed'] as const),
		matches: () => true,
		timeLeft,
		nowS: () => NOW_S,
		...more,
	};
	const draft = new Draft(state, settings);
	for (const id of ids) draft.observe(runAt(900, id, id === 'failed' ? 'FAILED' : 'COMPLETE'));
	return draft;
}

/** The runs that the next poll finds again. */
function leftIn(draft: Draft): string[] {
	return [...draft.state.runs].flatMap(([id, { phase }]) => (phase === 'running' ? [id] : []));
}

const NO_NEED: Partial<PollSettings> = { readsResults: ({ run }) => run.id !== 'failed' };

/** Delivers two items of each run, but fails at some of them; notes what was tried, with which share. */
async function delivered(draft: Draft, failing: string[] = [], errorOf = noResults) {
	const tried: string[] = [];
	const shares: Array<number | undefined> = [];
	const outcome = await deliver(draft, async ({ run: { id } }, bounds) => {
		if (bounds?.unreadable) return [`${id} given up`];
		tried.push(id);
		shares.push(bounds?.share);
		if (failing.includes(id)) throw errorOf(id);
		return [`${id} 1`, `${id} 2`];
	});
	return { tried, shares, ...outcome };
}

const noResults = (id: string): Error => new Error(`no results of ${id}`);

const waiting = (id: string) => ({
	message: `Run ${id} waits for the next poll: no results of ${id}`,
	isLoss: false,
});

const failedBefore = (polls: number, ageS: number, ownAgeS?: number): Failures => ({
	polls,
	since: NOW_S - ageS,
	own: ownAgeS === undefined ? 0 : NOW_S - ownAgeS,
});

test('all runs are reported in their order, as long as there is time', async () => {
	const draft = draftOf(['a', 'b']);
	const items = ['a 1', 'a 2', 'b 1', 'b 2'];
	expect(await delivered(draft)).toMatchObject({ tried: ['a', 'b'], items, warnings: [] });
	expect(leftIn(draft)).toEqual([]);
});

test('nothing is reported where nothing happened', async () => {
	expect(await delivered(draftOf([]))).toMatchObject({ tried: [], items: [], warnings: [] });
});

test('a run may make no items, and is done with', async () => {
	const draft = draftOf(['a']);
	expect(await deliver(draft, async () => [])).toEqual({ items: [], warnings: [] });
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
		expect(await delivered(draft)).toMatchObject({ tried, warnings: [] });
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
		const { tried, items, warnings, failure } = await delivered(draft, ['a', 'b']);
		expect([tried, items]).toEqual([
			['a', 'b', 'c'],
			['c 1', 'c 2'],
		]);
		expect([warnings, failure]).toEqual([[waiting('a'), waiting('b')], undefined]);
		expect(leftIn(draft)).toEqual(['a', 'b']);
	});

	test('is not the cause where three of them fail and none can be read: the rest waits', async () => {
		const draft = draftOf(['a', 'b', 'c', 'd']);
		const { tried, items } = await delivered(draft, ['a', 'b', 'c']);
		expect([tried, items]).toEqual([['a', 'b', 'c'], []]);
		expect(leftIn(draft)).toEqual(['a', 'b', 'c', 'd']);
	});

	test('is the cause where others can be read: all are tried', async () => {
		const draft = draftOf(['a', 'b', 'c', 'd', 'e', 'f']);
		const { tried, items } = await delivered(draft, ['b', 'c', 'd', 'e']);
		expect(tried).toHaveLength(6);
		expect(items).toEqual(['a 1', 'a 2', 'f 1', 'f 2']);
	});

	test('comes after those that failed less often, and those that need no results', async () => {
		const failures = { a: failedBefore(2, 60), b: failedBefore(1, 60) };
		const readsResults: PollSettings['readsResults'] = ({ event }) => event === 'runCompleted';
		const draft = draftOf(['a', 'b', 'c', 'failed'], undefined, failures, { readsResults });
		expect((await delivered(draft)).tried).toEqual(['failed', 'c', 'b', 'a']);
	});

	test('may take half of the time that is left, and all of it where no other waits', async () => {
		expect((await delivered(draftOf(['a', 'b', 'c']), ['b'])).shares).toEqual([0.5, 0.5, 1]);
	});

	test('is counted, also where the poll has no time for it the next time', async () => {
		const draft = draftOf(['a', 'b']);
		await delivered(draft, ['a']);
		const failed = { polls: 1, since: NOW_S, own: NOW_S };
		expect(draft.state.runs.get('a')).toEqual({ start: 900, phase: 'running', failed });
		const next = draftOf(['b', 'a'], () => 0, { a: failed });
		await delivered(next);
		expect(next.state.runs.get('a')).toEqual({ start: 900, phase: 'running', failed });
	});

	test.each([
		['alone', ['b'], {}, NOW_S],
		['beside another that fails', ['b', 'c'], {}, 0],
		['beside what needs no results', ['b', 'failed'], NO_NEED, NOW_S],
	])('shows that it is the run %s', async (_, ids, more, own) => {
		const draft = draftOf(ids, undefined, {}, more);
		await delivered(draft, ['b', 'c']);
		expect(draft.state.runs.get('b')?.failed?.own).toBe(own);
	});

	test('is counted no more when it could be read', async () => {
		const draft = draftOf(['a'], undefined, { a: failedBefore(9, 7200, 7200) });
		expect((await delivered(draft)).items).toEqual(['a 1', 'a 2']);
		expect(draft.state.runs.get('a')).toEqual({ start: 900, phase: 'done' });
	});
});

describe('where nothing could be delivered', () => {
	const wordsOf = async (ids: string[], failing: string[], errorOf?: (id: string) => Error) =>
		(await delivered(draftOf(ids), failing, errorOf)).failure;

	test('the failure names the runs and why', async () => {
		expect(await wordsOf(['a'], ['a'])).toEqual(
			new Error('Run a cannot be reported yet: no results of a'),
		);
		expect((await wordsOf(['a', 'b'], ['a', 'b']))?.message).toBe(
			'Run a cannot be reported yet: no results of a; Run b cannot be reported yet: no results of b',
		);
	});

	test('a reason that several have is told once, with what else the error says', async () => {
		const broken = () => new AiHubError('unavailable', 'broken', { status: 500, hint: 'Wait.' });
		const failure = await wordsOf(['a', 'b', 'c', 'd'], ['a', 'b', 'c'], broken);
		expect(failure).toMatchObject({
			kind: 'unavailable',
			message: 'Runs a, b, c cannot be reported yet: broken',
			details: { status: 500, hint: 'Wait.' },
		});
	});

	test('not all of many runs are named', async () => {
		const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
		const draft = draftOf([...ids, 'nothing to say']);
		const { failure } = await deliver(draft, async ({ run: { id } }) => {
			if (id.length === 1 && id !== 'a') throw new Error('broken');
			return [];
		});
		expect(failure?.message).toBe('Runs b, c, d, e, f and 1 more cannot be reported yet: broken');
	});
});

describe('a run that failed for long', () => {
	const given = (failed: Failures, ids = ['a', 'b']) => draftOf(ids, undefined, { a: failed });

	test('is reported without its results, with the reason', async () => {
		const draft = given(failedBefore(4, 3600, 3600));
		const { items, warnings } = await delivered(draft, ['a']);
		expect(items).toEqual(['b 1', 'b 2', 'a given up']);
		expect(warnings).toEqual([
			{
				message:
					'Run a is reported without its results: no results of a. 5 polls since 2025-06-15T14:06:40.000Z tried in vain.',
				isLoss: false,
			},
		]);
		expect(draft.state.runs.get('a')).toEqual({ start: 900, phase: 'done' });
	});

	test('waits on where it cannot even be reported so', async () => {
		const draft = given(failedBefore(9, 7200, 7200), ['a']);
		const { warnings, failure } = await deliver(draft, async () => {
			throw new Error('no tags');
		});
		expect([warnings[0].message, failure?.message]).toEqual([
			'Run a waits for the next poll: no tags',
			'Run a cannot be reported yet: no tags',
		]);
		expect(draft.state.runs.get('a')?.failed?.polls).toBe(10);
	});

	test('is told to a person where it makes no item', async () => {
		const draft = given(failedBefore(9, 7200, 7200), ['a']);
		const { items, warnings, failure } = await deliver(draft, async (_, bounds) => {
			if (bounds?.unreadable) return [];
			throw new Error('broken');
		});
		expect([items, failure]).toEqual([[], undefined]);
		expect(warnings).toEqual([
			{
				message: expect.stringMatching(/^Run a is not reported, .* review: broken\. 10/),
				isLoss: true,
			},
		]);
	});
});
