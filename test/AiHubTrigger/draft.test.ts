import { Draft, hasEnded, type PollSettings } from '../../nodes/AiHubTrigger/draft';
import type { TriggerState } from '../../nodes/AiHubTrigger/state';
import type { RunEvent } from '../../nodes/shared/trigger/transitions';
import { runAt, stateWith } from './listedRuns';

const settings = (more: Partial<PollSettings> = {}): PollSettings => ({
	wanted: new Set<RunEvent>(['runCompleted']),
	matches: () => true,
	timeLeft: () => 1,
	nowS: () => 1e6,
	...more,
});
const draftOf = (state: TriggerState, more?: Partial<PollSettings>, since?: number) =>
	new Draft(state, settings(more), since);
const ended = (start: number, id?: string) => runAt(start, id, 'COMPLETE');

test('a draft leaves the state it goes on from as it is', () => {
	const state = stateWith([['a', { start: 900, phase: 'running' }]]);
	draftOf(state).observeListed(runAt(2000), 1000);
	expect(state).toEqual(stateWith([['a', { start: 900, phase: 'running' }]]));
});

describe('a run that is seen', () => {
	test('is reported with what it was before', () => {
		const draft = draftOf(stateWith([['a', { start: 900, phase: 'waiting' }]]));
		const [known, fresh] = [ended(901, 'a'), ended(950, 'b')];
		draft.observe(known);
		draft.observe(fresh);
		expect(draft.transitions).toEqual([
			{ run: known, before: 'waiting', event: 'reviewFinished' },
			{ run: fresh, before: 'new', event: 'runCompleted' },
		]);
		expect([...draft.state.runs]).toEqual([
			['a', { start: 900, phase: 'done' }],
			['b', { start: 950, phase: 'done' }],
		]);
	});

	test('goes to the end, behind those that were not looked at', () => {
		const draft = draftOf(
			stateWith([
				['a', { start: 1, phase: 'running' }],
				['b', { start: 2, phase: 'running' }],
			]),
		);
		draft.observe(runAt(1, 'a'));
		expect([...draft.state.runs.keys()]).toEqual(['b', 'a']);
		expect([draft.isSeen('a'), draft.isSeen('b')]).toEqual([true, false]);
	});

	test('counts once in a poll, although it went on meanwhile', () => {
		const draft = draftOf(stateWith());
		draft.observe(runAt(950, 'a'));
		draft.observe(ended(950, 'a'));
		expect(draft.transitions).toEqual([]);
		expect(draft.state.runs.get('a')).toEqual({ start: 950, phase: 'running' });
	});

	test('is left alone when it does not match, unless it is watched already', () => {
		const known = stateWith([['a', { start: 900, phase: 'running' }]]);
		const draft = draftOf(known, { matches: () => false });
		draft.observe(ended(900, 'a'));
		draft.observe(ended(950, 'b'));
		expect([...draft.state.runs.keys()]).toEqual(['a']);
		expect(draft.transitions).toHaveLength(1);
		expect(draft.isSeen('b')).toBe(false);
	});

	test('is not reported for an event that nobody wants', () => {
		const draft = draftOf(stateWith());
		draft.observe(runAt(950, 'a', 'FAILED'));
		expect(draft.transitions).toEqual([]);
		expect(draft.state.runs.get('a')?.phase).toBe('done');
	});

	test('is not reported when it started before the beginning', () => {
		const draft = draftOf(stateWith(), {}, 950);
		draft.observe(ended(949));
		draft.observe(ended(950));
		draft.observe({ id: 'unstarted', status: 'COMPLETE' });
		expect(draft.transitions.map(({ run }) => run.id)).toEqual(['run-950']);
	});

	test('without a start of its own is remembered as the newest', () => {
		const draft = draftOf(stateWith());
		draft.observe({ id: 'a', status: 'RUNNING' });
		expect(draft.state.runs.get('a')?.start).toBe(1000);
		expect(draftOf(stateWith()).isToReport({ id: 'a' })).toBe(true);
	});
});

