import { createHash } from 'node:crypto';

import { uploadFile } from '../../nodes/shared/api/work/upload';
import type { FaultAction } from '../emulator';
import { World } from './world';

const MIB = 1024 * 1024;
const world = World.forTests({ partSize: 5 * MIB });

describe('an upload in parts', () => {
	const bytes = Buffer.alloc(12 * MIB, 'abcdefg');
	const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

	const file = () => ({
		name: 'large.bin',
		size: bytes.length,
		async open() {
			return (async function* () {
				for (let at = 0; at < bytes.length; at += 700_000) yield bytes.subarray(at, at + 700_000);
			})();
		},
	});

	const stored = (batchId: number) => {
		const { path } = world.emulator.store.batches.get(batchId)!;
		const [only] = world.emulator.store.drive.filesUnder(path);
		return only?.chunks && sha256(Buffer.concat(only.chunks));
	};

	it('arrives whole, in parts of the size that AI Hub asks for', async () => {
		const id = await world.batchOf();
		await uploadFile(world.api, id, file());
		expect(stored(id)).toBe(sha256(bytes));
		expect(world.sent('uploadMultipartPart').map((request) => request.bytes)).toEqual([
			5 * MIB,
			5 * MIB,
			2 * MIB,
		]);
	});

	it.each<[string, string, FaultAction]>([
		['a part gets 503', 'uploadMultipartPart', { status: 503 }],
		['the connection of a part breaks', 'uploadMultipartPart', { reset: 'before' }],
		['the answer to a part is lost', 'uploadMultipartPart', { reset: 'after' }],
		['the session gets 503', 'createMultipartUploadSession', { status: 503 }],
		['the answer to the commit is lost', 'commitMultipartUploadSession', { reset: 'after' }],
	])('arrives whole although %s', async (_, operationId, action) => {
		const id = await world.batchOf();
		world.fault(operationId, action);
		await uploadFile(world.api, id, file());
		expect(stored(id)).toBe(sha256(bytes));
	});

	it('is aborted when a part fails for good', async () => {
		const id = await world.batchOf();
		world.fault('uploadMultipartPart', { status: 400, body: { message: 'bad part' } }, Infinity, 1);
		await expect(uploadFile(world.api, id, file())).rejects.toMatchObject({
			message: expect.stringContaining('bad part') as string,
		});
		expect(world.emulator.store.sessions.size).toBe(0);
		expect(stored(id)).toBeUndefined();
	});

	it('is aborted although the first try of the abort fails', async () => {
		const id = await world.batchOf();
		world.fault('uploadMultipartPart', { status: 400 }, Infinity);
		world.fault('commitMultipartUploadSession', { status: 503 });
		await expect(uploadFile(world.api, id, file())).rejects.toMatchObject({ kind: 'rejected' });
		expect(world.emulator.store.sessions.size).toBe(0);
	});

	it('is aborted when the execution is stopped', async () => {
		const id = await world.batchOf();
		const source = file();
		const cancelling = {
			...source,
			async open() {
				const pieces = await source.open();
				return (async function* () {
					let count = 0;
					for await (const piece of pieces) {
						if (++count === 12) world.api.cancel();
						yield piece;
					}
				})();
			},
		};
		await expect(uploadFile(world.api, id, cancelling)).rejects.toMatchObject({
			kind: 'cancelled',
		});
		expect(world.sent('uploadMultipartPart').length).toBeLessThan(3);
		expect(world.emulator.store.sessions.size).toBe(0);
	});
});
