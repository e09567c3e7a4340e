import { AiHubError } from '../wire/errors';
import type { Run } from '../resources/runs';

const FINISHED = new Set(['COMPLETE', 'FAILED', 'CANCELLED']);

/** True when nothing more will happen to the run. A status not known yet is "not finished". */
export function isFinished(run: Run): boolean {
	return FINISHED.has(run.status ?? '');
}

/** True when the run has ended and gives no documents. */
export function endedBadly(run: Run): boolean {
	return isFinished(run) && run.status !== 'COMPLETE';
}

/** True when the run waits for a person to review it. */
export function needsReview(run: Run): boolean {
	return run.status === 'STOPPED_AT_CHECKPOINT';
}

/**
 * Passes a completed run.
 * @throws AiHubError of kind `runFailed` for a run that failed or was cancelled
 */
export function assertCompleted(run: Run): void {
	if (run.status === 'COMPLETE') return;
	const happened = run.status === 'CANCELLED' ? 'was cancelled' : 'failed';
	throw new AiHubError('runFailed', `Run ${run.id} ${happened}${run.msg ? `: ${run.msg}` : ''}`, {
		hint: 'Open the run in AI Hub to see the reason. Its files are still in the batch, so it can be run again.',
		apiMessage: run.msg ?? undefined,
		runId: run.id,
		runStatus: run.status,
	});
}
