import type { IDataObject, INodeParameters, WorkflowActivateMode } from 'n8n-workflow';

import { AiHubTrigger } from '../../nodes/AiHubTrigger/AiHubTrigger.node';
import { createEmulator, type Emulator, ManualClock, type RunSeed } from '../emulator';
import { poll, type PollOptions, type PollResult } from '../support/engine';

/** An emulator on a clock of its own, and a workflow with the trigger. */
export class World {
	staticData: IDataObject = {};

	parameters: INodeParameters = {};

	private constructor(
		readonly emulator: Emulator,
		readonly clock: ManualClock,
	) {}

	static async start(clock = new ManualClock()): Promise<World> {
		const world = new World(await createEmulator({ clock }), clock);
		world.reset();
		return world;
	}

	reset(): void {
		this.emulator.reset();
		this.staticData = {};
		this.parameters = {};
	}

	async close(): Promise<void> {
		await this.emulator.close();
	}

	get credentials() {
		const { url, token, context } = this.emulator;
		return { aiHubApi: { apiRoot: url, apiToken: token, ibContext: context } };
	}

	/** A person activates the workflow. @returns the items of the execution that starts */
	async activate(options: Partial<PollOptions> = {}): Promise<IDataObject[]> {
		return await this.items({ activation: 'activate', ...options });
	}

	/** A later poll, in a process that may have started anew. */
	async items(options: Partial<PollOptions> = {}): Promise<IDataObject[]> {
		const { items, error } = await this.poll(options);
		if (error) throw error;
		return (items?.[0] ?? []).map((item) => item.json);
	}

	async poll(options: Partial<PollOptions> = {}): Promise<PollResult> {
		const activation: WorkflowActivateMode = 'init';
		const { parameters, credentials, staticData } = this;
		const result = await poll({
			node: AiHubTrigger,
			activation,
			parameters,
			credentials,
			staticData,
			...options,
		});
		this.staticData = result.staticData;
		return result;
	}

	/** A run that started some seconds ago. */
	run(seed: RunSeed & { secondsAgo?: number } = {}): string {
		const { secondsAgo = 0, ...rest } = seed;
		return this.emulator.addRun({ startedAt: this.clock.now() - secondsAgo * 1000, ...rest }).id;
	}

	later(seconds: number): void {
		this.clock.advance(seconds * 1000);
	}

	get requests(): string[] {
		return this.emulator.requests.map(({ operationId }) => String(operationId));
	}
}

/** What a poll reported, as `ID event`. */
export function eventsOf(items: IDataObject[]): string[] {
	return items.map(({ id, event }) => `${String(id)} ${String(event)}`);
}
