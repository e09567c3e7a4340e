/** The emulator's time. `now()` is Unix time in milliseconds. */
export interface Clock {
	now(): number;
	/** Calls `listener` whenever the clock is moved by hand; returns a function that stops it. */
	onAdvance?(listener: () => void): () => void;
	/** Moves the clock forward by `ms` milliseconds. */
	advance?(ms: number): void;
}

abstract class AdvanceableClock implements Clock {
	private readonly listeners = new Set<() => void>();

	abstract now(): number;
	protected abstract move(ms: number): void;

	advance(ms: number): void {
		this.move(ms);
		for (const listener of [...this.listeners]) listener();
	}

	onAdvance(listener: () => void): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}
}

/** The machine's clock, which can be put forward but never stands still. */
export class SystemClock extends AdvanceableClock {
	private offset = 0;

	now(): number {
		return Date.now() + this.offset;
	}

	protected move(ms: number): void {
		this.offset += ms;
	}
}

/** A clock that stands still until a test moves it. */
export class ManualClock extends AdvanceableClock {
	constructor(private time: number = Date.UTC(2026, 0, 15, 12)) {
		super();
	}

	now(): number {
		return this.time;
	}

	protected move(ms: number): void {
		this.time += ms;
	}
}

interface Task {
	at: number;
	run: () => void;
}

/** Longest delay that `setTimeout` takes. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Runs tasks when the clock has reached their time, on a real timer and whenever the clock is moved. */
export class Scheduler {
	private tasks: Task[] = [];
	private timer: NodeJS.Timeout | undefined;
	private readonly stopListening: (() => void) | undefined;

	constructor(private readonly clock: Clock) {
		this.stopListening = clock.onAdvance?.(() => this.runDue());
	}

	/** Runs `run` once the clock shows `time` (ms); a time that has passed runs at the next tick. */
	at(time: number, run: () => void): void {
		this.tasks.push({ at: time, run });
		this.arm();
	}

	/** Resolves when the clock has moved on by `ms`. */
	async sleep(ms: number): Promise<void> {
		await new Promise<void>((resolve) => this.at(this.clock.now() + ms, resolve));
	}

	/** Drops every task that has not run. */
	clear(): void {
		this.tasks = [];
		clearTimeout(this.timer);
	}

	stop(): void {
		this.clear();
		this.stopListening?.();
	}

	private runDue(): void {
		const now = this.clock.now();
		const due = this.tasks.filter((task) => task.at <= now).sort((a, b) => a.at - b.at);
		this.tasks = this.tasks.filter((task) => task.at > now);
		for (const task of due) task.run();
		this.arm();
	}

	private arm(): void {
		clearTimeout(this.timer);
		if (this.tasks.length === 0) return;
		const next = Math.min(...this.tasks.map((task) => task.at)) - this.clock.now();
		const standsStill = this.clock instanceof ManualClock;
		if (standsStill && next > 0) return;
		this.timer = setTimeout(() => this.runDue(), Math.min(Math.max(next, 0), MAX_TIMEOUT_MS));
	}
}
