import { AiHubError } from '../../../../../nodes/shared/api/wire/errors';
import { NetworkFailure } from '../../../../../nodes/shared/api/wire/send';
import { ServerClock } from '../../../../../nodes/shared/api/wire/serverClock';
import type { N8nApi } from '../../../../../nodes/shared/n8n/api';
import type { SimHub } from './hub';
import type { Interrupt } from './world';

const SLICE_MS = 500;

/** One attempt at an execution, which somebody may stop, and whose process may die. */
export class Attempt {
	readonly controller = new AbortController();

	isDead = false;

	stoppedMs = Infinity;

	/** The node waits in the database, out of reach of both. */
	isStored = false;

	private requests = 0;

	constructor(
		private readonly hub: SimHub,
		private readonly interrupt: Interrupt | null,
		private readonly random: () => number,
	) {}

	api(): N8nApi {
		const { hub } = this;
		const { signal } = this.controller;
		const throwIfCancelled = () => {
			if (signal.aborted) throw new AiHubError('cancelled', 'The execution was stopped');
		};
		return {
			...plainApi(hub, this.random),
			throwIfCancelled,
			send: async (request) => {
				const isReached = () => !signal.aborted || request.evenIfCancelled === true;
				this.throwIfDead();
				if (!isReached()) throw canceled();
				const number = this.requests++;
				const between = (acted: boolean) => {
					this.throwIfDead();
					if (this.interrupt?.request === number && this.interrupt.afterEffect === acted)
						this.schedule(this.interrupt);
					if (!acted) this.throwIfDead();
				};
				const isHeard = () => !this.isDead && isReached();
				const response = await hub.exchange(request, between, isHeard);
				this.throwIfDead();
				if (!isReached()) throw canceled();
				return response;
			},
			sleep: async (ms) => {
				throwIfCancelled();
				const endMs = hub.clock.nowMs + ms;
				// A pause is cut into slices, so that a stop is noticed at the end of one.
				while (hub.clock.nowMs < endMs) {
					this.throwIfDead();
					throwIfCancelled();
					const leftMs = endMs - hub.clock.nowMs;
					await hub.clock.sleep(this.mayBeStopped ? Math.min(leftMs, SLICE_MS) : leftMs);
				}
				this.throwIfDead();
				throwIfCancelled();
			},
		};
	}

	private get mayBeStopped(): boolean {
		return this.interrupt !== null && !this.isDead && this.stoppedMs === Infinity;
	}

	private schedule({ kind, laterMs }: Interrupt): void {
		const happen = () => {
			if (this.isStored) return;
			this.hub.say(`n8n: ${kind}`);
			if (kind === 'kill') this.isDead = true;
			else this.controller.abort();
			if (kind === 'stop') this.stoppedMs = this.hub.clock.nowMs;
		};
		if (laterMs === 0) happen();
		else this.hub.clock.at(this.hub.clock.nowMs + laterMs, happen);
	}

	private throwIfDead(): void {
		if (this.isDead) throw new AiHubError('cancelled', 'The process is dead');
	}
}

/** The way to AI Hub of a process that nobody stops. */
export function plainApi(hub: SimHub, random: () => number): N8nApi {
	const now = () => hub.clock.nowMs;
	return {
		apiRoot: 'https://aihub.test/api',
		urlOfRun: ({ id }) => `https://aihub.test/runs/${id}`,
		send: async (request) => await hub.exchange(request),
		sleep: async (ms) => await hub.clock.sleep(ms),
		now,
		clock: new ServerClock(now),
		random,
		throwIfCancelled: () => undefined,
		redact: (text) => text,
	};
}

function canceled(): NetworkFailure {
	return new NetworkFailure('ERR_CANCELED', 'canceled');
}
