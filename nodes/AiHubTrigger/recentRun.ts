import type { PollSettings } from './draft';
import type { RunSource } from './listByStart';
import { mayBeWanted, nextPhase, type Transition } from './transitions';

const STATUSES = ['COMPLETE', 'FAILED', 'CANCELLED', 'STOPPED_AT_CHECKPOINT'];
const PAGE_SIZE = 50;
const MOST_PAGES = 4;

/**
 * The items of the newest run that would start the workflow, for a test in the editor; none when the
 * newest 200 runs hold no such run.
 */
export async function itemsOfRecentRun<T>(
	source: RunSource,
	{ wanted, matches }: Pick<PollSettings, 'wanted' | 'matches'>,
	itemsOf: (transition: Transition) => Promise<T[]>,
): Promise<T[]> {
	const eventOf = (status?: string) => nextPhase('new', status).event;
	const status = STATUSES.filter((name) => mayBeWanted(eventOf(name)!, wanted));
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
			if (items.length > 0) return items;
		}
		if (runs.length === 0) break;
	}
	return [];
}
