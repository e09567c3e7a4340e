import type { Api } from './api';
import { AiHubError, attempt } from './errors';
import { isFinished, needsReview } from './runStatus';
import { getRunStatus, listRunsPage, type Run } from './runs';

/** What to do when a run stops for human review: give it back, wait on, or fail. */
export type OnReview = 'return' | 'wait' | 'fail';

export interface WaitOptions {
	/** Longest wait in ms. */
	limitMs: number;
	onReview: OnReview;
	/** The run as its start answered it; AI Hub may not find it yet in its first seconds. */
	justStarted?: Run;
}

/** Fewer runs than this are asked for one by one; more are found in one list. */
const LIST_FROM = 4;
const LIST_PAGE = 100;
const NOT_VISIBLE_YET_MS = 60_000;
const TICK_MS = 1_000;

interface Waiting {
	runId: string;
	options: WaitOptions;
	sinceMs: number;
	dueMs: number;
	last?: Run;
	lastError?: AiHubError;
	settle(run: Run): void;
	fail(error: Error): void;
}

/**
 * Pause before the next look at a run, in ms: a tenth of its age, so that its end is seen at most
 * a tenth of its length late; at least a second, at most a minute.
 */
export function nextLookMs(ageMs: number): number {
	return Math.min(60_000, Math.max(TICK_MS, ageMs / 10));
}

/**
 * Waits for any number of runs at once. Each round asks for all runs that are due together: a few
 * by `getRunStatus`, many by `listRuns`, so that a hundred runs cost a few requests.
 */
export class RunWatcher {
	private readonly waiting = new Set<Waiting>();

	private driving = false;

	constructor(private readonly api: Api) {}

	/**
	 * Resolves when the run has ended (COMPLETE, FAILED or CANCELLED), or stops for review and
	 * `onReview` is `return`.
	 * @throws AiHubError; `waitTimedOut` at the limit, `runFailed` when it stops for review and
	 * `onReview` is `fail`. A failed look is not a failed run: only the first look may fail the wait,
	 * and later a token that is no longer accepted or a run that is gone.
	 */
	async wait(runId: string, options: WaitOptions): Promise<Run> {
		const now = this.api.now();
		return await new Promise<Run>((resolve, reject) => {
			const entry: Waiting = {
				runId,
				options,
				sinceMs: now,
				dueMs: now,
				last: options.justStarted,
				settle: (run) => this.waiting.delete(entry) && resolve(run),
				fail: (error) => this.waiting.delete(entry) && reject(error),
			};
			this.waiting.add(entry);
			void this.drive();
		});
	}

	private async drive(): Promise<void> {
		if (this.driving) return;
		this.driving = true;
		while (this.waiting.size > 0) {
			const round = await attempt(() => this.round());
			if (!round.ok)
				for (const entry of [...this.waiting]) entry.fail(this.stopped(entry, round.error));
		}
		this.driving = false;
	}

	private async round(): Promise<void> {
		const now = this.api.now();
		const soonest = Math.min(...[...this.waiting].map((entry) => entry.dueMs));
		// Ticks keep the sleep short, so that a run added meanwhile does not wait for the others.
		if (soonest > now) return await this.api.sleep(Math.min(soonest - now, TICK_MS));
		const due = [...this.waiting].filter((entry) => entry.dueMs <= now + slackMs(entry, now));
		const rest = due.length < LIST_FROM ? due : await this.lookAtList(due);
		await Promise.all(rest.map(async (entry) => await this.lookAtOne(entry)));
	}

