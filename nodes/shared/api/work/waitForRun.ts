import type { Api } from '../wire/api';
import { AiHubError, assertLimit, attempt, type ErrorKind, isPassing } from '../wire/errors';
import { unended } from '../wire/words';
import { type Look, RunLooks, startMsOf } from './runLooks';
import { judgeLook, type OnReview, stateOf } from './runStatus';
import type { Run } from '../resources/runs';

export interface WaitOptions {
	/** Longest wait in ms. */
	limitMs: number;
	onReview: OnReview;
	/** The run as its start answered it; AI Hub may not find it yet in its first seconds. */
	justStarted?: Run;
}

const NOT_VISIBLE_YET_MS = 60_000;
const TICK_MS = 1_000;
/** A server may answer a look oddly for once; so often in a row, it means it. */
const MOST_REFUSALS = 5;
const GOES_ON =
	'Nothing is lost: the run goes on at AI Hub. Use Run → Wait for Completion with this run ID, or raise the limit. Do not start the run again.';
const WAITS_FOR_REVIEW =
	'Nothing is lost: the run waits for a person. When it is reviewed in AI Hub, use Run → Wait for Completion with this run ID. Do not start the run again.';
const NOT_FOUND_AT_THE_END =
	'Look for the run in AI Hub: it may have been deleted. If it is there, use Run → Wait for Completion with this run ID, and do not start it again.';
const REFUSALS: readonly ErrorKind[] = ['rejected', 'forbidden', 'outOfUnits'];
/** Ends are seen within two seconds all the same, and far more looks at several runs fall together. */
const LEAST_OF_SEVERAL_MS = 1_900;

interface Waiting {
	runId: string;
	options: WaitOptions;
	sinceMs: number;
	dueMs: number;
	/** AI Hub asked for a pause until then. */
	isPutOff?: boolean;
	last?: Run;
	lastError?: AiHubError;
	/** Looks in a row that AI Hub refused. */
	refusals: number;
	settle(run: Run): void;
	fail(error: Error): void;
}

/**
 * Pause before the next look at a run, in ms: a tenth of its age, so that its end is seen at most
 * a tenth of its length late; at least `leastMs`, at most a minute.
 */
export function nextLookMs(ageMs: number, leastMs = TICK_MS): number {
	return Math.min(60_000, Math.max(leastMs, ageMs / 10));
}

/**
 * Waits for any number of runs at once. Each round asks for all runs that are due together: a few
 * by `getRunStatus`, many by `listRuns`, so that a hundred runs cost a few requests.
 */
export class RunWatcher {
	private readonly waiting = new Set<Waiting>();

	private readonly looks: RunLooks;

	private driving = false;

	constructor(private readonly api: Api) {
		this.looks = new RunLooks(api);
	}

