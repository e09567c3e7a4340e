import { listFiles } from '../../nodes/shared/api/resources/batchFiles';
import { createBatch, listBatches } from '../../nodes/shared/api/resources/batches';
import { collect } from '../../nodes/shared/api/wire/paginate';
import { getRunResults } from '../../nodes/shared/api/resources/results';
import { listRuns, runApp } from '../../nodes/shared/api/resources/runs';
import { RunWatcher } from '../../nodes/shared/api/work/waitForRun';
import { World } from './world';

const world = World.forTests({ resultsPageSize: 2, maxPageSize: 3 });

describe('lists', () => {
	it('are read to the end over pages shorter than asked for', async () => {
		const ids = [];
		for (let count = 0; count < 8; count++)
			ids.push((await createBatch(world.api, { name: 'b' })).id);
		const listed = await collect(listBatches(world.api));
		expect(listed.map((batch) => batch.id).sort()).toEqual(ids.sort());
	});

	it('survive a failure in the middle', async () => {
		const id = await world.batchOf('a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt');
		world.fault('listFiles', { status: 503 }, 1, 1);
		expect(await collect(listFiles(world.api, id, 2))).toHaveLength(5);
	});

	it('fetch no page beyond the limit', async () => {
		for (let count = 0; count < 7; count++) world.emulator.addRun({});
		expect(await collect(listRuns(world.api, {}), 3)).toHaveLength(3);
		expect(world.sent('listRuns')).toHaveLength(1);
	});

	it('end with an error when AI Hub repeats a page for ever', async () => {
		const body = { batches: [{ id: 1 }, { id: 2 }] };
		world.fault('listBatches', { status: 200, body }, Infinity);
		await expect(collect(listBatches(world.api))).rejects.toMatchObject({
			kind: 'unexpectedAnswer',
		});
		expect(world.sent('listBatches')).toHaveLength(2);
	});

	it('end with an error when results promise more but bring nothing', async () => {
		world.fault('getRunResults', { status: 200, body: { files: [], has_more: true } }, Infinity);
		await expect(getRunResults(world.api, 'r')).rejects.toMatchObject({ kind: 'unexpectedAnswer' });
		expect(world.sent('getRunResults')).toHaveLength(1);
	});

	it('of results go on by the number of files received', async () => {
		const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'];
		const batch_id = await world.batchOf(...names);
		const run = await runApp(world.api, { app_id: world.appId, batch_id });
		await new RunWatcher(world.api).wait(run.id, { limitMs: 60_000, onReview: 'fail' });
		world.fault('getRunResults', { truncate: true }, 1, 1);
		const { files } = await getRunResults(world.api, run.id);
		expect(files.map((file) => file.original_file_name).sort()).toEqual(names);
		const offsets = world
			.sent('getRunResults')
			.map(({ query }) => /file_offset=(\d+)/.exec(query)?.[1]);
		expect(offsets).toEqual(['0', '2', '2', '4']);
	});
});
