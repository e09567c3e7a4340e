import type { RunEvent } from '../../../nodes/shared/trigger/transitions';
import { OVERLAP_S } from '../../../nodes/AiHubTrigger/state';
import { type HubTraits, isEnd, reviewsOf, type SimRun, stepAt, toldStartMs } from './hub';
import type { PollRecord, Session } from './n8n';
import { keyOf } from './n8n';

/**
 * The promises of the trigger, checked over a session. Answers what is broken, in words.
 * @param isGivenUp there was time enough to give up runs whose results never came
 */
export function brokenPromises(
	session: Session,
	runs: SimRun[],
	wanted: ReadonlySet<RunEvent>,
	traits: HubTraits,
	isGivenUp: boolean,
): string[] {
	const broken = session.polls.flatMap((poll) => wronglyEmitted(poll, session, runs, wanted));
	if (session.warnings.length > 0) return broken;
	const emitted = new Set(session.polls.flatMap((poll) => poll.emissions.map(keyOf)));
	for (const run of runs) {
		if (!run.ofApp || !run.tagged || run.deletedMs !== Infinity) continue;
		// It takes a while until such a run is given up.
		if (run.unreadableUntilMs && !isGivenUp) continue;
		if (mayBeUnknownAtBeginning(run, session, traits)) continue;
		for (const step of stepsToReport(run, session, wanted)) {
			if (!emitted.has(`${run.id} step ${step}`)) broken.push(`missed: ${run.id} step ${step}`);
		}
	}
	return broken;
}

function wronglyEmitted(
	poll: PollRecord,
	session: Session,
	runs: SimRun[],
	wanted: ReadonlySet<RunEvent>,
): string[] {
	const broken: string[] = [];
	const emitted = new Set(poll.before);
	for (const emission of poll.emissions) {
		const run = runs.find(({ id }) => id === emission.runId)!;
		const say = (words: string) => broken.push(`${words}: ${keyOf(emission)} ${emission.event}`);
		if (!run.ofApp || !run.tagged) say('does not match');
		if (emitted.has(keyOf(emission))) say('repeated');
		emitted.add(keyOf(emission));
		// Without its results, nothing tells that a run waited between two polls.
		const isUnseen = emission.isGivenUp && emission.event === 'runCompleted';
		if (!isUnseen && emission.event !== eventOf(run, emission.step, wanted)) say('wrong event');
		if (emission.isGivenUp && !run.unreadableUntilMs) say('given up');
		const changedMs = Math.max(run.steps[emission.step].atMs, run.visibleMs);
		const { fromMs, toMs } = session.polls[0];
		const isOld = changedMs < fromMs && toldStartMs(run) <= toMs;
		if (isOld && startS(run) < session.since) say('from before the beginning');
	}
	return broken;
}

function eventOf(run: SimRun, step: number, wanted: ReadonlySet<RunEvent>): RunEvent | undefined {
	const event = {
		FAILED: 'runFailed' as const,
		CANCELLED: 'runCancelled' as const,
		STOPPED_AT_CHECKPOINT: 'runWaitingForReview' as const,
	}[run.steps[step].status];
	if (event) return wanted.has(event) ? event : undefined;
	if (run.steps[step].status !== 'COMPLETE') return undefined;
	if (reviewsOf(run).length > 0 && wanted.has('reviewFinished')) return 'reviewFinished';
	return wanted.has('runCompleted') ? 'runCompleted' : undefined;
}

/** Steps that a trigger which never misses anything has to have reported by the end of the session. */
function stepsToReport(run: SimRun, session: Session, wanted: ReadonlySet<RunEvent>): number[] {
	const begun = session.polls[0].toMs;
	const isTakenIn = startS(run) >= session.since;
	const isNew = (ms: number) => isTakenIn || Math.max(ms, run.visibleMs) > begun;
	const isLookedAt = (fromMs: number, toMs: number) =>
		session.polls.some(
			(poll) =>
				poll.isComplete && poll.fromMs >= Math.max(fromMs, run.visibleMs) && poll.toMs < toMs,
		);
	const steps = run.steps.flatMap(({ status, atMs }, step) =>
		isEnd(status) && isNew(atMs) && isLookedAt(atMs, Infinity) ? [step] : [],
	);
	for (const [index, review] of reviewsOf(run).entries()) {
		// A second review is told from the first only by what was seen between them, and remembered.
		const isApart =
			index === 0 ||
			(session.restarts === 0 && isLookedAt(reviewsOf(run)[index - 1].toMs, review.fromMs));
		if (isApart && isNew(review.fromMs) && isLookedAt(review.fromMs, review.toMs)) {
			steps.push(review.step);
		}
	}
	return steps.filter((step) => eventOf(run, step, wanted) !== undefined);
}

/** At a beginning, an old run in flight is found by its status; one without a known status is not. */
function mayBeUnknownAtBeginning(run: SimRun, session: Session, traits: HubTraits): boolean {
	const { fromMs, toMs } = session.polls[0];
	if (toldStartMs(run) > toMs || startS(run) >= session.since) return false;
	const times = [fromMs, ...run.steps.map((step) => step.atMs), toMs];
	const during = times.filter((ms) => ms >= fromMs && ms <= toMs);
	const isUnknown = during.some((ms) => stepAt(run, ms).status === 'PENDING');
	const isOld = toldStartMs(run) < toMs - (OVERLAP_S - 60) * 1000;
	return isOld && (isUnknown || traits.ignoresFilters);
}

function startS(run: SimRun): number {
	return Math.floor(toldStartMs(run) / 1000);
}
