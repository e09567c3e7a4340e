import { deliver, type ItemsOf } from './deliver';
import { Draft, type PollSettings } from './draft';
import { checkInFlight, listInFlight } from './inFlight';
import { listByStart, newestSince, PAGE_SIZE, type RunSource, startSecond } from './listByStart';
import {
	type Beginning,
	fitState,
	forgetEnded,
	listedFrom,
	type TriggerState,
	type Warning,
} from './state';

export interface PollOutcome<T> {
	items: T[];
	/** The state to keep together with the items: both or none. */
	state: TriggerState;
	warnings: Warning[];
	/** Why there are no items, where something happened but none of it could be delivered. */
	failure?: Error;
}

const UNREADABLE: Warning = {
	message:
		'What the trigger had saved cannot be read, so it starts from now. ' +
		'Look in AI Hub for runs that ended since the last execution of this workflow.',
	isLoss: true,
};

/**
 * Reports what happened to runs since `from`, which stays as it is: a poll that throws changes
 * nothing, and a poll that is repeated with an older state loses nothing.
 *
 * New runs come from a list by start time, a little overlapping. Runs in flight are known by id and
 * are looked at again whenever they started, because AI Hub's list filters by start alone.
 *
 * @param from the state that the last poll left, or a beginning, which takes what there is as known
 * @param itemsOf makes the items of one transition; none for an event that nobody asked for
 * @throws what the source throws
 */
export async function pollRunEvents<T>(
	from: TriggerState | Beginning,
	source: RunSource,
	settings: PollSettings,
	itemsOf: ItemsOf<T>,
): Promise<PollOutcome<T>> {
	const draft =
		'runs' in from ? new Draft(from, settings) : await beginning(from, source, settings);
	await listRecent(draft, source);
	await checkInFlight(draft, source);
	const { items, warnings, failure } = await deliver(draft, itemsOf);
	forgetEnded(draft.state);
	warnings.push(...fitState(draft.state, settings.mostBytes));
	if ('isUnreadable' in from && from.isUnreadable) warnings.push(UNREADABLE);
	return { items, state: draft.state, warnings, failure };
}

async function beginning(
	{ filterKey, since = Infinity }: Beginning,
	source: RunSource,
	settings: PollSettings,
): Promise<Draft> {
	const newest = await source.list({ from: 1, order: 'DESCENDING', limit: 1, offset: 0 });
	// AI Hub's own newest start: n8n's clock may be ahead of AI Hub's.
	const cursor = Math.min(startSecond(newest[0] ?? {}) ?? 0, since, settings.nowS());
	const state: TriggerState = { filterKey, cursor, floor: 0, runs: new Map() };
	const draft = new Draft(state, settings, since);
	if (newest.length === 0) return draft;
	for await (const page of listInFlight(source, { from: 1 }, settings.pageSize)) {
		for (const run of page) if (!draft.isToReport(run)) draft.observe(run);
	}
	return draft;
}

async function listRecent(draft: Draft, source: RunSource): Promise<void> {
	const { cursor, runs } = draft.state;
	const from = listedFrom(draft.state);
	const { pageSize = PAGE_SIZE } = draft.settings;
	const known = [...runs.values()].filter(({ start }) => start >= from).length;
	// So many known ones alone would fill the page.
	const all = known < pageSize ? await newestSince(source, { from, cursor }, pageSize) : undefined;
	if (all) return all.forEach((run) => draft.observeListed(run, from));
	for await (const page of listByStart(source, { from }, pageSize)) {
		for (const run of page) draft.observeListed(run, from);
		// One page beyond the known ones always: a short time limit must not mean no progress at all.
		if (draft.state.cursor > cursor && !draft.mayGoOnListing()) return;
	}
}