describe('a run in the list', () => {
	test.each([
		[100, 'RUNNING', true],
		[100, 'COMPLETE', true],
		[99, 'COMPLETE', false],
		[99, 'RUNNING', false],
		[0, 'RUNNING', true],
		[0, 'COMPLETE', false],
	])('from second 100 on that started at %i and is %s is taken: %p', (start, status, taken) => {
		const draft = draftOf(stateWith());
		draft.observeListed(runAt(start, 'a', status), 100);
		expect(draft.isSeen('a')).toBe(taken);
	});

	test('that started before is taken if it is watched', () => {
		const draft = draftOf(stateWith([['a', { start: 99, phase: 'running' }]]));
		draft.observeListed(ended(99, 'a'), 100);
		expect(draft.transitions).toHaveLength(1);
	});

	test('moves on where the next list begins, never back', () => {
		const draft = draftOf(stateWith());
		draft.observeListed(runAt(1500), 100);
		draft.observeListed(runAt(1200), 100);
		draft.observeListed({ id: 'unstarted' }, 100);
		expect(draft.state.cursor).toBe(1500);
	});

	test('moves it on to now, and no further, when it starts later', () => {
		const draft = draftOf(stateWith(), { nowS: () => 1700 });
		draft.observeListed(runAt(9000), 100);
		expect(draft.state.cursor).toBe(1700);
		expect(draft.state.runs.get('run-9000')?.start).toBe(9000);
		expect(draftOf(draft.state, { nowS: () => 1200 }).state.cursor).toBe(1700);
	});
});

test('a run that AI Hub does not know is forgotten after five polls in a row', () => {
	let state = stateWith([
		['a', { start: 900, phase: 'running' }],
		['b', { start: 901, phase: 'running' }],
	]);
	const poll = (act: (draft: Draft) => void) => {
		const draft = draftOf(state);
		act(draft);
		state = draft.state;
	};
	for (let count = 0; count < 4; count++) poll((draft) => draft.miss('a'));
	expect([...state.runs]).toEqual([
		['b', { start: 901, phase: 'running' }],
		['a', { start: 900, phase: 'running', missed: 4 }],
	]);
	poll((draft) => draft.observe(runAt(900, 'a')));
	for (let count = 0; count < 4; count++) poll((draft) => draft.miss('a'));
	expect(state.runs.has('a')).toBe(true);
	poll((draft) => draft.miss('a'));
	expect([...state.runs.keys()]).toEqual(['b']);
	poll((draft) => draft.miss('unknown'));
	expect([...state.runs.keys()]).toEqual(['b']);
});

test('a transition that is postponed comes again in the next poll', () => {
	const draft = draftOf(stateWith([['a', { start: 900, phase: 'resumed' }]]));
	draft.observe(ended(900, 'a'));
	draft.postpone(draft.transitions[0]);
	expect(draft.state.runs.get('a')).toEqual({ start: 900, phase: 'resumed' });
	const next = draftOf(draft.state);
	next.observe(ended(900, 'a'));
	expect(next.transitions).toHaveLength(1);
	next.postpone({ run: { id: 'unknown' }, before: 'new', event: 'runFailed' });
	expect([...next.state.runs.keys()]).toEqual(['a']);
});

test('what failed before is known when it is found again, and forgotten when it is done', () => {
	const failed = { polls: 2, since: 900, own: 0 };
	const draft = draftOf(stateWith([['a', { start: 900, phase: 'running', failed }]]));
	draft.observe(ended(900, 'a'));
	expect(draft.transitions[0].failed).toEqual(failed);
	expect(draft.state.runs.get('a')).toEqual({ start: 900, phase: 'done' });
	draft.postpone({ ...draft.transitions[0], failed: { ...failed, polls: 3 } });
	expect(draft.state.runs.get('a')).toEqual({
		start: 900,
		phase: 'running',
		failed: { ...failed, polls: 3 },
	});
});

test('listing goes on for half of the time, and up to a thousand transitions', () => {
	expect(draftOf(stateWith(), { timeLeft: () => 0.51 }).mayGoOnListing()).toBe(true);
	expect(draftOf(stateWith(), { timeLeft: () => 0.5 }).mayGoOnListing()).toBe(false);
	const draft = draftOf(stateWith());
	for (let index = 0; index < 999; index++) draft.observe(ended(2000, `run-${index}`));
	expect(draft.mayGoOnListing()).toBe(true);
	draft.observe(ended(2000, 'one more'));
	expect(draft.mayGoOnListing()).toBe(false);
});

test('which runs have ended', () => {
	const has = (status?: string) => hasEnded({ id: 'a', status });
	expect(['COMPLETE', 'FAILED', 'CANCELLED'].map(has)).toEqual([true, true, true]);
	expect(['RUNNING', 'STOPPED_AT_CHECKPOINT', undefined].map(has)).toEqual([false, false, false]);
});
