import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { request } from 'undici';

import { AiHubNotificationTrigger } from '../../nodes/AiHubNotificationTrigger/AiHubNotificationTrigger.node';
import { createEmulator, type Emulator, type RunSeed } from '../emulator';
import { WebhookHost } from '../support/engineWebhook';

export const ALL_EVENTS = [
	'runCompleted',
	'runFailed',
	'runCancelled',
	'runWaitingForReview',
	'reviewFinished',
];

export interface Sent {
	status: number;
	headers: Record<string, unknown>;
	text: string;
	json?: IDataObject;
}

/** An emulator, and a workflow that notifications start. */
export class World {
	parameters: INodeParameters = {};

	/** n8n names a node so; with another one, the process knows nothing that is not saved. */
	private nodeId = randomUUID();

	private constructor(
		readonly emulator: Emulator,
		readonly host: WebhookHost,
	) {}

	static async start(): Promise<World> {
		const emulator = await createEmulator();
		const host: WebhookHost = await WebhookHost.start(() => ({
			node: AiHubNotificationTrigger,
			parameters: world.parameters,
			credentials: world.credentials,
			nodeSettings: { id: world.nodeId },
		}));
		const world = new World(emulator, host);
		world.reset();
		return world;
	}

	reset(): void {
		this.emulator.reset();
		this.host.reset();
		this.parameters = { events: ALL_EVENTS };
		this.restart();
	}

	/** n8n starts anew: what it has not saved is gone. */
	restart(): void {
		this.nodeId = randomUUID();
	}

	async close(): Promise<void> {
		await this.host.close();
		await this.emulator.close();
	}

	get credentials() {
		const { url, token, context } = this.emulator;
		return { aiHubApi: { apiRoot: url, apiToken: token, ibContext: context } };
	}

	run(seed: RunSeed = {}): string {
		return this.emulator.addRun(seed).id;
	}

	/** Sends any body; an object as JSON. */
	async send(
		body: unknown,
		headers: Record<string, string> = { 'content-type': 'application/json' },
		method = 'POST',
	): Promise<Sent> {
		const isRaw = typeof body === 'string' || Buffer.isBuffer(body) || body === undefined;
		const answer = await request(this.host.url, {
			method: method as 'POST',
			headers,
			body: isRaw ? body : JSON.stringify(body),
		});
		const text = await answer.body.text();
		const isJson = String(answer.headers['content-type']).includes('json');
		return {
			status: answer.statusCode,
			headers: answer.headers,
			text,
			json: isJson ? (JSON.parse(text) as IDataObject) : undefined,
		};
	}

	/** A notification of a run, as one might look. */
	async notify(runId: string): Promise<number> {
		return (await this.send([{ id: randomUUID(), data: { run_id: runId } }])).status;
	}

	/** What all executions reported, as `ID event`. */
	get reported(): string[] {
		return this.host.executions
			.flat()
			.map(({ json }) => `${String(json.id)} ${String(json.event)}`);
	}

	/** operationIds of the requests to AI Hub. */
	get requests(): string[] {
		return this.emulator.requests.map(({ operationId }) => String(operationId));
	}
}
