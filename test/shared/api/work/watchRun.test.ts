import { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { nextLookMs } from '../../../../nodes/shared/api/work/waitForRun';
import { failureOf, secondsAgo } from '../../support/listedRuns';
import { type Seen, tooMany, WatchedRuns } from '../../support/watchedRuns';

let hub: WatchedRuns;

beforeEach(() => {
	hub = new WatchedRuns();
});

const JUST_STARTED = { justStarted: { id: 'r' } };
const looksAt = (...times: number[]) => times.map((ms) => `r at ${ms}`);
const seconds = (count: number) => Array.from({ length: count }, (_, index) => index * 1_000);

it.each<[number, number | undefined, number]>([
	[0, undefined, 1_000],
	[10_000, undefined, 1_000],
	[20_000, undefined, 2_000],
	[600_000, undefined, 60_000],
	[9_000_000, undefined, 60_000],
	[0, 1_900, 1_900],
	[30_000, 1_900, 3_000],
])('a run %i ms old, seen at least %p ms apart, is looked at in %i ms', (age, least, pause) => {
	expect(nextLookMs(age, least)).toBe(pause);
});

describe('a wait for one run', () => {
	it.each(['COMPLETE', 'FAILED', 'CANCELLED'])('ends when it is %s', async (status) => {
		hub.answers('r', 'RUNNING', 'PAUSED', status);
		expect(await hub.wait('r')).toEqual({ id: 'r', status });
		expect(hub.looks).toEqual(looksAt(0, 1_000, 2_000));
	});

	it.each(['return', 'wait', 'fail'] as const)('may %s at a review', async (onReview) => {
		hub.answers('r', 'STOPPED_AT_CHECKPOINT', 'COMPLETE');
		const outcome = await hub.wait('r', { onReview }).catch((error: Error) => error.message);
		expect(outcome).toEqual(
			{
				return: { id: 'r', status: 'STOPPED_AT_CHECKPOINT' },
				wait: { id: 'r', status: 'COMPLETE' },
				fail: 'Run r waits for human review',
			}[onReview],
		);
	});

	it('looks after a second at first, then after a tenth of the time waited', async () => {
		await failureOf(hub.wait('r', { limitMs: 13_000 }));
		expect(hub.looks).toEqual(looksAt(...seconds(12), 12_100, 13_000));
		expect(hub.slept.slice(-4)).toEqual([1_000, 1_000, 100, 900]);
	});

	it.each<[string, object, object, number[]]>([
		['old counts from its start', secondsAgo(100), {}, [0, 10_000, 21_000, 25_000]],
		['that starts in the future counts from now', secondsAgo(-99), {}, [0, 1_000, 2_000]],
		['just started counts from now', secondsAgo(100), JUST_STARTED, [0, 1_000, 2_000]],
	])('that is %s', async (_, start, options, first) => {
		hub.answers('r', { status: 'RUNNING', ...start });
		await failureOf(hub.wait('r', { limitMs: 25_000, ...options }));
		expect(hub.looks.slice(0, first.length)).toEqual(looksAt(...first));
		expect(hub.looks.at(-1)).toBe('r at 25000');
		expect(Math.max(...hub.slept)).toBe(1_000);
	});

	it('counts from now all along, where the start is in the future', async () => {
		hub.answers('r', { status: 'RUNNING', ...secondsAgo(-99) });
		await failureOf(hub.wait('r', { limitMs: 13_000 }));
		expect(hub.looks.slice(-3)).toEqual(looksAt(11_000, 12_100, 13_000));
	});

	it('is refused where the limit is no number', async () => {
		const error = await failureOf(hub.wait('r', { limitMs: NaN }));
		expect(error.message).toBe('The wait limit is not a number');
		expect(hub.requests).toEqual([]);
	});

	it('can be followed by another', async () => {
		hub.answers('r', 'COMPLETE');
		await hub.wait('r');
		// By then the watcher is at rest.
		await new Promise((resolve) => setImmediate(resolve));
		expect(await hub.wait('r')).toEqual({ id: 'r', status: 'COMPLETE' });
		expect(hub.looks).toEqual(looksAt(0, 0));
	});
});

describe('the limit of a wait', () => {
	it.each<[string, Seen[], string]>([
		['the state', ['RUNNING'], 'is RUNNING.'],
		['no state', [{}], 'is unknown.'],
		['the words', [{ status: 'PAUSED', msg: 'v1.5 waits.' }], 'is PAUSED: v1.5 waits.'],
		['words without an end', [{ status: 'PAUSED', msg: 'no. 5' }], 'is PAUSED: no. 5.'],
		[
			'the trouble',
			['RUNNING', 503],
			'is RUNNING. The last look failed: AI Hub could not answer (HTTP 503): their 503.',
		],
		['no trouble that is over', ['RUNNING', 503, 'PAUSED'], 'is PAUSED.'],
	])('tells %s', async (_, seen, end) => {
		hub.answers('r', ...seen);
		const error = await failureOf(hub.wait('r', { limitMs: 2_000 }));
		expect(error.kind).toBe('waitTimedOut');
		expect(error.message).toBe(
			`Run r was not finished when the wait limit was over; its last state ${end}`,
		);
		expect(error.hint).toBe(
			'Nothing is lost: the run goes on at AI Hub. Use Run → Wait for Completion with this run ID, or raise the limit. Do not start the run again.',
		);
		expect(hub.looks).toEqual(looksAt(0, 1_000, 2_000));
	});

	it('tells that a person is waited for, where the run has stopped for a review', async () => {
		hub.answers('r', 'STOPPED_AT_CHECKPOINT');
		const error = await failureOf(hub.wait('r', { limitMs: 0 }));
		expect(error.hint).toMatch(/^Nothing is lost: the run waits for a person\./);
	});

	it('tells where to look at the run', async () => {
		hub.answers('r', { status: 'PAUSED', app_id: 'a' });
		const { details } = await failureOf(hub.wait('r', { limitMs: 0 }));
		const run = { id: 'r', status: 'PAUSED', app_id: 'a' };
		expect(details).toMatchObject({ runId: 'r', runStatus: 'PAUSED', run });
		expect(hub.looks).toEqual(looksAt(0));
	});
});

describe('a look at a run that fails', () => {
	it.each([400, 403])(
		'with %i is tried again, as a server may answer oddly for once',
		async (status) => {
			hub.answers('r', 'RUNNING', status, status, status, status, 'RUNNING', status, 'COMPLETE');
			expect(await hub.wait('r')).toEqual({ id: 'r', status: 'COMPLETE' });
		},
	);

	it('with 400 five times in a row ends the wait, and says that the run may go on', async () => {
		hub.answers('r', 'RUNNING', 400);
		const error = await failureOf(hub.wait('r'));
		expect(error.kind).toBe('rejected');
		expect(error.hint).toMatch(/ The run may go on at AI Hub: .* Do not start it again\.$/);
		expect(hub.looks).toEqual(looksAt(...seconds(6)));
	});

	it('with 401 ends the wait at once', async () => {
		hub.answers('r', 'RUNNING', 401);
		const error = await failureOf(hub.wait('r'));
		expect(error.kind).toBe('authentication');
		expect(error.hint).not.toContain('may go on');
		expect(hub.looks).toEqual(looksAt(0, 1_000));
	});

	it('at the limit, as the run is not found, does not say that nothing is lost', async () => {
		hub.answers('r', 404);
		const error = await failureOf(hub.wait('r', { limitMs: 0, ...JUST_STARTED }));
		expect(error.kind).toBe('waitTimedOut');
		expect(error.hint).toMatch(/^Look for the run in AI Hub: it may have been deleted\./);
	});

	it('at first ends the wait, and names the run', async () => {
		hub.answers('r', 400);
		const error = await failureOf(hub.wait('r'));
		expect(error.message).toBe('AI Hub rejected the request (HTTP 400): their 400 (run r)');
		expect(error.details).toMatchObject({ runId: 'r', runStatus: 'unknown', run: undefined });
		expect(hub.looks).toEqual(looksAt(0));
	});

	it('at first is repeated within the limit, then ends the wait', async () => {
		hub.answers('r', 503);
		expect((await failureOf(hub.wait('r'))).kind).toBe('unavailable');
		expect(hub.looks).toEqual(looksAt(0, 375, 1_125, 2_625));
		hub.slept.length = 0;
		expect((await failureOf(hub.wait('r', { limitMs: 500 }))).kind).toBe('unavailable');
		expect(hub.slept).toEqual([375]);
	});

	it.each<[string, object, Seen[], number[]]>([
		['later', {}, ['RUNNING', 503, 'COMPLETE'], [0, 1_000, 2_000]],
		['right after the start', JUST_STARTED, [503, 'COMPLETE'], [0, 1_000]],
		['because the run is not visible yet', JUST_STARTED, [404, 'COMPLETE'], [0, 1_000]],
	])('%s is made up for by the next one', async (_, options, seen, times) => {
		hub.answers('r', ...seen);
		expect(await hub.wait('r', options)).toEqual({ id: 'r', status: 'COMPLETE' });
		expect(hub.looks).toEqual(looksAt(...times));
	});

	it.each<[string, object, Seen[], string, number[]]>([
		['a run that is not there', {}, [404, 'RUNNING'], 'unknown', [0]],
		['a run that is gone', {}, ['RUNNING', 404], 'RUNNING', [0, 1_000]],
		['a token that is not accepted any more', {}, ['RUNNING', 401], 'RUNNING', [0, 1_000]],
		['a token that is not accepted', JUST_STARTED, [401, 'RUNNING'], 'unknown', [0]],
	])('with %s ends the wait', async (_, options, seen, runStatus, times) => {
		hub.answers('r', ...seen);
		const error = await failureOf(hub.wait('r', options));
		expect(error.message).toMatch(/: their 40[14] \(run r\)$/);
		expect(error.details).toMatchObject({ runId: 'r', runStatus });
		expect(hub.looks).toEqual(looksAt(...times));
	});

	it.each([
		[60_000, 'notFound'],
		[59_999, 'waitTimedOut'],
	])('with no run to be seen ends the wait after a minute: %i ms, %s', async (limitMs, kind) => {
		hub.answers('r', 404);
		const error = await failureOf(hub.wait('r', { limitMs, ...JUST_STARTED }));
		expect(error.kind).toBe(kind);
		expect(hub.looks.at(-1)).toBe(`r at ${limitMs}`);
	});

	it.each([
		[600_000, [0, 1_000, 46_000]],
		[20_000, [0, 1_000, 20_000]],
	])('with too many requests is followed when asked to, within %i ms', async (limitMs, times) => {
		hub.answers('r', 'RUNNING', tooMany(45), 'COMPLETE');
		await hub.wait('r', { limitMs });
		expect(hub.looks).toEqual(looksAt(...times));
	});

	it('for a reason that is not of AI Hub ends the wait with it', async () => {
		const reason = new TypeError('broken');
		hub.api.throwIfCancelled = () => {
			throw reason;
		};
		await expect(hub.wait('r')).rejects.toBe(reason);
	});
});

describe('a stop of the wait', () => {
	const stop = new AiHubError('cancelled', 'Stopped');
	const goesOn = (status: string) =>
		`Stopped. Run r was not stopped: it goes on at AI Hub (last state ${status}).`;

	it('in a look tells that the run goes on', async () => {
		hub.api.throwIfCancelled = () => {
			throw stop;
		};
		expect((await failureOf(hub.wait('r'))).message).toBe(goesOn('unknown'));
	});

	it('in a pause tells that the run goes on', async () => {
		hub.api.sleep = async () => await Promise.reject(stop);
		const error = await failureOf(hub.wait('r'));
		expect(error.message).toBe(goesOn('RUNNING'));
		expect(error.details).toEqual({
			runId: 'r',
			runStatus: 'RUNNING',
			run: { id: 'r', status: 'RUNNING' },
		});
	});

	it('in a pause for another reason ends with it', async () => {
		const reason = new TypeError('broken');
		hub.api.sleep = async () => await Promise.reject(reason);
		await expect(hub.wait('r')).rejects.toBe(reason);
	});
});
