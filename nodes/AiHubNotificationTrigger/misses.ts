import { forgetFirst } from './forgetFirst';

const MOST_COUNTED = 1000;

interface Row {
	times: number;
	lastMs: number;
}

/**
 * Counts, for each run, how often in a row something went wrong: once says nothing, several times
 * over a while does. It lives as long as the process, because a count that begins anew loses nothing.
 */
export class Misses {
	private readonly rows = new Map<string, Row>();

	/**
	 * @param most so many are enough
	 * @param apartMs what follows sooner counts as the same: many notifications may come in a second
	 */
	constructor(
		private readonly most: number,
		private readonly apartMs: number,
	) {}

	/** Counts one. @returns true when there were enough of them */
	note(id: string, nowMs: number): boolean {
		const isSame = this.isRecent(id, nowMs);
		const { times, lastMs } = this.rows.get(id) ?? { times: 0, lastMs: nowMs };
		const row = isSame ? { times, lastMs } : { times: times + 1, lastMs: nowMs };
		this.rows.delete(id);
		this.rows.set(id, row);
		if (this.rows.size > MOST_COUNTED) forgetFirst(this.rows);
		return row.times >= this.most;
	}

	/** True when one that follows now would not count. */
	isRecent(id: string, nowMs: number): boolean {
		return (this.rows.get(id)?.lastMs ?? -Infinity) > nowMs - this.apartMs;
	}

	/** All is well again: the next one is the first. */
	clear(id: string): void {
		this.rows.delete(id);
	}
}
