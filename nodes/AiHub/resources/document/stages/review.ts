import type { FinishedRun } from './types';

/** A longer list nobody reads. */
const MOST_NAMES = 3;

/**
 * What is to be said of runs that stopped for a review, where their documents leave by the same
 * output as finished ones; undefined for none.
 */
export function reviewNotice(finished: FinishedRun[]): string | undefined {
	const waiting = finished.filter(({ waitsForReview, wanted }) => waitsForReview && !wanted.rules);
	if (waiting.length === 0) return undefined;
	const ids = waiting.slice(0, MOST_NAMES).map(({ run }) => run.id);
	const rest = waiting.length - ids.length;
	const named = ids.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
	const runs = waiting.length === 1 ? `Run ${named} waits` : `Runs ${named} wait`;
	return `${runs} for a person in AI Hub, so these values are not final: "needs_review" is true on each document. Switch on Route by Trust to give them a way of their own.`;
}
