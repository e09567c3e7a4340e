import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { request } from 'undici';

import type { NotificationSchema } from '../emulator';
import { itemsOf, type Workflow } from '../support/n8nTypes';
import { until } from '../support/until';
import { reportOf } from './polling';
import { testRun } from './modes';
import { chain, E2e, node } from './world';

const TRIGGER = 'AI Hub Notification Trigger';
const ALL = ['runCompleted', 'runFailed', 'runCancelled', 'runWaitingForReview', 'reviewFinished'];
const JSON_TYPE = { 'content-type': 'application/json' };
const DEPLOYMENT = '0d000000-0000-4000-8000-000000000001';

let e2e: E2e;
let port: number;

beforeAll(async () => {
	e2e = await E2e.start();
	port = Number(new URL(e2e.n8n.url).port);
});

afterAll(async () => await e2e?.close());

beforeEach(() => e2e.emulator.reset());

/** A published workflow that notifications start, and what came of it. */
class Notified {
	private constructor(
		readonly id: string,
		readonly path: string,
	) {}

	static async publish(parameters: IDataObject = {}): Promise<Notified> {
		const notified = await Notified.create(parameters);
		await e2e.rest.activateWorkflow(notified.id);
		return notified;
	}

	static async create(parameters: IDataObject = {}): Promise<Notified> {
		const webhookId = randomUUID();
		const nodes = [
			node(
				TRIGGER,
				'n8n-nodes-aihub.aiHubNotificationTrigger',
				{ events: ALL, ...parameters },
				{ credentials: { aiHubApi: e2e.credential }, webhookId },
			),
			node('Then', 'n8n-nodes-base.noOp', {}),
		];
		const { id } = await e2e.rest.createWorkflow({
			name: TRIGGER,
			nodes,
			connections: chain(nodes),
		} as unknown as Workflow);
		return new Notified(id, `${webhookId}/notification`);
	}

	get url(): string {
		return `${e2e.n8n.url}/webhook/${this.path}`;
	}

	async send(body: unknown): Promise<number> {
		return await this.sendRaw(JSON.stringify(body), JSON_TYPE);
	}

	async sendRaw(
		body: string | Buffer | AsyncIterable<Buffer>,
		headers: Record<string, string>,
	): Promise<number> {
		const answer = await request(this.url, { method: 'POST', headers, body: body as Buffer });
		await answer.body.dump();
		return answer.statusCode;
	}

	/** What all executions reported, as `ID event`, sorted. */
	async reported(): Promise<string[]> {
		const executions = await e2e.rest.listExecutions(this.id);
		const all = await Promise.all(
			executions.map(async ({ id }) => itemsOf(await e2e.rest.finishedExecution(id), 'Then')),
		);
		return all
			.flat()
			.map(({ json }) => reportOf(json))
			.sort();
	}

	async reports(...expected: string[]): Promise<void> {
		await until(async () => (await this.reported()).length >= expected.length, {
			what: `${expected.length} reports`,
		});
		expect(await this.reported()).toEqual(expected.sort());
	}

	/** n8n's database, as its REST API shows it. */
	async staticData(): Promise<unknown> {
		return (await e2e.rest.getWorkflow(this.id)).staticData ?? null;
	}
}

const looks = () => e2e.emulator.requests.map(({ operationId }) => operationId);

describe.each(['eventGrid', 'cloudEvents'] as NotificationSchema[])('with %s', (schema) => {
	it('a run that ends starts the workflow at once, without a poll', async () => {
		const { emulator } = e2e;
		const notified = await Notified.publish();
		const front = await frontOf(notified.url);
		// n8n answers OPTIONS by itself, so CloudEvents needs help in front of it.
		expect(await emulator.addNotificationTarget({ url: notified.url, schema })).toBe(
			schema === 'eventGrid',
		);
		emulator.reset();
		const target = { url: front.url, schema, deploymentId: DEPLOYMENT, on: ['completed' as const] };
		expect(await emulator.addNotificationTarget(target)).toBe(true);
		const { id } = emulator.addRun({ status: 'RUNNING', deploymentId: DEPLOYMENT });
		emulator.addRun({ status: 'COMPLETE', deploymentId: null });
		emulator.clearRequests();

		const begun = performance.now();
		emulator.setRun(id, { status: 'COMPLETE' });
		await until(async () => (await e2e.rest.listExecutions(notified.id)).length > 0, {
			what: 'the execution',
			everyMs: 20,
		});
		const ms = performance.now() - begun;
		console.log(`${schema}: from the end of the run to its execution ${Math.round(ms)} ms`);
		expect(ms).toBeLessThan(10_000);
		await notified.reports(`${id} runCompleted`);
		expect(looks()).toEqual(['getRunStatus', 'getRunResults']);
		await front.close();
	});
});

it('a run is reported once, however often it is told, also after a restart of n8n', async () => {
	const { emulator, n8n } = e2e;
	const notified = await Notified.publish();
	await emulator.addNotificationTarget({ url: notified.url, schema: 'eventGrid' });
	const { id } = emulator.addRun({ status: 'STOPPED_AT_CHECKPOINT' });
	await emulator.notificationsSettled();
	emulator.notify(id, 'reviewNeeded');
	await notified.reports(`${id} runWaitingForReview`);
	emulator.resolveReview(id);
	for (let times = 0; times < 5; times++) emulator.notify(id, 'completed');
	await emulator.notificationsSettled();
	const both = [`${id} runWaitingForReview`, `${id} reviewFinished`];
	await notified.reports(...both);

	// Requests at the same moment overwrite each other's save; the next one repairs it.
	await until(
		async () => {
			await notified.send({ run_id: id });
			return JSON.stringify(await notified.staticData()).includes(`${JSON.stringify(id)}:4`);
		},
		{ what: 'the saved end of the run' },
	);
	await n8n.kill();
	await n8n.start(port);
	await until(async () => (await notified.send({ run_id: id })) === 200, { what: 'the webhook' });
	await notified.reports(...both);
});

