import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from './clock';
import { type Json, RawClient } from './support';

let clock: ManualClock;
let client: RawClient;
beforeAll(async () => {
	clock = new ManualClock();
	client = await RawClient.start({ clock });
});
beforeEach(() => client.emulator.reset());
afterAll(async () => await client.emulator.close());

const textFiles = { 'a.txt': 'INVOICE\nTotal: 1.00' };

describe('callbacks', () => {
	let receiver: Server;
	let received: Array<{ headers: IncomingHttpHeaders; body: Json }>;
	let statuses: number[];
	beforeEach(async () => {
		received = [];
		statuses = [];
		receiver = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const body = JSON.parse(Buffer.concat(chunks).toString());
				received.push({ headers: request.headers, body });
				response.writeHead(statuses.shift() ?? 200).end();
			});
		});
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	});
	afterEach(async () => {
		receiver.closeAllConnections();
		await new Promise((resolve) => receiver.close(resolve));
	});

	const webhook = () => ({
		webhook_config: {
			url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
			headers: { 'x-secret': 's' },
		},
	});
	const advance = async (ms: number) => {
		clock.advance(ms);
		await client.emulator.callbacksSettled();
	};

	it('tell of the end of a run, until a 2xx', async () => {
		statuses = [500, 503];
		const id = await client.run('Invoices', await client.batch(textFiles), webhook());
		await advance(1999);
		expect(received).toHaveLength(0);
		await advance(1);
		for (let second = 0; second < 9; second++) await advance(1000);
		expect(received).toHaveLength(3);
		expect(received[0]).toMatchObject({
			headers: { 'x-secret': 's' },
			body: { status: 'OK', job_id: id, input_dir: expect.any(String) },
		});
	});

	it('give up after seven tries', async () => {
		statuses = Array<number>(20).fill(500);
		await client.run('Failing App', await client.batch(textFiles), webhook());
		for (let second = 0; second < 15; second++) await advance(1000);
		expect(received).toHaveLength(7);
		expect(received[6]!.body).toMatchObject({
			status: 'ERROR',
			msg: expect.stringMatching(/fails/),
		});
	});

	it('wait for the end of a review', async () => {
		const id = await client.run('Invoices With Review', await client.batch(textFiles), webhook());
		await advance(10_000);
		expect(received).toHaveLength(0);
		client.emulator.resolveReview(id);
		await client.emulator.callbacksSettled();
		expect(received[0]!.body.job_id).toBe(id);
	});
});
