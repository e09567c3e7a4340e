import fc from 'fast-check';

import type { Api } from '../../../../nodes/shared/api/wire/api';
import type { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import type { ApiRequest } from '../../../../nodes/shared/api/wire/send';
import type { Run } from '../../../../nodes/shared/api/resources/runs';
import {
	nextLookMs,
	RunWatcher,
	type WaitOptions,
} from '../../../../nodes/shared/api/work/waitForRun';
import { createEmulator, type Emulator, type FaultAction, ManualClock } from '../../../emulator';
import type { RunSeed } from '../../../emulator';
import { undiciApi } from '../../../support/undiciSend';
import { waitForCrowd } from '../../support/crowd';

jest.setTimeout(30_000);

const MINUTE = 60_000;
const clock = new ManualClock();
let emulator: Emulator;
let api: ReturnType<typeof undiciApi>;
let rejections: unknown[];
const noteRejection = (reason: unknown) => rejections.push(reason);

beforeAll(async () => {
	emulator = await createEmulator({ clock });
	process.on('unhandledRejection', noteRejection);
});

afterAll(async () => {
	process.off('unhandledRejection', noteRejection);
	await emulator.close();
});

beforeEach(() => {
	rejections = [];
	emulator.reset();
	api = undiciApi(emulator, { onSleep: (ms) => clock.advance(ms), startMs: clock.now() });
});

afterEach(async () => {
	await api.close();
	await new Promise((resolve) => setImmediate(resolve));
	expect(rejections).toEqual([]);
});

const fault = (operationId: string, action: FaultAction, times = 1, skip = 0) =>
	emulator.faults.add({ match: { operationId }, action, times, skip });
const sent = (operationId: string) =>
	emulator.requests.filter((request) => request.operationId === operationId).length;
const endsIn = (seconds: number, seed: RunSeed = {}) =>
	emulator.addRun({ outcome: 'COMPLETE', durationMs: seconds * 1000, ...seed });
const justStarted = ({ id, startedAt }: { id: string; startedAt: number }): Run => ({
	id,
	start_timestamp: startedAt * 1e6,
});

async function wait(id: string, options: Partial<WaitOptions> = {}): Promise<Run> {
	const defaults: WaitOptions = { limitMs: 10 * MINUTE, onReview: 'return' };
	return await new RunWatcher(api).wait(id, { ...defaults, ...options });
}

async function failureOf(work: Promise<unknown>): Promise<AiHubError> {
	const outcome: unknown = await work.catch((error: unknown) => error);
	expect(outcome).toBeInstanceOf(Error);
	return outcome as AiHubError;
}

it('the pause between two looks is a tenth of the age, from a second to a minute', () => {
	fc.assert(
		fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (age) => {
			const pause = nextLookMs(age);
			expect(pause).toBeGreaterThanOrEqual(1_000);
			expect(pause).toBeLessThanOrEqual(Math.max(1_000, age / 10));
			expect(pause).toBeLessThanOrEqual(MINUTE);
		}),
	);
});

