/**
 * Virtual time: when nobody has anything left to do, it goes on to the next moment at which somebody
 * wants to be woken.
 */
export class SimClock {
	private wakeUps: Array<{ atMs: number; order: number; wake(): void }> = [];

	private order = 0;

	constructor(public nowMs: number) {}

	async sleep(ms: number): Promise<void> {
		await new Promise<void>((resolve) => this.at(this.nowMs + ms, resolve));
	}

	at(atMs: number, wake: () => void): void {
		this.wakeUps.push({ atMs: Math.max(atMs, this.nowMs), order: this.order++, wake });
	}

	/** Lets time pass until the work is done. */
	async finish<T>(work: Promise<T>): Promise<T> {
		let done = false;
		const settled = work.finally(() => (done = true));
		settled.catch(() => undefined);
		for (;;) {
			// All that can be done without time passing is done before the next turn of the event loop.
			await new Promise((resolve) => setImmediate(resolve));
			if (done) return await settled;
			if (this.wakeUps.length === 0)
				throw new Error('Nobody has anything to do, and it is not done');
			this.goOn();
		}
	}

	private goOn(): void {
		this.nowMs = Math.min(...this.wakeUps.map(({ atMs }) => atMs));
		const due = this.wakeUps.filter(({ atMs }) => atMs <= this.nowMs);
		this.wakeUps = this.wakeUps.filter(({ atMs }) => atMs > this.nowMs);
		for (const { wake } of due.sort((one, other) => one.order - other.order)) wake();
	}
}
