import { listRuns, type Run } from '../resources/runs';
import type { Api } from '../wire/api';
import { AiHubError, attempt, isPassing } from '../wire/errors';
import { type Recognition, recognize, type WantedRun } from './recognizeRun';
import { filtersOf } from './runTarget';

/** A run to look for, and how far back. */
export interface Search {
	wanted: WantedRun;
	/** Runs started since then, in ms before AI Hub's time now. */
	sinceMs: number;
	/** Runs that are the one, but not wanted any more, such as failed ones. */
	passOver?: (run: Run) => boolean;
	/** A whole reading of the list that was begun by then will do, in ms since 1970. */
	freshSinceMs?: number;
	/** Tells more of a run that the list does not tell apart from the wanted one. */
	compare?: (run: Run) => Promise<Recognition>;
}

interface Seeking {
	search: Search;
	unclear: Run[];
	found(run: Run): void;
	ended(): void;
	failed(error: Error): void;
}

/** So many runs that may be the one are compared; more make it unclear. */
const MOST_COMPARED = 20;

/**
 * Looks for runs in AI Hub's list: the one way to find a run whose ID is not known, be it that the
 * answer to its start was lost, that n8n forgot it in a crash, or that it is to be used again. All
 * who look for runs of the same app or deployment at the same time share one reading of the list.
 */
export class RunFinder {
	/** Who waits for the next reading of a list, by its filters. */
	private readonly next = new Map<string, Seeking[]>();

	private readonly reading = new Map<string, Promise<void>>();

	/** Lists that were read to the end, for those whom an older reading will do. */
	private readonly whole = new Map<string, { begunMs: number; runs: Run[] }>();

	constructor(private readonly api: Api) {}

	/**
	 * Looks once.
	 * @returns the newest run that is the wanted one; undefined when there is none
	 * @throws AiHubError when the list cannot be read, or a run cannot be told from the wanted one
	 */
	async look(search: Search): Promise<Run | undefined> {
		const unclear: Run[] = [];
		const kept = this.whole.get(keyOf(search));
		if (kept && kept.begunMs >= (search.freshSinceMs ?? Infinity)) {
			const found = kept.runs.find((run) => isTheOne(run, search, unclear));
			return found ?? (await this.compared(search, unclear));
		}
		const found = await new Promise<Run | undefined>((resolve, reject) => {
			const seeking: Seeking = {
				search,
				unclear,
				found: resolve,
				ended: () => resolve(undefined),
				failed: reject,
			};
			this.queue(seeking);
		});
		return found ?? (await this.compared(search, unclear));
	}

	/**
	 * Looks again and again, because a new run may take a while to show up in the list. A look that
	 * fails is made up for by the next one; only after a last one that succeeded is there no run.
	 * @param pausesMs the pause before each look, in ms
	 */
	async lookPatiently(search: Search, pausesMs: readonly number[]): Promise<Run | undefined> {
		let failed: Error | undefined;
		for (const pauseMs of pausesMs) {
			if (pauseMs > 0) await this.api.sleep(pauseMs);
			const look = await attempt(() => this.look(search));
			if (look.ok && look.value) return look.value;
			failed = look.ok ? undefined : look.error;
			if (failed && !isPassing(failed)) break;
		}
		if (failed) throw failed;
		return undefined;
	}

	/** A reading under way may have passed the place of a run that is new: it is not joined. */
	private queue(seeking: Seeking): void {
		const key = keyOf(seeking.search);
		const waiting = this.next.get(key);
		if (waiting) {
			waiting.push(seeking);
			return;
		}
		const all = [seeking];
		this.next.set(key, all);
		const before = this.reading.get(key) ?? Promise.resolve();
		const reading = before.then(async () => {
			this.next.delete(key);
			const outcome = await attempt(() => this.read(all));
			for (const one of all)
				if (outcome.ok) one.ended();
				else one.failed(outcome.error);
		});
		this.reading.set(key, reading);
	}

	private async read(all: Seeking[]): Promise<void> {
		const open = new Set(all);
		const { wanted, sinceMs } = all[0].search;
		const begunMs = this.api.now();
		const runs: Run[] = [];
		const keeps = all.some(({ search }) => search.freshSinceMs !== undefined);
		// Either clock may be wrong, a proxy's Date, too: from the earlier one on nothing is missed.
		const nowMs = Math.min(this.api.now(), this.api.clock?.now() ?? Infinity);
		const from_timestamp = Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
		for await (const page of listRuns(this.api, { ...filtersOf(wanted.target), from_timestamp })) {
			for (const run of page) {
				if (keeps) runs.push(run);
				for (const one of open) {
					if (!isTheOne(run, one.search, one.unclear)) continue;
					open.delete(one);
					one.found(run);
				}
			}
			if (open.size === 0) return;
		}
		if (keeps) this.whole.set(keyOf(all[0].search), { begunMs, runs });
	}

	private async compared({ compare }: Search, unclear: Run[]): Promise<Run | undefined> {
		let found: Run | undefined;
		for (const run of unclear.slice(0, MOST_COMPARED)) {
			const recognition = (await compare?.(run)) ?? 'unclear';
			if (recognition === 'no' || run.id === found?.id) continue;
			// Of two that look the same, either may be the one.
			if (recognition === 'unclear' || found) throw mistakable(run);
			found = run;
		}
		if (unclear.length > MOST_COMPARED) throw mistakable(unclear[MOST_COMPARED]);
		return found;
	}
}

/** Notes what cannot be told apart from it. */
function isTheOne(run: Run, { wanted, passOver }: Search, unclear: Run[]): boolean {
	const recognition = recognize(run, wanted);
	if (recognition === 'no' || passOver?.(run)) return false;
	if (recognition === 'unclear') unclear.push(run);
	return recognition === 'yes';
}

function keyOf({ wanted, sinceMs }: Search): string {
	return JSON.stringify([filtersOf(wanted.target), sinceMs]);
}

/** AI Hub does not tell enough of a run: it may be the one looked for. */
function mistakable(run: Run): AiHubError {
	const message = `run ${run.id} may be the one, but AI Hub does not tell its tags`;
	return new AiHubError('unexpectedAnswer', message, { runId: run.id, runStatus: run.status });
}
