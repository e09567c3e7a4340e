import * as fc from 'fast-check';

import type { RunEvent } from '../../../nodes/shared/trigger/transitions';
import { brokenPromises } from './check';
import { type HubTraits, SimHub, type SimRun } from './hub';
import { type PollPlan, SimN8n, type TriggerOptions } from './n8n';

/** What happens at n8n, each after a pause in seconds. */
export type Action =
	| ({ kind: 'poll' | 'overlap' | 'activate' | 'changeFilter' } & PollPlan & { afterS: number })
	| { kind: 'restart'; mode: 'init' | 'leadershipChange' | 'update'; afterS: number };

export interface History {
	runs: SimRun[];
	actions: Action[];
	traits: HubTraits;
	options: TriggerOptions;
}

export const BEGIN_MS = 1_750_000_000_000;

/** Lives through a history and answers the promises that were broken. */
export async function live({ runs, actions, traits, options }: History): Promise<string[]> {
	const hub = new SimHub(runs, traits, BEGIN_MS);
	const n8n = new SimN8n(hub, options);
	await n8n.activate();
	for (const action of actions) {
		hub.nowMs += action.afterS * 1000;
		await act(n8n, action);
	}
	// All runs that end have ended by then, but some wait for ever.
	hub.nowMs = Math.max(
		hub.nowMs,
		...runs.flatMap((run) => [run.visibleMs, ...run.steps.map((step) => step.atMs)]),
	);
	const unreadable = runs.filter((run) => run.unreadableUntilMs).length;
	// Three of them are tried in a poll where no other run can be read.
	const rounds = Math.ceil(unreadable / 3);
	const brokenIn = (isGivenUp: boolean) =>
		n8n.sessions.flatMap((session, index, { length }) => {
			const isLast = isGivenUp && index === length - 1;
			return brokenPromises(session, runs, options.wanted, traits, isLast);
		});
	for (let poll = 0; poll < 3 + rounds; poll++) {
		// Right after a poll that was given up, others do nothing.
		hub.nowMs += 20_000;
		await n8n.poll();
	}
	// By now every other run must have come, also if none of these polls succeeded.
	n8n.expectAll();
	const broken = brokenIn(false);
	for (let poll = 0; poll < 5 * rounds + 5 && unreadable > 0; poll++) {
		hub.nowMs += 6 * 3_600_000;
		await n8n.poll();
	}
	broken.push(...n8n.broken, ...brokenIn(true));
	if (options.mostBytes && n8n.largestState > options.mostBytes) {
		broken.push(`state of ${n8n.largestState} bytes`);
	}
	return broken;
}

async function act(n8n: SimN8n, action: Action): Promise<void> {
	if (action.kind === 'restart') return await n8n.restart(action.mode);
	if (action.kind === 'activate') return await n8n.activate(action);
	if (action.kind === 'changeFilter') return await n8n.changeFilter(action);
	if (action.kind === 'overlap') return await n8n.overlap(action);
	await n8n.poll(action);
}

const pauseS = fc.oneof(
	{ weight: 4, arbitrary: fc.constant(60) },
	{ weight: 2, arbitrary: fc.integer({ min: 0, max: 600 }) },
	{ weight: 1, arbitrary: fc.integer({ min: 3600, max: 3 * 86_400 }) },
);

const ends = fc.constantFrom('COMPLETE', 'COMPLETE', 'FAILED', 'CANCELLED', undefined);

/** Statuses on the way to the end, with how long each lasts in seconds. */
const way = fc.oneof(
	{ weight: 4, arbitrary: fc.tuple(fc.constant('RUNNING'), pauseS).map((step) => [step]) },
	{
		weight: 4,
		arbitrary: fc.array(
			fc.tuple(fc.constantFrom('RUNNING', 'STOPPED_AT_CHECKPOINT', 'PAUSED', 'PENDING'), pauseS),
			{ minLength: 1, maxLength: 5 },
		),
	},
	{ weight: 1, arbitrary: fc.constant([] as Array<[string, number]>) },
);

export interface RunShape {
	/** Seconds around the beginning in which runs start. */
	fromS: number;
	toS: number;
	mostRuns: number;
	mayBeDeleted?: boolean;
}

