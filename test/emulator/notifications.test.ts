import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { ManualClock } from './clock';
import { type Json, RawClient } from './support';

interface Received {
	method: string;
	headers: IncomingMessage['headers'];
	body: Json;
}

let clock: ManualClock;
let client: RawClient;
let receiver: Server;
let received: Received[];
let answers: Array<(got: Received) => { status: number; headers?: object; json?: unknown }>;

beforeAll(async () => {
	clock = new ManualClock();
	client = await RawClient.start({ clock });
	receiver = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const text = Buffer.concat(chunks).toString();
			const { method = '', headers } = incoming;
			const got = { method, headers, body: text ? JSON.parse(text) : undefined };
			received.push(got);
			const { status, headers: more, json } = answers.shift()?.(got) ?? { status: 200 };
			response.writeHead(status, { ...more }).end(JSON.stringify(json));
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
	client.emulator.reset();
	received = [];
	answers = [];
});
afterAll(async () => {
	receiver.closeAllConnections();
	await new Promise((resolve) => receiver.close(resolve));
	await client.emulator.close();
});

const url = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;

const codeBack = ({ body }: Received) => ({
	status: 200,
	json: { validationResponse: body[0].data.validationCode },
});
const leave = ({ headers }: Received) => ({
	status: 200,
	headers: { 'webhook-allowed-origin': headers['webhook-request-origin'] },
});

describe('the handshake', () => {
	it.each([
		['eventGrid', codeBack, 'POST'],
		['cloudEvents', leave, 'OPTIONS'],
	] as const)('of %s', async (schema, answer, method) => {
		const headers = { 'x-secret': 's' };
		answers = [answer];
		const target = { url: url(), schema, headers };
		expect(await client.emulator.addNotificationTarget(target)).toBe(true);
		expect(received).toMatchObject([{ method, headers }]);
	});

	it.each(['eventGrid', 'cloudEvents'] as const)('of %s, refused', async (schema) => {
		expect(await client.emulator.addNotificationTarget({ url: url(), schema })).toBe(false);
		received = [];
		client.emulator.addRun({ status: 'COMPLETE' });
		await client.emulator.notificationsSettled();
		expect(received).toEqual([]);
	});
});

describe('notifications', () => {
	const target = async (schema: 'cloudEvents' | 'eventGrid', more: object = {}) => {
		await client.emulator.addNotificationTarget({ url: url(), schema, handshake: false, ...more });
	};
	const advance = async (ms: number) => {
		clock.advance(ms);
		await client.emulator.notificationsSettled();
	};
	const kinds = () => received.map(({ body }) => String(body[0].eventType).split('.').at(-1));

	it('tell of each step of a run, once', async () => {
		await target('eventGrid');
		const text = { 'a.txt': 'INVOICE\nTotal: 1.00' };
		const id = await client.run('Invoices With Review', await client.batch(text));
		await advance(0);
		await advance(2000);
		client.emulator.resolveReview(id);
		await advance(0);
		expect(kinds()).toEqual(['started', 'reviewNeeded', 'completed']);
		const [event] = received[2].body;
		expect(event).toMatchObject({ subject: expect.stringContaining(id), data: { run_id: id } });
	});

	it('are one CloudEvent in that schema', async () => {
		await target('cloudEvents');
		const { id } = client.emulator.addRun({ status: 'FAILED' });
		await advance(0);
		expect(received[0].headers['content-type']).toContain('application/cloudevents+json');
		expect(received[0].body).toMatchObject({ specversion: '1.0', data: { run_id: id } });
	});

	it('are those of the deployment and kind that were asked for', async () => {
		const deploymentId = '0d000000-0000-4000-8000-000000000001';
		await target('eventGrid', { deploymentId, on: ['failed'] });
		for (const status of ['COMPLETE', 'FAILED'] as const) {
			client.emulator.addRun({ deploymentId, status });
			client.emulator.addRun({ status });
		}
		await advance(0);
		expect(kinds()).toEqual(['failed']);
		expect(received[0].body[0].data.deployment_id).toBe(deploymentId);
	});

	it('are sent again after a while, unless the answer is final', async () => {
		await target('eventGrid');
		answers = [() => ({ status: 503 }), () => ({ status: 404 }), () => ({ status: 413 })];
		client.emulator.addRun({ status: 'COMPLETE' });
		await advance(0);
		await advance(9999);
		expect(received).toHaveLength(1);
		await advance(1);
		await advance(30_000);
		await advance(3_600_000);
		expect(received).toHaveLength(3);
	});

	it('are set up, and told again or untruly, by /_control', async () => {
		const control = async (path: string, body: object) => {
			const to = client.emulator.url.replace('/api', `/_control/${path}`);
			const { statusCode, body: answer } = await request(to, {
				method: 'POST',
				body: JSON.stringify(body),
			});
			const text = await answer.text();
			return [statusCode, text === '' ? undefined : JSON.parse(text)];
		};
		answers = [codeBack];
		const wanted = { url: url(), schema: 'eventGrid' };
		expect(await control('notifications', wanted)).toEqual([200, { accepted: true }]);
		const { id } = client.emulator.addRun({ status: 'COMPLETE' });
		expect(await control(`runs/${id}/notify`, { kind: 'failed' })).toEqual([204, undefined]);
		await advance(0);
		received = received.slice(1);
		expect(kinds().sort()).toEqual(['completed', 'failed']);
		expect((await control('runs/unknown/notify', { kind: 'failed' }))[0]).toBe(400);
	});
});
