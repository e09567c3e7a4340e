import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

import { AiHub } from '../../nodes/AiHub/AiHub.node';
import { prepareBinary, runNode } from '../support/engine';
import { collectGarbage } from '../support/memory';

const MIB = 1024 * 1024;
const FILE_MIB = 64;
const LOOK_MIB = 32;

/** Bytes of buffers that are in use. What only waits to be collected depends on how busy the machine is. */
function heldBytes(): number {
	collectGarbage();
	return process.memoryUsage().arrayBuffers;
}

/** A drive that takes no memory: it counts what comes, and answers the first try with that status. */
class Sink {
	readonly received: Array<{ length?: string; bytes: number }> = [];

	most = 0;

	private constructor(
		private readonly server: Server,
		private readonly statuses: number[],
	) {}

	static async start(...statuses: number[]): Promise<Sink> {
		const server = createServer();
		const sink = new Sink(server, statuses);
		server.on('request', (request, response) => {
			let bytes = 0;
			request.on('data', (piece: Buffer) => {
				const looks = Math.floor(bytes / MIB / LOOK_MIB);
				bytes += piece.length;
				if (Math.floor(bytes / MIB / LOOK_MIB) > looks) {
					sink.most = Math.max(sink.most, heldBytes());
				}
			});
			request.on('end', () => {
				sink.received.push({ length: request.headers['content-length'], bytes });
				response.writeHead(sink.statuses.shift() ?? 201).end();
			});
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return sink;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api`;
	}

	async stop(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}
}

async function uploadTo(sink: Sink, mib: number) {
	const piece = Buffer.alloc(MIB, 'x');
	const content = Readable.from(Array.from({ length: mib }, () => piece));
	const data = await prepareBinary(content, 'large.bin', 'application/octet-stream', 'filesystem');
	return await runNode({
		node: AiHub,
		parameters: { resource: 'driveFile', operation: 'upload', path: 'acme/W/fs/D/large.bin' },
		credentials: { aiHubApi: { apiRoot: sink.url, apiToken: 'token', ibContext: 'acme' } },
		items: [{ json: {}, binary: { data } }],
		binaryMode: 'filesystem',
	});
}

it('a stored file goes to a drive without ever being in memory as a whole, with its length', async () => {
	const sink = await Sink.start();
	const before = heldBytes();
	const { outputs, error } = await uploadTo(sink, FILE_MIB);
	await sink.stop();
	expect(error).toBeUndefined();
	expect(outputs[0][0].json).toMatchObject({ size: FILE_MIB * MIB });
	expect(sink.received).toEqual([{ length: String(FILE_MIB * MIB), bytes: FILE_MIB * MIB }]);
	expect(sink.most - before).toBeLessThan(LOOK_MIB * MIB);
}, 60_000);

it('each further try reads it anew', async () => {
	const sink = await Sink.start(503);
	const { error } = await uploadTo(sink, 3);
	await sink.stop();
	expect(error).toBeUndefined();
	expect(sink.received.map(({ bytes }) => bytes)).toEqual([3 * MIB, 3 * MIB]);
});