describe('a run', () => {
	it.each(['COMPLETE', 'FAILED', 'CANCELLED'] as const)(
		'that ends as %s is given back',
		async (outcome) => {
			const { id } = endsIn(30, { outcome });
			expect(await wait(id)).toMatchObject({ id, status: outcome });
		},
	);

	it.each(['RUNNING', 'PAUSED', 'PENDING', 'ERROR', '', undefined])(
		'in the state %p is not finished',
		async (status) => {
			const { id } = endsIn(0);
			fault('getRunStatus', { status: 200, body: { id, status } }, 3);
			expect(await wait(id)).toMatchObject({ status: 'COMPLETE' });
			expect(sent('getRunStatus')).toBe(4);
		},
	);

	it('that stops for review is given back at once, if so wished', async () => {
		const { id } = endsIn(20, { outcome: 'STOPPED_AT_CHECKPOINT' });
		const before = clock.now();
		expect(await wait(id)).toMatchObject({ status: 'STOPPED_AT_CHECKPOINT' });
		expect(clock.now() - before).toBeLessThanOrEqual(22_000);
	});

	it('that stops for review is a failure, if so wished', async () => {
		const { id } = endsIn(20, { outcome: 'STOPPED_AT_CHECKPOINT' });
		const error = await failureOf(wait(id, { onReview: 'fail' }));
		expect(error).toMatchObject({
			kind: 'runFailed',
			details: { runId: id, runStatus: 'STOPPED_AT_CHECKPOINT' },
		});
		expect(error.hint).toContain('Review it in AI Hub');
	});

	it('that stops for review is waited for until the review is done, if so wished', async () => {
		const { id } = endsIn(20, { outcome: 'STOPPED_AT_CHECKPOINT' });
		const reviewedAt = clock.now() + 2 * MINUTE;
		const watcher = new RunWatcher({
			...api,
			sleep: async (ms) => {
				await api.sleep(ms);
				const { reviewedAt: done } = emulator.store.runs.get(id)!;
				if (clock.now() >= reviewedAt && done === undefined) emulator.resolveReview(id);
			},
		});
		const run = await watcher.wait(id, { limitMs: 10 * MINUTE, onReview: 'wait' });
		expect(run.status).toBe('COMPLETE');
		expect(clock.now()).toBeGreaterThanOrEqual(reviewedAt);
	});

	it('that is not found yet, right after its start, is waited for', async () => {
		const run = endsIn(30);
		fault('getRunStatus', { status: 404 }, 8);
		expect(await wait(run.id, { justStarted: justStarted(run) })).toMatchObject({ id: run.id });
	});

	it('that is never found is given up after a minute', async () => {
		fault('getRunStatus', { status: 404 }, Infinity);
		const before = clock.now();
		const error = await failureOf(wait('r', { justStarted: { id: 'r' } }));
		expect(error).toMatchObject({ kind: 'notFound', details: { runId: 'r' } });
		expect(clock.now() - before).toBeGreaterThanOrEqual(MINUTE);
		expect(clock.now() - before).toBeLessThan(1.2 * MINUTE);
	});

	it('that does not exist is told at once', async () => {
		const error = await failureOf(wait('nobody'));
		expect(error).toMatchObject({ kind: 'notFound', details: { runId: 'nobody' } });
		expect(api.slept).toEqual([]);
	});

	it.each([null, 0, 'yesterday', {}, -5])(
		'whose start is told as %p is waited for all the same',
		async (start_timestamp) => {
			const { id } = endsIn(0);
			const body = { id, status: 'RUNNING', start_timestamp };
			fault('getRunStatus', { status: 200, body }, 3);
			expect(await wait(id)).toMatchObject({ status: 'COMPLETE' });
			expect(api.slept).toHaveLength(3);
		},
	);

	it('just started is looked at often, although the clock of AI Hub is behind', async () => {
		await api.close();
		const startMs = clock.now() + 20 * MINUTE;
		api = undiciApi(emulator, { onSleep: (ms) => clock.advance(ms), startMs });
		const run = endsIn(15);
		await wait(run.id, { justStarted: justStarted(run) });
		expect(clock.now() - run.startedAt).toBeLessThanOrEqual(17_000);
	});
});

describe('a look that fails', () => {
	it.each<[string, FaultAction]>([
		['500', { status: 500 }],
		['429', { status: 429, retryAfter: 1 }],
		['a broken connection', { reset: 'before' }],
		['an answer that is no JSON', { malformed: true }],
		["a proxy's page", { html: 502 }],
		['408', { status: 408 }],
	])('with %s is made up for by the next one', async (_, action) => {
		const { id } = endsIn(40);
		fault('getRunStatus', action, 5, 1);
		expect(await wait(id)).toMatchObject({ status: 'COMPLETE' });
	});

	it('is not sent again by itself: the next look is soon enough', async () => {
		const { id } = endsIn(40);
		fault('getRunStatus', { status: 500 }, 2, 1);
		const before = clock.now();
		await wait(id, { limitMs: 0 }).catch(() => undefined);
		await wait(id, { limitMs: 1_500 }).catch(() => undefined);
		expect(clock.now() - before).toBe(1_500);
	});

	it('at first is sent again, then it is the end', async () => {
		const { id } = endsIn(0);
		fault('getRunStatus', { status: 503 });
		expect(await wait(id)).toMatchObject({ id });
		fault('getRunStatus', { status: 503, body: { message: 'down' } }, Infinity);
		const error = await failureOf(wait(id));
		expect(error).toMatchObject({ kind: 'unavailable', details: { runId: id } });
		expect(error.message).toContain('down');
	});

	it.each([
		[401, 'authentication'],
		[404, 'notFound'],
	])('with %i later on is the end', async (status, kind) => {
		const { id } = endsIn(40);
		fault('getRunStatus', { status }, Infinity, 2);
		const error = await failureOf(wait(id));
		expect(error).toMatchObject({ kind, details: { runId: id, runStatus: 'RUNNING' } });
		expect(error.message).toContain(id);
	});

	it('is followed by none before the time that AI Hub asked for', async () => {
		const { id } = endsIn(10);
		fault('getRunStatus', { status: 429, retryAfter: 45 }, 1, 1);
		const before = clock.now();
		await wait(id);
		expect(clock.now() - before).toBeGreaterThanOrEqual(45_000);
		expect(sent('getRunStatus')).toBe(3);
	});
});

