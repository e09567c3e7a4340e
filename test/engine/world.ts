import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { AiHub } from '../../nodes/AiHub/AiHub.node';
import type { Emulator, EmulatorOptions } from '../emulator';
import { createEmulator } from '../emulator';
import {
	prepareBinary,
	runNode,
	type BinaryMode,
	type NodeResult,
	type NodeRun,
} from '../support/engine';

export const INVOICE = Buffer.from('INVOICE\nInvoice No.: 17\nTotal: 12.50\n');

/** An emulator, and the AI Hub node run against it in n8n-core. */
export class World {
	private constructor(readonly emulator: Emulator) {}

	static async start(options: EmulatorOptions = {}): Promise<World> {
		const world = new World(await createEmulator({ runSeconds: 0, ...options }));
		world.reset();
		return world;
	}

	/** An emulator whose runs and jobs take no time. */
	reset(): void {
		this.emulator.reset();
		this.emulator.store.jobMs = 0;
	}

	async close(): Promise<void> {
		await this.emulator.close();
	}

	get credentials() {
		const { url, token, context } = this.emulator;
		return { aiHubApi: { apiRoot: url, apiToken: token, ibContext: context } };
	}

	/** Runs one operation, e.g. `batch.create`. */
	async run(
		name: string,
		parameters: INodeParameters,
		options: Partial<NodeRun> = {},
	): Promise<NodeResult> {
		const [resource, operation] = name.split('.');
		return await runNode({
			node: AiHub,
			parameters: { resource, operation, ...parameters },
			credentials: this.credentials,
			...options,
		});
	}

	get appId(): string {
		return this.emulator.store.apps[0].id;
	}

	get deploymentId(): string {
		return this.emulator.store.deployments[0].id;
	}

	/** A batch that holds files, put there without the API. */
	batch(...names: string[]): number {
		const { store, clock } = this.emulator;
		const batch = store.addBatch('Invoices', 'Operations', 'emulator-user', clock.now());
		for (const name of names) this.emulator.putDriveFile(`${batch.path}/${name}`, INVOICE);
		return batch.id;
	}

	/** A run over a file, started and, for most apps, complete. */
	async startRun(appName = 'Invoices', options: INodeParameters = {}): Promise<string> {
		const { outputs, error } = await this.run('run.runApp', {
			appId: { __rl: true, mode: 'name', value: appName },
			batchId: byId(this.batch('invoice.txt')),
			options,
		});
		if (error) throw error;
		return outputs[0][0].json.id as string;
	}
}

/** A resource locator with an ID, or with an expression for one. */
export function byId(value: string | number): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** An item with a text file in each of the given fields. */
export async function fileItem(
	names: Record<string, string>,
	json: INodeExecutionData['json'] = {},
	mode: BinaryMode = 'default',
	content = INVOICE,
): Promise<INodeExecutionData> {
	const entries = Object.entries(names).map(async ([field, fileName]) => [
		field,
		await prepareBinary(content, fileName, 'text/plain', mode),
	]);
	return { json, binary: Object.fromEntries((await Promise.all(entries)) as never) as never };
}

/** The input items that output items say they come from. */
export function pairedWith(items: INodeExecutionData[]): number[] {
	return items.map(({ pairedItem }) => (pairedItem as { item: number }).item);
}
