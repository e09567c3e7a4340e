import type { Run } from '../shared/api/resources/runs';
import { type Draft, hasEnded } from './draft';
import { listByStart, type RunSource } from './listByStart';
import type { WatchedRun } from './state';

/** Statuses that AI Hub documents for runs that have not ended. */
const IN_FLIGHT = ['RUNNING', 'STOPPED_AT_CHECKPOINT', 'PAUSED'];

/** Up to so many runs are asked for one by one, which takes no more requests than a list. */
const FEW = 1;

/**
 * Lists runs that have not ended, by start. Ends early where AI Hub does not filter by status, or
 * this would go through the whole history.
 */
export async function* listInFlight(
	source: RunSource,
	range: { from: number; to?: number },
	pageSize?: number,
): AsyncGenerator<Run[]> {
	for await (const page of listByStart(source, { ...range, status: IN_FLIGHT }, pageSize)) {
		const inFlight = page.filter((run) => !hasEnded(run));
		yield inFlight;
		if (inFlight.length < page.length) return;
	}
}

/**
 * Looks at the runs in flight that this poll has not met yet. The list of all that is in flight only
 * saves requests, nothing depends on it: a run that it does not show is asked for by id.
 */
export async function checkInFlight(draft: Draft, source: RunSource): Promise<void> {
	const unseen = new Map(
		[...draft.state.runs].filter(([id, run]) => run.phase !== 'done' && !draft.isSeen(id)),
	);
	if (unseen.size > FEW) await checkByList(draft, source, unseen);
	for (const id of unseen.keys()) {
		if (draft.isSeen(id)) continue;
		const run = await source.get(id);
		if (run) draft.observe(run);
		else draft.miss(id);
		if (draft.settings.timeLeft() <= 0.2) return;
	}
}

async function checkByList(
	draft: Draft,
	source: RunSource,
	unseen: ReadonlyMap<string, WatchedRun>,
): Promise<void> {
	const starts = [...unseen.values()].map((run) => run.start);
	const range = { from: Math.min(...starts) - 1, to: Math.max(...starts) + 1 };
	let found = 0;
	let fruitless = 0;
	for await (const page of listInFlight(source, range, draft.settings.pageSize)) {
		// A run that was dropped is not taken up again.
		const known = page.filter((run) => unseen.has(run.id) && !draft.isSeen(run.id));
		for (const run of known) draft.observe(run);
		found += known.length;
		if (known.length <= FEW) fruitless++;
		const left = unseen.size - found;
		const isWorthwhile = left > FEW && fruitless < left / 4;
		if (!isWorthwhile || draft.settings.timeLeft() <= 0.3) return;
	}
}