	/** Looks for the runs in one list over their start times; answers those it did not find there. */
	private async lookAtList(due: Waiting[]): Promise<Waiting[]> {
		const started = due.filter((entry) => entry.last?.start_timestamp);
		if (started.length < LIST_FROM) return due;
		const open = new Map(started.map((entry) => [entry.runId, entry]));
		const startsS = started.map((entry) => (entry.last?.start_timestamp ?? 0) / 1e9);
		const filters = {
			from_timestamp: Math.floor(Math.min(...startsS)) - 1,
			to_timestamp: Math.ceil(Math.max(...startsS)) + 1,
			sort_by: 'start_timestamp',
			order: 'ASCENDING',
		} as const;
		// Other people's runs may fill the list: it is read only as long as it is cheaper.
		const mostPages = Math.max(1, Math.floor(started.length / LIST_FROM));
		for (let page = 0, offset = 0; page < mostPages && open.size > 0; page++) {
			const listed = await attempt(async () => {
				return await listRunsPage(this.api, filters, { limit: LIST_PAGE, offset });
			});
			if (!listed.ok || listed.value.length === 0) break;
			for (const run of listed.value) {
				const entry = open.get(run.id);
				if (entry && open.delete(run.id)) this.seen(entry, run);
			}
			offset += listed.value.length;
		}
		return due.filter(
			(entry) => this.waiting.has(entry) && (open.has(entry.runId) || !started.includes(entry)),
		);
	}

	private async lookAtOne(entry: Waiting): Promise<void> {
		const look = await attempt(async () => await getRunStatus(this.api, entry.runId));
		if (look.ok) this.seen(entry, look.value);
		else this.missed(entry, look.error);
	}

	private seen(entry: Waiting, run: Run): void {
		entry.last = run;
		entry.lastError = undefined;
		const { onReview } = entry.options;
		if (isFinished(run) || (needsReview(run) && onReview === 'return')) return entry.settle(run);
		if (needsReview(run) && onReview === 'fail') return entry.fail(stoppedForReview(run));
		this.again(entry);
	}

	private missed(entry: Waiting, error: Error): void {
		const known = error instanceof AiHubError ? error : undefined;
		const notVisibleYet =
			known?.kind === 'notFound' &&
			entry.options.justStarted !== undefined &&
			this.api.now() - entry.sinceMs < NOT_VISIBLE_YET_MS;
		const passing =
			known && ['unavailable', 'rateLimited', 'unexpectedAnswer'].includes(known.kind);
		if (!known || !(notVisibleYet || (passing && entry.last))) {
			return entry.fail(known ? withRun(known, entry) : error);
		}
		entry.lastError = known;
		this.again(entry);
	}

	private again(entry: Waiting): void {
		const now = this.api.now();
		const left = entry.sinceMs + entry.options.limitMs - now;
		if (left <= 0) return entry.fail(timedOut(entry));
		entry.dueMs = now + Math.min(nextLookMs(ageMs(entry, now)), left);
	}

	private stopped(entry: Waiting, error: Error): Error {
		return error instanceof AiHubError ? withRun(error, entry) : error;
	}
}

/** The run's own age where its start is known, so that waiting again does not begin at nought. */
function ageMs(entry: Waiting, now: number): number {
	const waited = now - entry.sinceMs;
	const start = entry.last?.start_timestamp;
	return start ? Math.max(waited, now - start / 1e6) : waited;
}

/** A look that is nearly due goes along with the round, if that is not before its first pause. */
function slackMs(entry: Waiting, now: number): number {
	return nextLookMs(ageMs(entry, now)) / 4;
}

function withRun(error: AiHubError, entry: Waiting): AiHubError {
	const runStatus = entry.last?.status ?? 'unknown';
	const about =
		error.kind === 'cancelled'
			? `. Run ${entry.runId} was not stopped: it goes on at AI Hub (last state ${runStatus}).`
			: ` (run ${entry.runId})`;
	return error.with({ runId: entry.runId, runStatus }, error.message + about);
}

function stoppedForReview(run: Run): AiHubError {
	return new AiHubError('runFailed', `Run ${run.id} waits for human review`, {
		hint: 'Review it in AI Hub, then use Run → Wait for Completion and Run → Get Results with this run ID.',
		runId: run.id,
		runStatus: run.status,
	});
}

function timedOut(entry: Waiting): AiHubError {
	const status = entry.last?.status ?? 'unknown';
	const trouble = entry.lastError ? ` The last look failed: ${entry.lastError.message}.` : '';
	return new AiHubError(
		'waitTimedOut',
		`Run ${entry.runId} was not finished when the wait limit was over; its last state is ${status}.${trouble}`,
		{
			hint: 'Nothing is lost: the run goes on at AI Hub. Use Run → Wait for Completion with this run ID, or raise the limit. Do not start the run again.',
			runId: entry.runId,
			runStatus: entry.last?.status,
		},
	);
}
