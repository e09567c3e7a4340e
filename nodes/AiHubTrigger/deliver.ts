import { attempt } from '../shared/api/wire/errors';
import type { Draft } from './draft';
import type { Warning } from './state';
import type { Transition } from '../shared/trigger/transitions';

/** When so many runs fail in one poll, it is not the run. */
const MOST_FAILURES = 3;

/**
 * Turns the transitions of a draft into items, as many as there is time for; the rest is left for the
 * next poll. A run whose results cannot be read holds up itself alone.
 *
 * @returns the items, and which runs a failure delays
 * @throws the first failure when nothing could be delivered because of it
 */
export async function deliver<T>(
	draft: Draft,
	itemsOf: (transition: Transition) => Promise<T[]>,
): Promise<{ items: T[]; postponed: Warning[] }> {
	const items: T[] = [];
	const failures: Error[] = [];
	const postponed: Warning[] = [];
	for (const [index, transition] of draft.transitions.entries()) {
		const isOver = index > 0 && draft.settings.timeLeft() <= 0.1;
		if (isOver || failures.length >= MOST_FAILURES) {
			draft.postpone(transition);
			continue;
		}
		const made = await attempt(() => itemsOf(transition));
		if (made.ok) {
			// One by one, because a long list does not fit on the stack.
			for (const item of made.value) items.push(item);
		} else {
			failures.push(made.error);
			const message = `Run ${transition.run.id} waits for the next poll: ${made.error.message}`;
			postponed.push({ message, isLoss: false });
			draft.postpone(transition);
		}
	}
	if (items.length === 0 && failures.length > 0) throw failures[0];
	return { items, postponed };
}