describe('the limit', () => {
	it.each([0, -1])('of %i ms means one look', async (limitMs) => {
		const error = await failureOf(wait(endsIn(30).id, { limitMs }));
		expect(error.kind).toBe('waitTimedOut');
		expect(api.slept).toEqual([]);
		expect(sent('getRunStatus')).toBe(1);
		expect(await wait(endsIn(0).id, { limitMs })).toMatchObject({ status: 'COMPLETE' });
	});

	it('is neither overshot nor cut short, and its end has a look of its own', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 30 * MINUTE }), async (limitMs) => {
				emulator.clearRequests();
				const before = clock.now();
				const error = await failureOf(wait(endsIn(24 * 3600).id, { limitMs }));
				expect(error.kind).toBe('waitTimedOut');
				expect(clock.now() - before).toBe(limitMs);
				expect(emulator.requests.at(-1)?.at).toBe(before + limitMs);
			}),
			{ numRuns: 20 },
		);
	});

	it('is not overshot by failing looks, and the error tells of them', async () => {
		const { id } = endsIn(24 * 3600);
		fault('getRunStatus', { status: 503, retryAfter: 120, body: { message: 'down' } }, Infinity, 1);
		const before = clock.now();
		const error = await failureOf(wait(id, { limitMs: MINUTE }));
		expect(clock.now() - before).toBe(MINUTE);
		expect(error.message).toMatch(new RegExp(`${id}.*RUNNING.*last look failed.*down`));
		expect(error.hint).toMatch(/Nothing is lost.*Do not start the run again/);
	});

	it('that is no number is refused', async () => {
		const error = await failureOf(wait(endsIn(1).id, { limitMs: NaN }));
		expect(error.kind).toBe('invalidInput');
		expect(emulator.requests).toHaveLength(0);
	});

	it('may be endless', async () => {
		expect(await wait(endsIn(6 * 3600).id, { limitMs: Infinity })).toMatchObject({
			status: 'COMPLETE',
		});
	});
});

describe('a stop', () => {
	it('rejects all waits at once, each naming its run', async () => {
		const runs = Array.from({ length: 8 }, () => endsIn(3600));
		const watcher = new RunWatcher({
			...api,
			sleep: async (ms) => {
				if (api.slept.length === 20) api.cancel();
				await api.sleep(ms);
			},
		});
		const limit = { limitMs: 60 * MINUTE, onReview: 'wait' } as const;
		const errors = await Promise.all(runs.map(({ id }) => failureOf(watcher.wait(id, limit))));
		expect(api.slept).toHaveLength(20);
		for (const [index, error] of errors.entries()) {
			expect(error).toMatchObject({ kind: 'cancelled', details: { runStatus: 'RUNNING' } });
			expect(error.message).toContain(`Run ${runs[index].id} was not stopped: it goes on`);
		}
	});

	it('in the middle of a look does so as well', async () => {
		const runs = Array.from({ length: 8 }, () => endsIn(3600));
		let requests = 0;
		const stopping: Api = {
			...api,
			send: async (request) => {
				if (++requests === 30) api.cancel();
				return await api.send(request);
			},
		};
		const watcher = new RunWatcher(stopping);
		const limit = { limitMs: 60 * MINUTE, onReview: 'wait' } as const;
		const errors = await Promise.all(runs.map(({ id }) => failureOf(watcher.wait(id, limit))));
		expect(errors.map(({ kind }) => kind)).toEqual(runs.map(() => 'cancelled'));
		expect(requests).toBeLessThan(32);
	});

	it('leaves a watcher that works on, should it be asked again', async () => {
		const watcher = new RunWatcher(api);
		const options = { limitMs: MINUTE, onReview: 'wait' } as const;
		api.cancel();
		expect(await failureOf(watcher.wait('r', options))).toMatchObject({ kind: 'cancelled' });
		expect(await failureOf(watcher.wait('s', options))).toMatchObject({ kind: 'cancelled' });
	});
});

