import type { Server } from 'node:http';
import { Extractor } from './apps/extractor';
import { Callbacks } from './callbacks';
import { Scheduler, SystemClock, type Clock } from './clock';
import type { Run } from './entities';
import { Faults } from './faults';
import { addRun, resolveReview, runOf, setRun, type RunSeed } from './history';
import { type NotificationKind, Notifications, type NotificationTarget } from './notifications';
import type { ReviewEdits } from './review';
import type { World } from './route';
import { control } from './routes/control';
import { seed } from './seed';
import { portOf, startServer, type LoggedRequest } from './server';
import { Store } from './store';

export { ManualClock, SystemClock, type Clock } from './clock';
export type * from './entities';
export type { FaultAction, FaultMatch, FaultRule, FaultTarget } from './faults';
export type { RunSeed } from './history';
export type { NotificationKind, NotificationSchema, NotificationTarget } from './notifications';
export type { ReviewEdit, ReviewEdits } from './review';
export type { LoggedRequest } from './server';

export interface EmulatorOptions {
	/** default 0: a free one */
	port?: number;
	/** default `emulator-token` */
	token?: string;
	/** IB-Context, and name of the organization; default `emulator-org` */
	context?: string;
	/** default: the machine's clock */
	clock?: Clock;
	/** bytes of a part of a multipart upload; default 10,485,760 */
	partSize?: number;
	/** files in a page of results; default 20 */
	resultsPageSize?: number;
	/** most entries in a page of a list, and the page without a limit; default 100 */
	maxPageSize?: number;
	/** s; how long runs of apps other than the slow one take; default 2 */
	runSeconds?: number;
	/** false: keep size and sha256 of files, but not their contents; default true */
	storeBytes?: boolean;
}

/** A running stand-in for the AI Hub API. It is made for development and is no AI. */
export class Emulator {
	readonly token: string;
	readonly context: string;
	readonly clock: Clock;
	/** Every API request since the start, the last reset or `clearRequests()`. */
	readonly requests: LoggedRequest[] = [];
	readonly faults = new Faults();
	private readonly scheduler: Scheduler;
	private readonly extractor = new Extractor(
		() => this.store,
		() => this.clock.now(),
	);
	private readonly options: EmulatorOptions;
	private server!: Server;
	private world!: World;

	constructor(options: EmulatorOptions) {
		this.options = options;
		this.token = options.token ?? 'emulator-token';
		this.context = options.context ?? 'emulator-org';
		this.clock = options.clock ?? new SystemClock();
		this.scheduler = new Scheduler(this.clock);
	}

	/** API root, ends with `/api`. */
	get url(): string {
		return this.world.root;
	}

	/** All entities; tests may read and change them. A reset makes a new store. */
	get store(): Store {
		return this.world.store;
	}

	/** @internal */
	async start(): Promise<this> {
		const parts = {
			world: () => this.world,
			faults: this.faults,
			context: this.context,
			log: this.requests,
			control: (method: string, path: string, body: Buffer) => control(this, method, path, body),
		};
		this.server = await startServer(parts, this.options.port ?? 0);
		this.world = this.newWorld();
		return this;
	}

	clearRequests(): void {
		this.requests.length = 0;
	}

	/** Puts a run into the history, with its results if given. */
	addRun(run: RunSeed = {}): Run {
		return addRun(this.world, run);
	}

	/** Changes a run; a new status holds from now on. */
	setRun(id: string, patch: RunSeed): Run {
		return setRun(this.world, id, patch);
	}

	/** Ends the human review that a run waits for. @throws Error when it waits for none */
	resolveReview(id: string, { edits }: { edits?: ReviewEdits } = {}): Run {
		return resolveReview(this.world, id, edits);
	}

	/** Puts a file on the drive, at ORG/WORKSPACE/fs/DRIVE/…/FILE. */
	putDriveFile(path: string, bytes: Buffer | string): void {
		this.store.drive.put(path, [Buffer.from(bytes)], this.clock.now());
	}

	/** Resolves when no callback is on its way. */
	async callbacksSettled(): Promise<void> {
		await this.world.callbacks.settled();
	}

	/**
	 * Sets up notifications until the next reset.
	 * @returns whether the address passed the handshake; if not, nothing is sent to it
	 */
	async addNotificationTarget(target: NotificationTarget): Promise<boolean> {
		return await this.world.notifications.add(target);
	}

	/** Tells all targets of a run, even again or untruly. @throws Error when there is no such run */
	notify(id: string, kind: NotificationKind): void {
		this.world.notifications.send(runOf(this.world, id), kind);
	}

	/** Resolves when no notification is on its way. */
	async notificationsSettled(): Promise<void> {
		await this.world.notifications.settled();
	}

	/** Back to the state after the start: entities, faults and request log. */
	reset(): void {
		this.world.callbacks.close();
		this.world.notifications.close();
		this.scheduler.clear();
		this.faults.clear();
		this.clearRequests();
		this.world = this.newWorld();
	}

	/** Ends all connections as a broken line does. What is held before it is carried out, is not. */
	dropConnections(): void {
		this.server.closeAllConnections();
	}

	async close(): Promise<void> {
		this.world.callbacks.close();
		this.world.notifications.close();
		this.scheduler.stop();
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
		await this.extractor.close();
	}

	private newWorld(): World {
		const { partSize, resultsPageSize, maxPageSize, runSeconds, storeBytes } = this.options;
		const store = new Store(this.context, storeBytes ?? true);
		seed(store, this.token, this.clock.now());
		return {
			store,
			clock: this.clock,
			scheduler: this.scheduler,
			callbacks: new Callbacks(this.clock, this.scheduler),
			notifications: new Notifications(this.clock, this.scheduler),
			extractor: this.extractor,
			limits: {
				partSize: partSize ?? 10_485_760,
				resultsPageSize: resultsPageSize ?? 20,
				maxPageSize: maxPageSize ?? 100,
				runSeconds,
			},
			root: `http://127.0.0.1:${portOf(this.server)}/api`,
		};
	}
}

/** Starts an emulator of the AI Hub API on 127.0.0.1. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	return await new Emulator(options).start();
}
