import { AiHubError, attempt } from '../shared/api/wire/errors';
import { unended } from '../shared/api/wire/words';
import type { Draft, Pending } from './draft';
import { countFailure } from './failures';
import type { Warning } from './state';
import type { Transition } from '../shared/trigger/transitions';

/** When so many runs fail in one poll, and no other can be read, it is not the run. */
const MOST_FAILURES = 3;

/** Part of the time left that a run may take while others wait for theirs. */
const SHARE = 0.5;

/** So many runs are named in an error. */
const MOST_NAMED = 5;

/** Within what the items of a transition are to be made. */
export interface Bounds {
	/** The part of the time left that it may take, up to 1. */
	share: number;
	/** Why the results are not to be read any more, in words. */
	unreadable?: string;
}

/** Makes the items of a transition. Default: all the time that is left. */
export type ItemsOf<T> = (transition: Transition, bounds?: Bounds) => Promise<T[]>;

export interface Delivered<T> {
	items: T[];
	warnings: Warning[];
	/** Why there is nothing, where that is because of failures. */
	failure?: Error;
}

interface Failed {
	transition: Pending;
	error: Error;
}

/**
 * Turns the transitions of a draft into items, as many as there is time for; the rest is left for the
 * next poll. A run whose results cannot be read holds up itself alone: it comes after the others, and
 * after some time without its results.
 */
export async function deliver<T>(draft: Draft, itemsOf: ItemsOf<T>): Promise<Delivered<T>> {
	const { readsResults = () => true, timeLeft } = draft.settings;
	const items: T[] = [];
	// One by one, because a long list does not fit on the stack.
	const take = (made: T[]) => made.forEach((item) => items.push(item));
	const failures: Failed[] = [];
	let hasRead = false;
	const queue = inOrder(draft.transitions, readsResults);
	for (const [index, transition] of queue.entries()) {
		const isOver = index > 0 && timeLeft() <= 0.1;
		if (isOver || (failures.length >= MOST_FAILURES && !hasRead)) {
			draft.postpone(transition);
			continue;
		}
		const share = index < queue.length - 1 ? SHARE : 1;
		const made = await attempt(() => itemsOf(transition, { share }));
		if (made.ok) {
			take(made.value);
			hasRead ||= readsResults(transition);
		} else {
			failures.push({ transition, error: made.error });
		}
	}
	const isAlone = queue.filter(readsResults).length === 1;
	const { left, warnings } = await giveUp(draft, failures, { hasRead, isAlone }, itemsOf, take);
	return { items, warnings, ...(items.length === 0 && left.length > 0 && { failure: of(left) }) };
}

/** What needs no results comes first, then what failed least often. */
function inOrder(transitions: Pending[], readsResults: (one: Transition) => boolean): Pending[] {
	const rank = (one: Pending) => Number(readsResults(one)) + (one.failed?.polls ?? 0);
	return [...transitions].sort((one, other) => rank(one) - rank(other));
}

/** Takes without their results the runs that failed for long enough; the others wait for the next poll. */
async function giveUp<T>(
	draft: Draft,
	failures: Failed[],
	around: { hasRead: boolean; isAlone: boolean },
	itemsOf: ItemsOf<T>,
	take: (items: T[]) => void,
): Promise<{ left: Failed[]; warnings: Warning[] }> {
	const left: Failed[] = [];
	const warnings: Warning[] = [];
	const nowS = draft.settings.nowS();
	for (const { transition, error } of failures) {
		const { id } = transition.run;
		const { failed, isGivenUp } = countFailure(transition.failed, error, { ...around, nowS });
		const since = new Date(failed.since * 1000).toISOString();
		const unreadable = `${unended(error.message)}. ${failed.polls} polls since ${since} tried in vain.`;
		const made = isGivenUp
			? await attempt(() => itemsOf(transition, { share: SHARE, unreadable }))
			: undefined;
		if (made?.ok) {
			take(made.value);
			warnings.push(
				made.value.length > 0
					? { message: `Run ${id} is reported without its results: ${unreadable}`, isLoss: false }
					: {
							message: `Run ${id} is not reported, as only its results say whether it had a review: ${unreadable}`,
							isLoss: true,
						},
			);
		} else {
			draft.postpone({ ...transition, failed });
			left.push({ transition, error });
			const message = `Run ${id} waits for the next poll: ${error.message}`;
			warnings.push({ message, isLoss: false });
		}
	}
	return { left, warnings };
}

/** Names the runs, and why they wait. */
function of(failures: Failed[]): Error {
	const ids = new Map<string, string[]>();
	for (const { transition, error } of failures) {
		ids.set(error.message, [...(ids.get(error.message) ?? []), transition.run.id]);
	}
	const told = [...ids].map(([words, runs]) => `${namesOf(runs)} cannot be reported yet: ${words}`);
	const { error } = failures[0];
	return error instanceof AiHubError ? error.with({}, told.join('; ')) : new Error(told.join('; '));
}

function namesOf(ids: string[]): string {
	const named = ids.slice(0, MOST_NAMED).join(', ');
	const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
	return `Run${ids.length > 1 ? 's' : ''} ${named}${more}`;
}
