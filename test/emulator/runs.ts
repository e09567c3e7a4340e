import type { Run, RunStatus } from './entities';

const FINISHED: ReadonlySet<RunStatus> = new Set(['COMPLETE', 'FAILED', 'CANCELLED']);

/** The status of a run at a time (ms). */
export function statusOf(run: Run, now: number): RunStatus {
	if (run.status !== undefined) return run.status;
	if (now < run.startedAt + run.durationMs) return 'RUNNING';
	const reviewed = run.reviewedAt !== undefined && run.reviewedAt <= now;
	return run.outcome === 'STOPPED_AT_CHECKPOINT' && reviewed ? 'COMPLETE' : run.outcome;
}

export function isFinished(run: Run, now: number): boolean {
	return FINISHED.has(statusOf(run, now));
}

/** When a run finished (ms); undefined while it has not. */
export function finishedAt(run: Run, now: number): number | undefined {
	if (!isFinished(run, now)) return undefined;
	return run.finishedAt ?? run.reviewedAt ?? run.startedAt + run.durationMs;
}

/** ms as nanoseconds. The last six digits are not zero, as on the real server. */
export function nanoseconds(ms: number, id: string): bigint {
	const digits = Number.parseInt(id.replace(/[^0-9a-f]/g, '').slice(0, 5) || '0', 16) % 1_000_000;
	return BigInt(Math.floor(ms)) * 1_000_000n + BigInt(digits);
}

export function messageOf(run: Run, now: number): string {
	const status = statusOf(run, now);
	if (status === 'RUNNING') return 'Run is in progress.';
	if (status === 'STOPPED_AT_CHECKPOINT') return 'Run stopped at a checkpoint for human review.';
	if (status === 'CANCELLED') return run.message || 'Run was cancelled before completion.';
	return run.message;
}

/** A run as the API tells it (schema `run`). */
export function runJson(run: Run, now: number): Record<string, unknown> {
	const finished = finishedAt(run, now);
	return {
		id: run.id,
		status: statusOf(run, now),
		start_timestamp: nanoseconds(run.startedAt, run.id),
		finish_timestamp: finished === undefined ? null : nanoseconds(finished, run.id),
		msg: messageOf(run, now),
		batch_id: run.batchId,
		input_dir: run.inputDir,
		app_id: run.appId,
		deployment_id: run.deploymentId,
		tags: run.tags,
	};
}

/** All runs, by id and by start; made for a history of 100,000 and more. */
export class RunHistory {
	private readonly byId = new Map<string, Run>();
	private byStart: Run[] = [];
	private sorted = true;

	get size(): number {
		return this.byId.size;
	}

	get(id: string): Run | undefined {
		return this.byId.get(id);
	}

	add(run: Run): Run {
		if (this.byId.has(run.id)) this.delete(run.id);
		this.byId.set(run.id, run);
		const last = this.byStart.at(-1);
		if (last && last.startedAt > run.startedAt) this.sorted = false;
		this.byStart.push(run);
		return run;
	}

	delete(id: string): void {
		const run = this.byId.get(id);
		if (!run) return;
		this.byId.delete(id);
		this.byStart.splice(this.byStart.indexOf(run), 1);
	}

	/** To be called when the start of a run was changed. */
	resort(): void {
		this.sorted = false;
	}

	values(): IterableIterator<Run> {
		return this.byId.values();
	}

	/** Runs with `from` ≤ start ≤ `to` (ms), oldest first. */
	startedBetween(from: number, to: number): Run[] {
		if (!this.sorted) this.byStart.sort((a, b) => a.startedAt - b.startedAt);
		this.sorted = true;
		return this.byStart.slice(this.firstAtOrAfter(from), this.firstAtOrAfter(to, true));
	}

	private firstAtOrAfter(time: number, strictlyAfter = false): number {
		let low = 0;
		let high = this.byStart.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			const start = this.byStart[middle]!.startedAt;
			if (strictlyAfter ? start <= time : start < time) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