describe('several waits', () => {
	it('begun while the watcher sleeps are looked at within a second', async () => {
		const long = endsIn(3600);
		const short = endsIn(0);
		let late: Promise<number> | undefined;
		const watcher = new RunWatcher({
			...api,
			sleep: async (ms) => {
				if (clock.now() - long.startedAt > 30 * MINUTE && !late) {
					const begun = clock.now();
					const options = { limitMs: MINUTE, onReview: 'wait' } as const;
					late = watcher.wait(short.id, options).then(() => clock.now() - begun);
				}
				await api.sleep(ms);
			},
		});
		await watcher.wait(long.id, { limitMs: 120 * MINUTE, onReview: 'wait' });
		expect(await late).toBeLessThanOrEqual(1_000);
	});

	it('for the same run cost one look a round', async () => {
		const { id } = endsIn(30);
		const watcher = new RunWatcher(api);
		const options = { limitMs: MINUTE, onReview: 'wait' } as const;
		const runs = await Promise.all(Array.from({ length: 20 }, () => watcher.wait(id, options)));
		expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'COMPLETE'));
		expect(emulator.requests.length).toBeLessThan(40);
	});

	it('end on their own: one that fails does not touch the others', async () => {
		const good = endsIn(90);
		const slow = endsIn(3600);
		const review = endsIn(10, { outcome: 'STOPPED_AT_CHECKPOINT' });
		const watcher = new RunWatcher(api);
		const [ended, late, reviewed, missing] = await Promise.allSettled([
			watcher.wait(good.id, { limitMs: 5 * MINUTE, onReview: 'wait' }),
			watcher.wait(slow.id, { limitMs: 30_000, onReview: 'wait' }),
			watcher.wait(review.id, { limitMs: MINUTE, onReview: 'fail' }),
			watcher.wait('nobody', { limitMs: MINUTE, onReview: 'wait' }),
		]);
		expect(ended).toMatchObject({ value: { status: 'COMPLETE' } });
		expect(late).toMatchObject({ reason: { kind: 'waitTimedOut' } });
		expect(reviewed).toMatchObject({ reason: { kind: 'runFailed' } });
		expect(missing).toMatchObject({ reason: { kind: 'notFound' } });
	});

	it('of two watchers do not disturb each other', async () => {
		const runs = Array.from({ length: 12 }, (_, index) => endsIn(5 * index));
		const watchers = [new RunWatcher(api), new RunWatcher(api)];
		const options = { limitMs: 60 * MINUTE, onReview: 'wait' } as const;
		const ended = await Promise.all(
			runs.flatMap(({ id }) => watchers.map((watcher) => watcher.wait(id, options))),
		);
		expect(ended.map(({ id }) => id)).toEqual(runs.flatMap(({ id }) => [id, id]));
	});

	it('never spin: between two looks of a run there is always a pause', async () => {
		const runs = Array.from({ length: 6 }, (_, index) => endsIn(100 + 77 * index));
		const looks = new Map<string, number>();
		const impatient: string[] = [];
		const counting: Api = {
			...api,
			send: async (request: ApiRequest) => {
				const id = request.path;
				if (looks.get(id) === clock.now()) impatient.push(id);
				looks.set(id, clock.now());
				return await api.send(request);
			},
		};
		const watcher = new RunWatcher(counting);
		const options = { limitMs: 60 * MINUTE, onReview: 'wait' } as const;
		await Promise.all(runs.map(({ id }) => watcher.wait(id, options)));
		expect(impatient).toEqual([]);
	});
});

