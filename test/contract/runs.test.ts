import { deleteBatch } from '../../nodes/shared/api/resources/batches';
import { waitForJob } from '../../nodes/shared/api/work/job';
import { getRunStatus, runApp } from '../../nodes/shared/api/resources/runs';
import { startRun } from '../../nodes/shared/api/work/startRun';
import { RunWatcher } from '../../nodes/shared/api/work/waitForRun';
import { World } from './world';

const world = World.forTests();

describe('a run', () => {
	it('is started once although its answer is lost', async () => {
		const batch_id = await world.batchOf('a.txt');
		world.fault('runApp', { reset: 'after' });
		const { run, adopted } = await startRun(
			world.api,
			{ target: { app: { app_id: world.appId } }, body: { batch_id } },
			{ ownInput: true },
		);
		expect(adopted).toBe(true);
		expect(world.emulator.store.runs.size).toBe(1);
		expect(world.emulator.store.runs.get(run.id)).toBeDefined();
	});

	it('is started at last when the request did not arrive', async () => {
		const batch_id = await world.batchOf('a.txt');
		world.fault('runApp', { reset: 'before' });
		const { adopted } = await startRun(
			world.api,
			{ target: { app: { app_id: world.appId } }, body: { batch_id } },
			{ ownInput: true },
		);
		expect(adopted).toBe(false);
		expect(world.emulator.store.runs.size).toBe(1);
	});

	it('is not started again when looking for it fails', async () => {
		const batch_id = await world.batchOf('a.txt');
		world.fault('runApp', { reset: 'after' });
		world.fault('listRuns', { status: 500 }, Infinity);
		const start = startRun(
			world.api,
			{ target: { app: { app_id: world.appId } }, body: { batch_id } },
			{ ownInput: true },
		);
		await expect(start).rejects.toMatchObject({ details: { maybeDone: true } });
		expect(world.emulator.store.runs.size).toBe(1);
		expect(world.sent('runApp')).toHaveLength(1);
	});

	it('is waited for through failures of the looks', async () => {
		const batch_id = await world.batchOf('a.txt');
		const run = await runApp(world.api, { app_name: 'Slow Invoices', batch_id });
		world.fault('getRunStatus', { status: 500 }, 12, 2);
		world.fault('getRunStatus', { malformed: true });
		const ended = await new RunWatcher(world.api).wait(run.id, {
			limitMs: 600_000,
			onReview: 'fail',
			justStarted: run,
		});
		expect(ended.status).toBe('COMPLETE');
	});

	it('of an unknown state is not finished', async () => {
		const batch_id = await world.batchOf('a.txt');
		const run = await runApp(world.api, { app_id: world.appId, batch_id });
		world.fault('getRunStatus', { status: 200, body: { id: run.id, status: 'PONDERING' } }, 3);
		const ended = await new RunWatcher(world.api).wait(run.id, {
			limitMs: 600_000,
			onReview: 'fail',
		});
		expect(ended.status).toBe('COMPLETE');
		expect(await getRunStatus(world.api, run.id)).toMatchObject({ status: 'COMPLETE' });
	});

	it('that is not finished in time is named, with its state and what to do', async () => {
		const batch_id = await world.batchOf('a.txt');
		const run = await runApp(world.api, { app_name: 'Slow Invoices', batch_id });
		const waiting = new RunWatcher(world.api).wait(run.id, { limitMs: 10_000, onReview: 'fail' });
		await expect(waiting).rejects.toMatchObject({
			kind: 'waitTimedOut',
			message: expect.stringMatching(new RegExp(`${run.id}.*RUNNING`)) as string,
			hint: expect.stringContaining('Nothing is lost') as string,
			details: { runId: run.id, runStatus: 'RUNNING' },
		});
	});
});

describe('a job', () => {
	it('is waited for through a failed look', async () => {
		const [job_id] = await deleteBatch(world.api, await world.batchOf());
		world.fault('jobStatus', { status: 503 });
		expect(await waitForJob(world.api, job_id, 60_000)).toMatchObject({ state: 'COMPLETE' });
	});

	it('that fails is an error with the words of AI Hub', async () => {
		const body = { state: 'FAILED', message: 'locked by a run' };
		world.fault('jobStatus', { status: 200, body });
		await expect(waitForJob(world.api, 'j', 60_000)).rejects.toMatchObject({
			kind: 'rejected',
			message: expect.stringContaining('locked by a run') as string,
		});
	});

	it('that does not end in time is left to itself', async () => {
		world.fault('jobStatus', { status: 200, body: { state: 'PENDING' } }, Infinity);
		await expect(waitForJob(world.api, 'j', 5_000)).rejects.toMatchObject({ kind: 'waitTimedOut' });
	});
});
