import type { IDataObject } from 'n8n-workflow';

import { createEmulator, type Emulator, type EmulatorOptions } from '../emulator';
import { N8n, type N8nOptions } from '../support/n8n';
import { freePort, type N8nProcess } from '../support/n8nProcess';
import type { N8nRest } from '../support/n8nRest';
import type { Execution, Workflow } from '../support/n8nTypes';
import { until } from '../support/until';
import { queueServices, schedulerEnv, startWorkers, testRun } from './modes';

type Node = Workflow['nodes'][number];

/** A file as an input item carries it. */
export interface InputFile {
	name: string;
	content: string | Buffer;
}

export interface InputItem {
	json: IDataObject;
	files: InputFile[];
}

export type PartOfQueueMode = 'workers' | 'redis' | 'postgres';

/** A real n8n with this package in it, and an emulator that its credential points to. */
export class E2e {
	private constructor(
		readonly n8n: N8n,
		readonly rest: N8nRest,
		readonly emulator: Emulator,
		readonly credential: { id: string; name: string },
		private readonly services: Awaited<ReturnType<typeof queueServices>> | undefined,
		private workers: N8nProcess[],
	) {}

	/**
	 * Starts all of it, in the mode of the test run: alone, in queue mode with two workers, or an
	 * older version of n8n.
	 */
	static async start(options: { n8n?: N8nOptions; emulator?: EmulatorOptions } = {}): Promise<E2e> {
		const { version, queue, scheduler } = testRun();
		const services = queue ? await queueServices() : undefined;
		const port = await freePort();
		// Workers make the resume addresses, and only this tells them where the main process listens.
		const address: Record<string, string> = queue
			? { WEBHOOK_URL: `http://127.0.0.1:${port}/` }
			: {};
		const env = {
			...services?.env,
			...address,
			...schedulerEnv(scheduler),
			...options.n8n?.env,
		};
		const n8n = await N8n.create({ version, ...options.n8n, env });
		await n8n.installPackage(process.env.AIHUB_TARBALL!);
		const emulator = await createEmulator({ runSeconds: 1, ...options.emulator });
		await n8n.start(port);
		const workers = services ? await startWorkers(n8n, 2) : [];
		const rest = await n8n.signIn();
		const { url: apiRoot, token: apiToken, context: ibContext } = emulator;
		const name = 'AI Hub emulator';
		const data = { apiRoot, apiToken, ibContext };
		const id = await rest.createCredential({ name, type: 'aiHubApi', data });
		return new E2e(n8n, rest, emulator, { id, name }, services, workers);
	}

	async close(): Promise<void> {
		await this.n8n.close();
		await Promise.all(this.workers.map(async (worker) => await worker.stop()));
		await this.services?.stop();
		await this.emulator.close();
	}

	/**
	 * Ends n8n and its workers, and starts them again.
	 *
	 * @param how by a power cut, or as a service manager does (SIGTERM)
	 * @param only what of queue mode is meant; the rest goes on. Redis loses what it holds, as nothing of it is on the disk
	 */
	async restart(how: 'kill' | 'stop', only?: PartOfQueueMode): Promise<void> {
		if (only === 'redis' || only === 'postgres') return await this.services![only].restart();
		const port = Number(new URL(this.n8n.url).port);
		const { length } = this.workers;
		await Promise.all([
			only ?? this.n8n[how](),
			...this.workers.splice(0).map(async (worker) => await worker[how]()),
		]);
		if (!only) await this.n8n.start(port);
		this.workers = await startWorkers(this.n8n, length);
	}

	/**
	 * With durable cursors n8n polls less often after failures, and only every 30 minutes after a refused
	 * token. A test does not wait for that.
	 */
	async endBackoff(): Promise<void> {
		if (testRun().scheduler !== 'durable') return;
		const statement = 'UPDATE poller_state SET "backoffUntil" = NULL, "consecutiveErrors" = 0';
		await (this.services ?? { execute: this.n8n.executeSql.bind(this.n8n) }).execute(statement);
	}

	/** An AI Hub node with the credential. */
	aiHub(parameters: IDataObject, name = 'AI Hub', more: Partial<Node> = {}): Node {
		return node(name, 'n8n-nodes-aihub.aiHub', parameters, {
			credentials: { aiHubApi: this.credential },
			...more,
		});
	}

	deployment(name: string): IDataObject {
		const found = this.emulator.store.deployments.find((one) => one.name.startsWith(name));
		return { __rl: true, mode: 'id', value: found!.id };
	}

	/**
	 * Publishes a workflow of a webhook, the given input items, and nodes one after the other, and
	 * calls the webhook, so that it runs as in production.
	 */
	async runInProduction(items: InputItem[], nodes: Node[], wiring = chain(nodes)): Promise<string> {
		const path = `start-${Math.random().toString(36).slice(2)}`;
		const start = node(
			'Start',
			'n8n-nodes-base.webhook',
			{ path, httpMethod: 'POST' },
			{ webhookId: path },
		);
		const workflow = await this.rest.createWorkflow({
			name: path,
			nodes: [start, inputNode(items), ...nodes],
			connections: { ...chain([start, inputNode(items), ...nodes.slice(0, 1)]), ...wiring },
		} as unknown as Workflow);
		await this.rest.activateWorkflow(workflow.id);
		await until(
			async () => (await fetch(`${this.n8n.url}/webhook/${path}`, { method: 'POST' })).ok,
			{ what: 'the webhook of the workflow' },
		);
		return await until(async () => (await this.rest.listExecutions(workflow.id))[0]?.id, {
			what: 'the execution',
		});
	}

	async finished(executionId: string): Promise<Execution> {
		return await this.rest.finishedExecution(executionId);
	}

	/** Waits until the execution has a status, such as `waiting`. */
	async reaches(executionId: string, status: string): Promise<Execution> {
		return await until(
			async () => {
				const execution = await this.rest.getExecution(executionId);
				return execution.status === status ? execution : undefined;
			},
			{ what: `status ${status}` },
		);
	}
}

export function node(
	name: string,
	type: string,
	parameters: IDataObject,
	more: Partial<Node> = {},
): Node {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters, ...more } as Node;
}

/** Connections of nodes one after the other, on their first outputs. */
export function chain(nodes: Node[]): Workflow['connections'] {
	return Object.fromEntries(
		nodes
			.slice(0, -1)
			.map(({ name }, index) => [
				name,
				{ main: [[{ node: nodes[index + 1].name, type: 'main', index: 0 }]] },
			]),
	) as Workflow['connections'];
}

/** A node that gives out items with files, whatever its input. */
export function inputNode(items: InputItem[]): Node {
	const given = items.map(({ json, files }) => ({
		json,
		binary: Object.fromEntries(
			files.map(({ name, content }, index) => [
				`file_${index}`,
				{
					data: Buffer.from(content as string).toString('base64'),
					mimeType: name.endsWith('.pdf') ? 'application/pdf' : 'text/plain',
					fileName: name,
				},
			]),
		),
	}));
	const code = `return ${JSON.stringify(given)};`;
	return node('Input', 'n8n-nodes-base.code', { jsCode: code }, { typeVersion: 2 });
}
