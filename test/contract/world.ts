import { addFileToBatch } from '../../nodes/shared/api/resources/batchFiles';
import { createBatch } from '../../nodes/shared/api/resources/batches';
import { runApp } from '../../nodes/shared/api/resources/runs';
import { RunWatcher } from '../../nodes/shared/api/work/waitForRun';
import type { Emulator, EmulatorOptions, FaultAction } from '../emulator';
import { createEmulator, ManualClock } from '../emulator';
import { undiciApi } from '../support/undiciSend';

export const INVOICE = Buffer.from('INVOICE\nInvoice No.: 17\nTotal: 12.50\n');

/** The api layer over undici against an emulator; pauses of the one move the clock of the other. */
export class World {
	readonly clock = new ManualClock();

	emulator!: Emulator;

	api!: ReturnType<typeof undiciApi>;

	/** Makes a new emulator for the tests of a file, and has it emptied before each of them. */
	static forTests(options: EmulatorOptions = {}): World {
		const world = new World();
		const { clock } = world;
		beforeAll(async () => {
			world.emulator = await createEmulator({ clock, ...options });
		});
		beforeEach(() => {
			world.emulator.reset();
			world.api = undiciApi(world.emulator, {
				onSleep: (ms) => clock.advance(ms),
				startMs: clock.now(),
			});
		});
		afterEach(async () => await world.api.close());
		afterAll(async () => await world.emulator.close());
		return world;
	}

	/** Lets the next `times` requests of an operation meet with a fault, after `skip` good ones. */
	fault(operationId: string, action: FaultAction, times = 1, skip = 0): void {
		this.emulator.faults.add({ match: { operationId }, action, times, skip });
	}

	sent(operationId: string) {
		return this.emulator.requests.filter((request) => request.operationId === operationId);
	}

	get appId(): string {
		return this.emulator.store.apps[0].id;
	}

	async batchOf(...names: string[]): Promise<number> {
		const { id } = await createBatch(this.api, { name: 'Invoices' });
		for (const name of names) await addFileToBatch(this.api, id, name, INVOICE);
		return id;
	}

	/** A run that is complete. */
	async completeRun(batchId?: number): Promise<string> {
		const batch_id = batchId ?? (await this.batchOf('invoice.txt'));
		const run = await runApp(this.api, { app_id: this.appId, batch_id });
		const ended = await this.waitFor(run.id);
		expect(ended.status).toBe('COMPLETE');
		return run.id;
	}

	async waitFor(runId: string) {
		return await new RunWatcher(this.api).wait(runId, { limitMs: 600_000, onReview: 'fail' });
	}
}
