import type { ItemsOf } from './deliver';
import type { PollSettings } from './draft';
import type { RunSource } from './listByStart';
import type { PollMemory } from './pollMemory';
import { type PollOutcome, pollRunEvents } from './runEvents';
import { whereToGoOn, writeState } from './state';

/** What n8n keeps for a node between its polls. */
export interface Saved {
	/** Identity of the node in n8n. */
	node: string;
	/** The node's static data: what n8n saved, and is to save with what this poll reports. */
	data: { state?: unknown };
	/** Has n8n save the data of a poll that reports nothing, where it does not do so itself. */
	commit(): Promise<void>;
}

/** What is listened to, and from when on where nothing is known yet. */
export interface Start {
	filterKey: string;
	isActivation: boolean;
	/** Seconds since 1970: runs that started from then on are reported, too. */
	since?: number;
}

/**
 * Polls from the state that n8n saved, and leaves it the next one: also where nothing of what happened
 * could be delivered, so that the count of its failures grows. Where it throws, the data stays as it is.
 * @returns null for a poll that n8n gave a state from before the last report: it does nothing
 */
export async function pollFromSaved<T>(
	{ node, data, commit }: Saved,
	memory: PollMemory,
	{ filterKey, isActivation, since }: Start,
	source: RunSource,
	settings: PollSettings,
	itemsOf: ItemsOf<T>,
	now: () => number,
): Promise<(PollOutcome<T> & { isBeginning: boolean }) | null> {
	const saved = data.state;
	if (!isActivation && memory.isStale(node, saved, now())) return null;
	const from = whereToGoOn(memory.latest(node, saved), filterKey, isActivation, since);
	const outcome = await pollRunEvents(from, source, settings, itemsOf);
	const isBeginning = !('runs' in from);
	const isQuiet = outcome.items.length === 0;
	const state = writeState(outcome.state);
	// Before the data changes, which may be the very object that n8n gave out.
	memory.note(node, saved, state, isActivation || !isQuiet, now());
	data.state = state;
	// With durable cursors n8n saves nothing after the poll of an activation, whose state would be lost.
	if (isBeginning && isQuiet) await commit();
	return { ...outcome, isBeginning };
}
