import { byId, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

/** As a server from before `/v2/jobs` answers. */
function beOld(): void {
	world.emulator.faults.add({
		match: { operationId: 'jobStatus' },
		times: Infinity,
		action: { status: 404 },
	});
}

const used = () => world.emulator.requests.map(({ operationId }) => operationId);

describe('a server that knows only the older address of jobs', () => {
	it('is asked there by Job → Get and Job → Wait for Completion', async () => {
		const { id } = world.emulator.store.addJob(world.emulator.clock.now(), 'done');
		beOld();
		for (const name of ['job.get', 'job.waitForCompletion']) {
			world.emulator.clearRequests();
			const { outputs, error } = await world.run(name, { jobId: id });
			expect(error).toBeUndefined();
			expect(outputs[0][0].json).toEqual({ job_id: id, state: 'COMPLETE', message: 'done' });
			expect(used()).toEqual(['jobStatus', 'pollBatchesJob']);
		}
	});

	it('is asked there by a deletion that waits', async () => {
		const batchId = byId(world.batch());
		beOld();
		const { outputs } = await world.run('batch.delete', {
			batchId,
			options: { waitForDeletion: true },
		});
		expect(outputs[0][0].json).toMatchObject({ deleted: true, job_state: 'COMPLETE' });
	});
});

it('says that a job does not exist in the words of the newer address', async () => {
	const { error } = await world.run('job.get', { jobId: 'none' });
	expect(error).toMatchObject({ httpCode: '404' });
	expect(error?.message).toContain('The job does not exist.');
	expect(used()).toEqual(['jobStatus', 'pollBatchesJob']);
});
