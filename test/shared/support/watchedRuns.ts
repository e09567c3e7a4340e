import type { Run } from '../../../nodes/shared/api/resources/runs';
import type { ApiResponse } from '../../../nodes/shared/api/wire/send';
import { RunWatcher, type WaitOptions } from '../../../nodes/shared/api/work/waitForRun';
import { answerOf, failing, ListedRuns, NOW_MS } from './listedRuns';

/** What is answered to a look: a status, an HTTP status that fails, or the whole answer. */
export type Seen = string | number | Partial<Run> | ApiResponse;

/** An AI Hub whose answers to looks at single runs a test says, and who notes when they are. */
export class WatchedRuns extends ListedRuns {
	/** Each look at a single run, as "ID at so many ms". */
	readonly looks: string[] = [];
	readonly watcher = new RunWatcher(this.api);
	private readonly seen: Record<string, Seen[]> = {};

	constructor(runs: Run[] = []) {
		super(runs);
		this.on.getRunStatus = ({ path }) => {
			const id = path.slice(path.lastIndexOf('/') + 1);
			this.looks.push(`${id} at ${this.nowMs - NOW_MS}`);
			const seen = this.seen[id] ?? ['RUNNING'];
			const next = seen.length > 1 ? seen.shift()! : seen[0];
			if (typeof next === 'number') return failing(next);
			if (typeof next === 'object' && 'headers' in next) return next as ApiResponse;
			return answerOf({ id, ...(typeof next === 'string' ? { status: next } : next) });
		};
	}

	/** The answers to looks at that run in order, the last of them again and again. */
	answers(id: string, ...seen: Seen[]): void {
		this.seen[id] = seen;
	}

	async wait(id: string, options: Partial<WaitOptions> = {}): Promise<Run> {
		return await this.watcher.wait(id, { limitMs: 600_000, onReview: 'wait', ...options });
	}
}

/** AI Hub has too many requests, and says when to come back. */
export function tooMany(retryAfterS: number): ApiResponse {
	return { ...failing(429), headers: { 'retry-after': String(retryAfterS) } };
}
