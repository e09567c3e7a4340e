import type { ListQuery, RunSource } from '../../../nodes/AiHubTrigger/listByStart';
import { AiHubError } from '../../../nodes/shared/api/wire/errors';
import type { Run } from '../../../nodes/shared/api/resources/runs';

/** A run with its whole future; times in ms since 1970 by AI Hub's clock. */
export interface SimRun {
	id: string;
	startMs: number;
	/** AI Hub tells a start that lies so much later. */
	aheadMs?: number;
	/** When it shows up in AI Hub's answers. */
	visibleMs: number;
	/** Statuses with the time they begin; the first begins with the run. */
	steps: Array<{ atMs: number; status: string }>;
	/** Passes the filter that AI Hub applies. */
	ofApp: boolean;
	/** Passes the filter that the trigger applies. */
	tagged: boolean;
	deletedMs: number;
	/** Its results cannot be read until then. */
	unreadableUntilMs?: number;
}

export interface HubTraits {
	/** No page is longer, whatever is asked for. */
	mostPerPage: number;
	/** Whether `from_timestamp` includes that second. */
	fromIsInclusive: boolean;
	ignoresFilters: boolean;
	/** ms that pass with each request, in turn. */
	latencies: number[];
}

/** Ends a request without an answer. */
export class SimFailure extends Error {}

export class SimHub {
	requests = 0;

	/** Fails the request of this number, counted from now on. */
	failAt = Infinity;

	constructor(
		readonly runs: SimRun[],
		readonly traits: HubTraits,
		public nowMs: number,
	) {}

	source(): RunSource & { wasReviewed(runId: string): Promise<boolean> } {
		return {
			list: async (query) => await this.answer(() => this.page(query)),
			get: async (runId) => await this.answer(() => this.visible().find(hasId(runId))),
			wasReviewed: async (runId) =>
				await this.answer(() => {
					const run = this.runs.find(hasId(runId))!;
					if (isReadable(run, this.nowMs)) return reviewsOf(run).length > 0;
					throw new AiHubError('unavailable', 'no results', { maybeDone: true });
				}),
		};
	}

	private async answer<T>(read: () => T): Promise<T> {
		this.requests++;
		await Promise.resolve();
		this.nowMs += this.traits.latencies[this.requests % this.traits.latencies.length];
		if (this.failAt-- <= 1) {
			this.failAt = Infinity;
			throw new SimFailure('no answer');
		}
		return structuredClone(read());
	}

	private page(query: ListQuery): Run[] {
		const { limit, offset, order, status } = query;
		const isAfter = (ms: number) =>
			this.traits.fromIsInclusive ? ms >= query.from * 1000 : ms > query.from * 1000;
		const runs = this.visible((run) => this.traits.ignoresFilters || run.ofApp)
			.filter((run) => isAfter(run.start_timestamp! / 1e6))
			.filter((run) => run.start_timestamp! / 1e9 <= (query.to ?? Infinity))
			.filter((run) => this.traits.ignoresFilters || !status || status.includes(run.status!))
			.sort((a, b) => a.start_timestamp! - b.start_timestamp! || (a.id < b.id ? -1 : 1));
		if (order === 'DESCENDING') runs.reverse();
		return runs.slice(offset, offset + Math.min(limit, this.traits.mostPerPage));
	}

	private visible(isListed: (run: SimRun) => boolean = () => true): Run[] {
		return this.runs
			.filter((run) => run.visibleMs <= this.nowMs && this.nowMs < run.deletedMs && isListed(run))
			.map((run) => answerOf(run, this.nowMs));
	}
}

/** `msg` says which review a waiting run waits for, so that the tests can tell one from the next. */
function answerOf(run: SimRun, nowMs: number): Run {
	const step = stepAt(run, nowMs);
	return {
		id: run.id,
		status: step.status,
		start_timestamp: toldStartMs(run) * 1e6,
		finish_timestamp: isEnd(step.status) ? step.atMs * 1e6 : null,
		msg: `step ${run.steps.indexOf(step)}`,
		app_id: run.ofApp ? 'this-app' : 'other-app',
		tags: run.tagged ? ['mine'] : [],
	};
}

export function isReadable({ unreadableUntilMs = 0 }: SimRun, nowMs: number): boolean {
	return nowMs >= unreadableUntilMs;
}

export function toldStartMs({ startMs, aheadMs = 0 }: SimRun): number {
	return startMs + aheadMs;
}

export function stepAt(run: SimRun, nowMs: number) {
	return run.steps.filter((step) => step.atMs <= nowMs).at(-1) ?? run.steps[0];
}

export function isEnd(status: string | undefined): boolean {
	return status === 'COMPLETE' || status === 'FAILED' || status === 'CANCELLED';
}

/** The reviews of a run: number of the step, beginning and end in ms. */
export function reviewsOf(run: SimRun): Array<{ step: number; fromMs: number; toMs: number }> {
	return run.steps.flatMap((step, index) =>
		step.status === 'STOPPED_AT_CHECKPOINT'
			? [{ step: index, fromMs: step.atMs, toMs: run.steps[index + 1]?.atMs ?? Infinity }]
			: [],
	);
}

function hasId(id: string) {
	return (run: { id: string }) => run.id === id;
}