describe('many runs', () => {
	const startedTogether = (count: number) => {
		const runs = Array.from({ length: count }, () => endsIn(300));
		const watcher = new RunWatcher(api);
		const waiting = runs.map((run) =>
			watcher.wait(run.id, {
				limitMs: 60 * MINUTE,
				onReview: 'wait',
				justStarted: justStarted(run),
			}),
		);
		return { runs, all: Promise.all(waiting) };
	};

	it('are not asked for one by one when AI Hub has too many requests', async () => {
		const { all } = startedTogether(50);
		fault('listRuns', { status: 429, retryAfter: 20 }, 2, 2);
		await all;
		expect(sent('getRunStatus')).toBeLessThan(5);
	});

	it.each([0, 1_000])(
		'two, begun %i ms apart, are looked at together, in one list',
		async (apartMs) => {
			const watcher = new RunWatcher(api);
			const begin = (run: ReturnType<typeof endsIn>) =>
				watcher.wait(run.id, {
					limitMs: 60 * MINUTE,
					onReview: 'wait',
					justStarted: justStarted(run),
				});
			const first = begin(endsIn(300));
			if (apartMs > 0) await api.sleep(apartMs);
			await Promise.all([first, begin(endsIn(300))]);
			expect(sent('getRunStatus')).toBeLessThanOrEqual(3);
			// Every 1.9 s at first, then after a tenth of their age: one by one that makes 80.
			expect(emulator.requests.length).toBeLessThanOrEqual(45);
		},
	);

	it('are asked for one by one when lists keep failing', async () => {
		const { all, runs } = startedTogether(20);
		fault('listRuns', { status: 500 }, Infinity);
		await all;
		const lag = clock.now() - runs[0].startedAt - 300_000;
		expect(lag).toBeLessThanOrEqual(90_000);
		expect(sent('getRunStatus')).toBeGreaterThanOrEqual(20);
	});

	it('are asked for one by one when AI Hub refuses the list', async () => {
		const { all } = startedTogether(20);
		fault('listRuns', { status: 400 }, Infinity);
		await all;
		expect(sent('getRunStatus')).toBeGreaterThanOrEqual(20);
	});

	it('never send more than ten requests at once', async () => {
		const runs = Array.from({ length: 60 }, () => endsIn(0));
		let [now, most] = [0, 0];
		const counting: Api = {
			...api,
			send: async (request) => {
				most = Math.max(most, ++now);
				return await api.send(request).finally(() => now--);
			},
		};
		const watcher = new RunWatcher(counting);
		const options = { limitMs: MINUTE, onReview: 'wait' } as const;
		await Promise.all(runs.map(({ id }) => watcher.wait(id, options)));
		expect(most).toBeLessThanOrEqual(10);
	});

	const lengths = fc.array(fc.integer({ min: 5_000, max: 20 * MINUTE }), {
		minLength: 100,
		maxLength: 100,
	});
	const [lengthsMs] = fc.sample(lengths, { numRuns: 1, seed: 7 });
	const onePerRunEvery5s = lengthsMs.reduce((sum, ms) => sum + Math.ceil(ms / 5_000), 0);

	it.each([
		['started together', {}, 80, 3],
		['started one after the other', { spreadMs: 3_000 }, 150, 4],
		['of which only the ids are known', { byIdOnly: true, spreadMs: 3_000 }, 300, 100],
		['on a slow line', { spreadMs: 3_000, requestMs: 700 }, 150, 4],
	])('a hundred %s cost little and are seen in time', async (_, options, most, mostPerRound) => {
		const { lagsMs, requests, rounds } = await waitForCrowd({ lengthsMs, ...options });
		// The end is seen by the first look after it, which takes its own time to be answered.
		const slackMs = 2 * ((options as { requestMs?: number }).requestMs ?? 100);
		const late = lagsMs.filter((lag, index) => {
			return lag > Math.max(2_000, lengthsMs[index] / 10) + slackMs;
		});
		expect(late).toEqual([]);
		expect(requests).toBeLessThan(Math.min(most, onePerRunEvery5s / 20));
		expect(Math.max(...rounds)).toBeLessThanOrEqual(mostPerRound);
	});

	it('among two thousand of other people are seen in time, at no more than one request each', async () => {
		const options = { lengthsMs, spreadMs: 3_000, others: 20 };
		const { lagsMs, requests, rounds } = await waitForCrowd(options);
		const late = lagsMs.filter((lag, index) => lag > Math.max(3_500, lengthsMs[index] / 8));
		expect(late).toEqual([]);
		expect(Math.max(...rounds)).toBeLessThanOrEqual(400);
		expect(requests).toBeLessThan(onePerRunEvery5s / 3);
	});
});
