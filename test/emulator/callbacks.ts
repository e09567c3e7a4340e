import type { Clock, Scheduler } from './clock';
import type { Run } from './entities';
import { isFinished, messageOf, statusOf } from './runs';

/** How often a callback is tried until it is answered with a 2xx. */
const TRIES = 7;
const PAUSE_MS = 1000;
const TIMEOUT_MS = 10_000;

/** Sends the callbacks that runs ask for with `settings.webhook_config`. */
export class Callbacks {
	private readonly underWay = new Set<Promise<void>>();
	private closed = false;

	constructor(
		private readonly clock: Clock,
		private readonly scheduler: Scheduler,
	) {}

	/** Sees to it that the callback is sent when the run's time is over. */
	watch(run: Run): void {
		if (!run.webhook) return;
		this.scheduler.at(run.startedAt + run.durationMs, () => this.sendIfFinished(run));
	}

	/** Sends the callback once, if the run has finished; a run in review has not. */
	sendIfFinished(run: Run): void {
		if (!run.webhook || run.webhookSent || !isFinished(run, this.clock.now())) return;
		run.webhookSent = true;
		this.attempt(run, TRIES);
	}

	/** Resolves when no callback is on its way (one that waits for its next try is not). */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	close(): void {
		this.closed = true;
	}

	private attempt(run: Run, triesLeft: number): void {
		const delivery = this.deliver(run)
			.then((accepted) => {
				if (accepted || triesLeft <= 1 || this.closed) return;
				this.scheduler.at(this.clock.now() + PAUSE_MS, () => this.attempt(run, triesLeft - 1));
			})
			.finally(() => this.underWay.delete(delivery));
		this.underWay.add(delivery);
	}

	private async deliver(run: Run): Promise<boolean> {
		const now = this.clock.now();
		const ok = statusOf(run, now) === 'COMPLETE';
		const body = {
			status: ok ? 'OK' : 'ERROR',
			msg: ok ? '' : messageOf(run, now),
			job_id: run.id,
			input_dir: run.inputDir,
			output: run.outputDir,
		};
		try {
			const response = await fetch(run.webhook!.url, {
				method: 'POST',
				headers: { ...run.webhook!.headers, 'content-type': 'application/json' },
				body: JSON.stringify(body),
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
			await response.arrayBuffer();
			return response.ok;
		} catch {
			return false;
		}
	}
}
