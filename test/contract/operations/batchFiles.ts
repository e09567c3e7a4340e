import { deleteFileFromBatch, listFiles } from '../../../nodes/shared/api/resources/batchFiles';
import {
	commitMultipartUploadSession,
	createMultipartUploadSession,
	uploadMultipartPart,
} from '../../../nodes/shared/api/resources/multipartUpload';
import { collect } from '../../../nodes/shared/api/wire/paginate';
import { INVOICE, type World } from '../world';
import type { Operations } from './types';
import { HARD_NAME, PART_SIZE } from './constants';

async function openSession(world: World) {
	const batchId = await world.batchOf();
	const file = { name: HARD_NAME, size: PART_SIZE + 1 };
	return { batchId, ...(await createMultipartUploadSession(world.api, batchId, file)) };
}

export const batchFilesOperations = (world: World): Operations => ({
	async listFiles() {
		const names = ['a.txt', 'b.txt', 'c.txt', HARD_NAME];
		const id = await world.batchOf(...names);
		const files = await collect(listFiles(world.api, id, 2));
		expect(files.map((file) => file.name).sort()).toEqual([...names].sort());
		expect(files[0].metadata?.size).toBe(INVOICE.length);
	},
	async addFileToBatch() {
		const id = await world.batchOf(HARD_NAME);
		const [file] = await collect(listFiles(world.api, id));
		expect(file.name).toBe(HARD_NAME);
	},
	async deleteFileFromBatch() {
		const id = await world.batchOf('a.txt', HARD_NAME);
		await deleteFileFromBatch(world.api, id, HARD_NAME);
		expect((await collect(listFiles(world.api, id))).map((file) => file.name)).toEqual(['a.txt']);
	},
	async createMultipartUploadSession() {
		expect((await openSession(world)).part_size).toBe(PART_SIZE);
	},
	async uploadMultipartPart() {
		const { session_id } = await openSession(world);
		const part = await uploadMultipartPart(world.api, session_id, 1, Buffer.alloc(PART_SIZE));
		expect(part.part_num).toBe(1);
	},
	async commitMultipartUploadSession() {
		const aborted = await openSession(world);
		await commitMultipartUploadSession(world.api, aborted.session_id, { action: 'abort' });
		const { session_id, batchId } = await openSession(world);
		const parts = [
			await uploadMultipartPart(world.api, session_id, 1, Buffer.alloc(PART_SIZE)),
			await uploadMultipartPart(world.api, session_id, 2, Buffer.alloc(1)),
		].map(({ part_num, part_id }) => ({ part_num, part_id }));
		await commitMultipartUploadSession(world.api, session_id, { action: 'commit', parts });
		const [file] = await collect(listFiles(world.api, batchId));
		expect(file).toMatchObject({ name: HARD_NAME, metadata: { size: PART_SIZE + 1 } });
	},
});