it('a run that ends while AI Hub cannot be asked is told again, and reported', async () => {
	const { emulator } = e2e;
	const notified = await Notified.publish();
	await emulator.addNotificationTarget({ url: notified.url, schema: 'eventGrid' });
	emulator.faults.add({ match: {}, times: Infinity, action: { status: 500 } });
	const { id } = emulator.addRun({ status: 'FAILED' });
	await emulator.notificationsSettled();
	expect(await notified.reported()).toEqual([]);
	emulator.faults.clear();
	emulator.clock.advance!(10_000);
	await notified.reports(`${id} runFailed`);
});

/** The bound on looks is reached after some hundred; the other ways to run n8n need no more. */
const FORGED = testRun().version || testRun().queue ? 200 : 1_000;

it(`${FORGED} forged bodies start nothing, cost few requests, and leave nothing behind`, async () => {
	const notified = await Notified.publish();
	const { id } = e2e.emulator.addRun({ status: 'COMPLETE' });
	await notified.send({ run_id: id });
	const before = JSON.stringify(await notified.staticData());
	expect(before).toContain(id);
	expect(before.length).toBeLessThan(300);
	e2e.emulator.clearRequests();
	const statuses: Record<number, number> = {};
	const begun = performance.now();
	for (let sent = 0; sent < FORGED; sent += 10) {
		const ten = Array.from({ length: 10 }, async () => {
			return await notified.send([{ id: randomUUID(), data: { run_id: randomUUID() } }]);
		});
		for (const status of await Promise.all(ten)) statuses[status] = (statuses[status] ?? 0) + 1;
	}
	const seconds = (performance.now() - begun) / 1000;
	console.log(
		`${FORGED} forged bodies: ${looks().length} requests, ${seconds.toFixed(1)} s`,
		statuses,
	);
	expect(Object.keys(statuses)).toEqual(['404', '429']);
	expect(looks().length).toBeLessThanOrEqual(100 + Math.ceil(seconds));
	expect(await notified.reported()).toEqual([`${id} runCompleted`]);
	expect(JSON.stringify(await notified.staticData())).toBe(before);
}, 600_000);

it('broken bodies are answered 4xx, and n8n goes on', async () => {
	const notified = await Notified.publish();
	async function* endless() {
		for (let sent = 0; sent < 20; sent++) yield Buffer.alloc(1024 * 1024, 'a');
	}
	const bodies: Array<[Record<string, string>, string | Buffer | AsyncIterable<Buffer>]> = [
		[JSON_TYPE, '{'],
		[JSON_TYPE, ''],
		[JSON_TYPE, Buffer.from([0xff])],
		[JSON_TYPE, ' '.repeat(2 * 1024 * 1024)],
		[JSON_TYPE, endless()],
		[JSON_TYPE, '['.repeat(100_000) + ']'.repeat(100_000)],
		[{ ...JSON_TYPE, 'content-encoding': 'gzip' }, 'no gzip'],
	];
	const statuses: number[] = [];
	for (const [headers, body] of bodies) {
		// n8n hangs up on a body without an end, which may be noticed before its answer is read.
		statuses.push(await notified.sendRaw(body, headers).catch(() => 413));
	}
	expect(statuses).toEqual([400, 400, 400, 413, 413, 400, 400]);
	expect(await e2e.rest.listExecutions(notified.id)).toEqual([]);
});

it('a test in the editor shows the run of the next notification', async () => {
	const { emulator, rest, n8n } = e2e;
	const notified = await Notified.create();
	await rest.runWorkflow(notified.id, TRIGGER);
	const url = `${n8n.url}/webhook-test/${notified.path}`;
	expect(await emulator.addNotificationTarget({ url, schema: 'eventGrid' })).toBe(true);
	const { id } = emulator.addRun({ status: 'COMPLETE' });
	await notified.reports(`${id} runCompleted`);
	expect(await notified.staticData()).toBeNull();
});

it('a wrong token is told when the workflow is published', async () => {
	const { rest, credential, emulator } = e2e;
	const data = { apiRoot: emulator.url, apiToken: 'wrong', ibContext: emulator.context };
	const { id } = await Notified.create();
	const name = 'Wrong token';
	const wrong = await rest.createCredential({ name, type: 'aiHubApi', data });
	const { nodes } = await rest.getWorkflow(id);
	nodes[0].credentials = { aiHubApi: { id: wrong, name } };
	await rest.patchWorkflow(id, { nodes });
	await expect(rest.activateWorkflow(id)).rejects.toThrow(
		/did not accept the token|Check API Token/,
	);
	expect(credential.id).not.toBe(wrong);
});

/** A proxy in front of n8n that answers what n8n keeps from its nodes, as docs/decisions tells. */
async function frontOf(url: string) {
	const server = createServer((incoming, response) => {
		const origin = incoming.headers['webhook-request-origin'];
		if (incoming.method === 'OPTIONS') {
			response.writeHead(200, { 'webhook-allowed-origin': String(origin) }).end();
			return;
		}
		const { host: _host, connection: _connection, ...headers } = incoming.headers;
		void request(url, { method: 'POST', headers, body: incoming }).then(async (answer) => {
			response.writeHead(answer.statusCode).end(await answer.body.text());
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
