import {
	createBatch,
	deleteBatch,
	getBatch,
	listBatches,
} from '../../../nodes/shared/api/resources/batches';
import { jobStatus, pollBatchesJob } from '../../../nodes/shared/api/resources/jobs';
import { waitForJob } from '../../../nodes/shared/api/work/job';
import { collect } from '../../../nodes/shared/api/wire/paginate';
import type { World } from '../world';
import type { Operations } from './types';

export const batchesOperations = (world: World): Operations => ({
	async createBatch() {
		const { id } = await createBatch(world.api, { name: 'Invoices', workspace: 'Operations' });
		expect(world.emulator.store.batches.get(id)).toMatchObject({ workspace: 'Operations' });
	},
	async listBatches() {
		await createBatch(world.api, { name: 'Elsewhere', workspace: 'Other' });
		const id = await world.batchOf('INVOICE.txt');
		const all = await collect(listBatches(world.api));
		expect(all.map((batch) => batch.name).sort()).toEqual(['Elsewhere', 'Invoices']);
		const filtered = await collect(listBatches(world.api, { username: 'emulator-user' }), 1);
		expect(filtered).toHaveLength(1);
		const elsewhere = await collect(listBatches(world.api, { workspace: 'Other' }));
		expect(elsewhere.map((batch) => batch.id)).not.toContain(id);
	},
	async getBatch() {
		const id = await world.batchOf('INVOICE.txt');
		expect(await getBatch(world.api, id)).toMatchObject({ id, name: 'Invoices' });
	},
	async deleteBatch() {
		const [job_id] = await deleteBatch(world.api, await world.batchOf('INVOICE.txt'));
		expect(await waitForJob(world.api, job_id, 60_000)).toMatchObject({ state: 'COMPLETE' });
	},
	async pollBatchesJob() {
		const [job_id] = await deleteBatch(world.api, await world.batchOf('INVOICE.txt'));
		expect(await pollBatchesJob(world.api, job_id)).toHaveProperty('state');
	},
	async jobStatus() {
		const [job_id] = await deleteBatch(world.api, await world.batchOf('INVOICE.txt'));
		expect(await jobStatus(world.api, job_id)).toHaveProperty('state');
	},
});
