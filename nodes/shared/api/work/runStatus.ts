import type { Run } from '../resources/runs';
import { AiHubError } from '../wire/errors';

/** What a run's status means: at work, stopped for human review, or one of the three ends. */
export type RunState = 'open' | 'review' | 'complete' | 'failed' | 'cancelled';

/** What to do when a run stops for human review: give it back, wait on, or fail. */
export type OnReview = 'return' | 'wait' | 'fail';

const STATES: Record<string, RunState> = {
	COMPLETE: 'complete',
	FAILED: 'failed',
	CANCELLED: 'cancelled',
	CANCELED: 'cancelled',
	STOPPED_AT_CHECKPOINT: 'review',
};

/** The meaning of a status; case and one L do not matter, and one not known yet is "not finished". */
export function stateOf({ status }: Pick<Run, 'status'>): RunState {
	return STATES[String(status ?? '').toUpperCase()] ?? 'open';
}

/** True when nothing more will happen to the run. */
export function isFinished(run: Run): boolean {
	const state = stateOf(run);
	return state !== 'open' && state !== 'review';
}

/** True when the run has ended and gives no documents. */
export function endedBadly(run: Run): boolean {
	return isFinished(run) && stateOf(run) !== 'complete';
}

/** True when the run waits for a person to review it. */
export function needsReview(run: Run): boolean {
	return stateOf(run) === 'review';
}

/**
 * What one look at a run means for somebody who waits for it, the same for every way of waiting:
 * it is still open, it has ended (completed, or stopped for a review that nobody waits for), or the
 * error that ends the wait.
 * @param onReview what the person wants when the run stops for human review
 */
export function judgeLook(run: Run, onReview: OnReview): 'open' | 'ended' | AiHubError {
	switch (stateOf(run)) {
		case 'open':
			return 'open';
		case 'review':
			if (onReview === 'wait') return 'open';
			return onReview === 'fail' ? stoppedForReview(run) : 'ended';
		default:
			return 'ended';
	}
}

/**
 * Passes a completed run.
 * @throws AiHubError of kind `runFailed` for a run that failed or was cancelled
 */
export function assertCompleted(run: Run): void {
	const state = stateOf(run);
	if (state === 'complete') return;
	const happened = state === 'cancelled' ? 'was cancelled' : 'failed';
	throw new AiHubError('runFailed', `Run ${run.id} ${happened}${run.msg ? `: ${run.msg}` : ''}`, {
		hint: 'Open the run in AI Hub to see the reason. Its files are still in the batch, so it can be run again.',
		apiMessage: run.msg ?? undefined,
		runId: run.id,
		runStatus: run.status,
		run,
	});
}

function stoppedForReview(run: Run): AiHubError {
	return new AiHubError('runFailed', `Run ${run.id} waits for human review`, {
		hint: 'Review it in AI Hub, then use Run → Wait for Completion and Run → Get Results with this run ID.',
		runId: run.id,
		runStatus: run.status,
		run,
	});
}