const runsOf = ({ fromS, toS, mostRuns, mayBeDeleted = false }: RunShape) =>
	fc
		.array(
			fc.record({
				// Whole minutes make for many runs at the very same time.
				startMs: fc.oneof(
					fc.integer({ min: fromS * 1000, max: toS * 1000 }),
					fc.integer({ min: Math.ceil(fromS / 60), max: toS / 60 }).map((m) => m * 60_000),
				),
				aheadMs: fc.oneof(
					{ weight: 9, arbitrary: fc.constant(0) },
					{ weight: 1, arbitrary: fc.integer({ min: 0, max: 4 * 3_600_000 }) },
				),
				lateMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 800_000 })),
				way,
				end: ends,
				ofApp: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
				tagged: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
				unreadableS: fc.oneof(
					{ weight: 7, arbitrary: fc.constant(0) },
					{ weight: 1, arbitrary: pauseS },
				),
				deletedAfterS: mayBeDeleted ? fc.option(pauseS) : fc.constant(null),
			}),
			{ maxLength: mostRuns },
		)
		.map((plans) => plans.map(toRun))
		.chain((runs) => unreadable.map((count) => withoutResults(runs, count)));

/** So many runs in a row, those that started first, whose results never come. */
const unreadable = fc.oneof(
	{ weight: 3, arbitrary: fc.constant(0) },
	{ weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }) },
);

function withoutResults(runs: SimRun[], count: number): SimRun[] {
	const complete = runs.filter((run) => run.ofApp && run.tagged && isComplete(run));
	const first = complete.sort((one, other) => one.startMs - other.startMs).slice(0, count);
	return runs.map((run) => (first.includes(run) ? { ...run, unreadableUntilMs: Infinity } : run));
}

function isComplete({ steps }: SimRun): boolean {
	return steps[steps.length - 1].status === 'COMPLETE';
}

type RunPlan = {
	startMs: number;
	aheadMs: number;
	lateMs: number;
	way: Array<[string, number]>;
	end?: string;
	ofApp: boolean;
	tagged: boolean;
	unreadableS: number;
	deletedAfterS: number | null;
};

function toRun(plan: RunPlan, index: number): SimRun {
	const startMs = BEGIN_MS + plan.startMs;
	let atMs = startMs;
	const steps = plan.way.map(([status, lastsS]) => {
		const step = { atMs, status };
		atMs += lastsS * 1000;
		return step;
	});
	// Two steps of one status in a row are one; a step that lasts no time is never seen.
	const merged = steps.filter(
		(step, at) => steps[at - 1]?.status !== step.status && steps[at + 1]?.atMs !== step.atMs,
	);
	const kept = merged.filter((step, at) => merged[at - 1]?.status !== step.status);
	if (plan.end || kept.length === 0) kept.push({ atMs, status: plan.end ?? 'COMPLETE' });
	kept[0].atMs = startMs;
	return {
		id: `run-${index}`,
		startMs,
		aheadMs: plan.aheadMs,
		visibleMs: startMs + plan.lateMs,
		steps: kept,
		ofApp: plan.ofApp,
		tagged: plan.tagged,
		unreadableUntilMs: plan.unreadableS && atMs + plan.unreadableS * 1000,
		deletedMs: plan.deletedAfterS === null ? Infinity : atMs + plan.deletedAfterS * 1000,
	};
}

const pollPlan = {
	failAt: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 3 }),
	budget: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined, freq: 3 }),
	losesWrite: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
	isAbandoned: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
	isStale: fc.boolean(),
	main: fc.constantFrom(0 as const, 1 as const),
	afterS: pauseS,
};

const action: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 12, arbitrary: fc.record({ kind: fc.constant('poll' as const), ...pollPlan }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('overlap' as const), ...pollPlan }) },
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant('restart' as const),
			mode: fc.constantFrom('init' as const, 'leadershipChange' as const, 'update' as const),
			afterS: pauseS,
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constantFrom('activate' as const, 'changeFilter' as const),
			failAt: pollPlan.failAt,
			isStale: pollPlan.isStale,
			afterS: pauseS,
		}),
	},
);

const events: RunEvent[] = [
	'runCompleted',
	'runFailed',
	'runCancelled',
	'runWaitingForReview',
	'reviewFinished',
];

export function histories(shape: RunShape, mostBytes?: number): fc.Arbitrary<History> {
	return fc.record({
		runs: runsOf(shape),
		actions: fc.array(action, { minLength: 1, maxLength: 14 }),
		traits: fc.record({
			mostPerPage: fc.integer({ min: 1, max: 12 }),
			fromIsInclusive: fc.boolean(),
			ignoresFilters: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
			latencies: fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 5 }),
		}),
		options: fc.record({
			scheduler: fc.constantFrom('process' as const, 'database' as const, 'durable' as const),
			wanted: fc
				.subarray(events, { minLength: 1 })
				.map((wanted) => new Set(wanted) as ReadonlySet<RunEvent>),
			includesResults: fc.boolean(),
			limit: fc.integer({ min: 3, max: 12 }),
			mostBytes: fc.constant(mostBytes),
			hoursBack: fc.option(fc.integer({ min: 1, max: 48 }), { nil: undefined }),
			clockOffsetMs: fc.integer({ min: -7_200_000, max: 7_200_000 }),
		}),
	});
}
