import {
	eventToReport,
	mayBeWanted,
	nextPhase,
	type Phase,
	type RunEvent,
} from '../../../nodes/shared/trigger/transitions';

const PHASES: Phase[] = ['new', 'running', 'waiting', 'resumed', 'done'];
const EVENTS: RunEvent[] = [
	'runCompleted',
	'runFailed',
	'runCancelled',
	'runWaitingForReview',
	'reviewFinished',
];

describe('a run', () => {
	it.each<[Phase, string | undefined, Phase, RunEvent | undefined]>([
		['new', 'RUNNING', 'running', undefined],
		['new', undefined, 'running', undefined],
		['new', 'NEWLY_INVENTED', 'running', undefined],
		['new', 'COMPLETE', 'done', 'runCompleted'],
		['new', 'STOPPED_AT_CHECKPOINT', 'waiting', 'runWaitingForReview'],
		['running', 'RUNNING', 'running', undefined],
		['running', 'COMPLETE', 'done', 'runCompleted'],
		['running', 'STOPPED_AT_CHECKPOINT', 'waiting', 'runWaitingForReview'],
		['waiting', 'STOPPED_AT_CHECKPOINT', 'waiting', undefined],
		['waiting', 'RUNNING', 'resumed', undefined],
		['waiting', 'COMPLETE', 'done', 'reviewFinished'],
		['resumed', 'RUNNING', 'resumed', undefined],
		['resumed', 'STOPPED_AT_CHECKPOINT', 'waiting', 'runWaitingForReview'],
		['resumed', 'COMPLETE', 'done', 'reviewFinished'],
	])('that was %s and is %s now is %s: %s', (before, status, phase, event) => {
		expect(nextPhase(before, status)).toEqual({ phase, event });
	});

	it.each(PHASES.slice(0, 4))('that was %s fails or is cancelled', (before) => {
		expect(nextPhase(before, 'FAILED')).toEqual({ phase: 'done', event: 'runFailed' });
		expect(nextPhase(before, 'CANCELLED')).toEqual({ phase: 'done', event: 'runCancelled' });
	});

	it.each(['COMPLETE', 'FAILED', 'RUNNING', 'STOPPED_AT_CHECKPOINT', undefined])(
		'that has ended stays ended, whatever AI Hub says then: %s',
		(status) => {
			expect(nextPhase('done', status)).toEqual({ phase: 'done' });
		},
	);
});

describe('what is reported', () => {
	const run = { id: 'run-1' };

	/** Whether AI Hub is asked for a review matters: it costs a request for each run. */
	async function reported(event: RunEvent, wanted: RunEvent[], hadReview = false) {
		const asked: string[] = [];
		const given = await eventToReport(
			{ run, before: 'running', event },
			new Set(wanted),
			async ({ id }) => {
				asked.push(id);
				return hadReview;
			},
		);
		return { given, asked };
	}

	it.each<RunEvent>(['runFailed', 'runCancelled', 'runWaitingForReview'])(
		'of %s is that alone',
		async (event) => {
			expect(await reported(event, [event])).toEqual({ given: event, asked: [] });
			const others = EVENTS.filter((one) => one !== event);
			expect(await reported(event, others, true)).toEqual({ given: undefined, asked: [] });
		},
	);

	it.each<[RunEvent[], boolean, RunEvent | undefined]>([
		[['reviewFinished'], true, 'reviewFinished'],
		[['reviewFinished'], false, undefined],
		[['reviewFinished', 'runCompleted'], true, 'reviewFinished'],
		[['reviewFinished', 'runCompleted'], false, 'runCompleted'],
	])(
		'of a run that completed, for %j, depends on a review between two polls: %p',
		async (wanted, hadReview, given) => {
			expect(await reported('runCompleted', wanted, hadReview)).toEqual({
				given,
				asked: ['run-1'],
			});
		},
	);

	it.each<[RunEvent[], RunEvent | undefined]>([
		[['runCompleted'], 'runCompleted'],
		[['runFailed'], undefined],
	])('of a run that completed needs no look at its review for %j', async (wanted, given) => {
		expect(await reported('runCompleted', wanted, true)).toEqual({ given, asked: [] });
	});

	it.each<[RunEvent[], RunEvent | undefined]>([
		[['reviewFinished'], 'reviewFinished'],
		[['reviewFinished', 'runCompleted'], 'reviewFinished'],
		[['runCompleted'], 'runCompleted'],
		[['runFailed'], undefined],
	])('of a run seen in review needs no second look for %j', async (wanted, given) => {
		expect(await reported('reviewFinished', wanted)).toEqual({ given, asked: [] });
	});
});

it.each<[RunEvent, RunEvent[]]>([
	['runCompleted', ['runCompleted', 'reviewFinished']],
	['reviewFinished', ['runCompleted', 'reviewFinished']],
	['runFailed', ['runFailed']],
	['runCancelled', ['runCancelled']],
	['runWaitingForReview', ['runWaitingForReview']],
])('%s may lead to %j', (event, wanted) => {
	expect(EVENTS.filter((one) => mayBeWanted(event, new Set([one])))).toEqual(wanted);
});