	/**
	 * Resolves when the run has ended (COMPLETE, FAILED or CANCELLED), or stops for review and
	 * `onReview` is `return`.
	 * @throws AiHubError; `waitTimedOut` at the limit, `runFailed` when it stops for review and
	 * `onReview` is `fail`. A failed look is not a failed run: only the first look may fail the wait,
	 * and later a token that is no longer accepted, a run that is gone, or looks refused again and again.
	 */
	async wait(runId: string, options: WaitOptions): Promise<Run> {
		assertLimit(options.limitMs);
		const now = this.api.now();
		return await new Promise<Run>((resolve, reject) => {
			const entry: Waiting = {
				runId,
				options,
				sinceMs: now,
				dueMs: now,
				last: options.justStarted,
				refusals: 0,
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
		// A look that is soon due goes along with the round, unless AI Hub asked for a pause.
		const due = [...this.waiting].filter(
			(entry) => entry.dueMs <= now + (entry.isPutOff ? 0 : this.pauseMs(entry, now) / 2),
		);
		await this.looks.lookAt(
			due.map(({ runId, last, sinceMs, options: { limitMs } }) => ({
				runId,
				known: last,
				untilMs: sinceMs + limitMs,
			})),
			(runId) => [...this.waiting].some((entry) => entry.runId === runId),
			(runId, look) => this.tell(runId, look),
		);
	}

	/** Several may wait for the same run. */
	private tell(runId: string, look: Look): void {
		for (const entry of [...this.waiting]) {
			if (entry.runId !== runId) continue;
			if (look.ok) this.seen(entry, look.run);
			else this.missed(entry, look.error);
		}
	}

	private seen(entry: Waiting, run: Run): void {
		entry.last = run;
		entry.lastError = undefined;
		entry.refusals = 0;
		const judged = judgeLook(run, entry.options.onReview);
		if (judged === 'open') this.again(entry);
		else if (judged === 'ended') entry.settle(run);
		else entry.fail(judged);
	}

	private missed(entry: Waiting, error: Error): void {
		const known = error instanceof AiHubError ? error : undefined;
		const notVisibleYet =
			known?.kind === 'notFound' &&
			entry.options.justStarted !== undefined &&
			this.api.now() - entry.sinceMs < NOT_VISIBLE_YET_MS;
		const isRefusal = known !== undefined && REFUSALS.includes(known.kind);
		entry.refusals = isRefusal ? entry.refusals + 1 : 0;
		const isOdd = isRefusal && entry.refusals < MOST_REFUSALS;
		if (!known || !(notVisibleYet || ((isPassing(known) || isOdd) && entry.last))) {
			return entry.fail(known ? withRun(known, entry) : error);
		}
		entry.lastError = known;
		this.again(entry, known.details.retryAfterMs);
	}

	private again(entry: Waiting, leastMs = 0): void {
		const now = this.api.now();
		const left = entry.sinceMs + entry.options.limitMs - now;
		if (left <= 0) return entry.fail(timedOut(entry));
		entry.dueMs = now + Math.min(Math.max(this.pauseMs(entry, now), leastMs), left);
		entry.isPutOff = leastMs > 0;
	}

	private pauseMs(entry: Waiting, now: number): number {
		const leastMs = this.waiting.size > 1 ? LEAST_OF_SEVERAL_MS : TICK_MS;
		return nextLookMs(ageMs(entry, now), leastMs);
	}

	private stopped(entry: Waiting, error: Error): Error {
		return error instanceof AiHubError ? withRun(error, entry) : error;
	}
}

/**
 * The run's own age where its start is known, so that waiting again does not begin at nought. For
 * a run just started it is the time waited, which does not depend on the server's clock.
 */
function ageMs(entry: Waiting, now: number): number {
	const waited = now - entry.sinceMs;
	const startMs = entry.options.justStarted ? undefined : startMsOf(entry.last);
	return startMs === undefined ? waited : Math.max(waited, now - startMs);
}

function withRun(error: AiHubError, entry: Waiting): AiHubError {
	const runStatus = entry.last?.status ?? 'unknown';
	const about =
		error.kind === 'cancelled'
			? `. Run ${entry.runId} was not stopped: it goes on at AI Hub (last state ${runStatus}).`
			: ` (run ${entry.runId})`;
	// It was seen before, and so it is there, and may go on.
	const hint =
		REFUSALS.includes(error.kind) && entry.last
			? `${error.hint ?? ''} The run may go on at AI Hub: when this is mended, use Run → Wait for Completion with its ID. Do not start it again.`.trim()
			: error.hint;
	return error.with(
		{ runId: entry.runId, runStatus, run: entry.last, hint },
		unended(error.message) + about,
	);
}

function hintAtTheEnd({ last, lastError }: Waiting): string {
	if (lastError?.kind === 'notFound') return NOT_FOUND_AT_THE_END;
	return last && stateOf(last) === 'review' ? WAITS_FOR_REVIEW : GOES_ON;
}

function timedOut(entry: Waiting): AiHubError {
	const status = entry.last?.status ?? 'unknown';
	const trouble = entry.lastError
		? ` The last look failed: ${unended(entry.lastError.message)}.`
		: '';
	const words = entry.last?.msg ? `: ${unended(entry.last.msg)}` : '';
	return new AiHubError(
		'waitTimedOut',
		`Run ${entry.runId} was not finished when the wait limit was over; its last state is ${status}${words}.${trouble}`,
		{
			hint: hintAtTheEnd(entry),
			runId: entry.runId,
			runStatus: entry.last?.status,
			run: entry.last,
		},
	);
}
