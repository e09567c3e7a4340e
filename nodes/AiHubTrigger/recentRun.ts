import type { PollSettings } from './draft';
import type { RunSource } from './listByStart';
import { mayBeWanted, nextPhase, type Transition } from '../shared/trigger/transitions';

const STATUSES = ['COMPLETE', 'FAILED', 'CANCELLED', 'STOPPED_AT_CHECKPOINT'];
const PAGE_SIZE = 50;
const MOST_PAGES = 4;
/** Each may take a look at its results, to see whether it had a review. */
const MOST_TRIED = 25;

/**
 * The items of the newest run that would start the workflow, for a test in the editor; none when the
 * newest 200 runs hold no such run, or the newest 25 of them no review.
 */
export async function itemsOfRecentRun<T>(
	source: RunSource,
	{ wanted, matches }: Pick<PollSettings, 'wanted' | 'matches'>,
	itemsOf: (transition: Transition) => Promise<T[]>,
): Promise<T[]> {
	const eventOf = (status?: string) => nextPhase('new', status).event;
	const status = STATUSES.filter((name) => mayBeWanted(eventOf(name)!, wanted));
	let tried = 0;
	for (let page = 0; page < MOST_PAGES; page++) {
		const runs = await source.list({
			from: 1,
			status,
			order: 'DESCENDING',
			limit: PAGE_SIZE,
			offset: page * PAGE_SIZE,
		});
		for (const run of runs) {
			const event = eventOf(run.status);
			if (event === undefined || !matches(run)) continue;
			const items = await itemsOf({ run, before: 'new', event });
			if (items.length > 0 || ++tried >= MOST_TRIED) return items;
		}
		if (runs.length === 0) break;
	}
	return [];
}
