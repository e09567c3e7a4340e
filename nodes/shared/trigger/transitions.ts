import type { Run } from '../api/resources/runs';
import { stateOf } from '../api/work/runStatus';

/** What the trigger knows of a run: nothing, at work, in review, at work after a review, ended. */
export type Phase = 'new' | 'running' | 'waiting' | 'resumed' | 'done';

export type RunEvent =
	| 'runCompleted'
	| 'runFailed'
	| 'runCancelled'
	| 'runWaitingForReview'
	| 'reviewFinished';

/** A run that went from one phase to another, and the event this is. */
export interface Transition {
	run: Run;
	before: Phase;
	event: RunEvent;
}

/**
 * The phase of a run that has the given status now, and the event this is, if any. A status that is
 * not known counts as "still running"; what has ended stays ended.
 */
export function nextPhase(
	before: Phase,
	status: string | undefined,
): { phase: Phase; event?: RunEvent } {
	if (before === 'done') return { phase: 'done' };
	const reviewed = before === 'waiting' || before === 'resumed';
	switch (stateOf({ status })) {
		case 'complete':
			return { phase: 'done', event: reviewed ? 'reviewFinished' : 'runCompleted' };
		case 'failed':
			return { phase: 'done', event: 'runFailed' };
		case 'cancelled':
			return { phase: 'done', event: 'runCancelled' };
		case 'review':
			return { phase: 'waiting', event: before === 'waiting' ? undefined : 'runWaitingForReview' };
		default:
			return { phase: reviewed ? 'resumed' : 'running' };
	}
}

/**
 * The event to report, or undefined for one that nobody asked for. A run that completes after a
 * review is reported once: as "review finished" if that is wanted, else as "run completed".
 *
 * @param wasReviewed asks AI Hub whether the run had a review; called only for a run that was never
 * seen waiting, because it may have waited between two polls
 */
export async function eventToReport(
	transition: Transition,
	wanted: ReadonlySet<RunEvent>,
	wasReviewed: (run: Run) => Promise<boolean>,
): Promise<RunEvent | undefined> {
	const { event, run } = transition;
	const finished = event === 'reviewFinished' || event === 'runCompleted';
	if (!finished) return wanted.has(event) ? event : undefined;
	if (wanted.has('reviewFinished')) {
		const reviewed = event === 'reviewFinished' || (await wasReviewed(run));
		if (reviewed) return 'reviewFinished';
	}
	return wanted.has('runCompleted') ? 'runCompleted' : undefined;
}

/** True when the transition may lead to a wanted event. */
export function mayBeWanted(event: RunEvent, wanted: ReadonlySet<RunEvent>): boolean {
	if (event === 'runCompleted' || event === 'reviewFinished') {
		return wanted.has('runCompleted') || wanted.has('reviewFinished');
	}
	return wanted.has(event);
}
