import type { Api } from '../../nodes/shared/api/wire/api';
import { createBatch, getBatch } from '../../nodes/shared/api/resources/batches';
import { listFolder, writeFile } from '../../nodes/shared/api/resources/files';
import { collect } from '../../nodes/shared/api/wire/paginate';
import { getRunResults } from '../../nodes/shared/api/resources/results';
import { getRunStatus, runApp } from '../../nodes/shared/api/resources/runs';
import { startRun } from '../../nodes/shared/api/work/startRun';
import { uploadFile } from '../../nodes/shared/api/work/upload';
import { describeWithSpec } from '../support/spec';
import { undiciApi } from '../support/undiciSend';
import { Judge } from './judge';
import { batchesOperations } from './operations/batches';
import { batchFilesOperations } from './operations/batchFiles';
import { DRIVE, PART_SIZE } from './operations/constants';
import { filesOperations } from './operations/files';
import { runsOperations } from './operations/runs';
import { secretsOperations } from './operations/secrets';
import type { Operations } from './operations/types';
import { INVOICE, World } from './world';

describeWithSpec('every operation of the api layer', (spec) => {
	const world = World.forTests({ partSize: PART_SIZE, resultsPageSize: 2 });
	let judge: Judge;

	beforeEach(() => {
		judge = new Judge(spec);
		world.api.send = judge.watch(world.api.send);
	});

	const operations: Operations = {
		...batchesOperations(world),
		...batchFilesOperations(world),
		...runsOperations(world),
		...filesOperations(world),
		...secretsOperations(world),
	};

	it.each(Object.keys(operations))('%s', async (operationId) => {
		await operations[operationId]();
		expect(judge.operationIds).toContain(operationId);
		expect(judge.violations).toEqual([]);
	});

	it('are all that the specification has', () => {
		expect(Object.keys(operations).sort()).toEqual(spec.operationIds);
	});

	it('list a folder, which the specification does not know', async () => {
		const names = ['a.txt', 'b.txt', 'c.txt'];
		for (const name of names) await writeFile(world.api, `${DRIVE}/in/${name}`, INVOICE);
		const nodes = await collect(listFolder(world.api, `${DRIVE}/in`));
		expect(nodes.map((node) => node.name).sort()).toEqual(names);
		expect(judge.violations).toEqual([]);
	});

	it('take a document from its file to its results', async () => {
		const { api } = world;
		const { id } = await createBatch(api, { name: 'One document' });
		const open = async () => [INVOICE].values() as unknown as AsyncIterable<Buffer>;
		await uploadFile(api, id, { name: 'small.txt', size: INVOICE.length, open });
		const { run } = await startRun(
			api,
			{ target: { app: { app_id: world.appId } }, body: { batch_id: id } },
			{ ownInput: true },
		);
		await world.waitFor(run.id);
		const { files } = await getRunResults(api, run.id);
		expect(files.map((file) => file.original_file_name)).toEqual(['small.txt']);
		expect(judge.violations).toEqual([]);
	});

	it('answer errors that the specification knows', async () => {
		const { api, emulator } = world;
		await expect(getBatch(api, 99)).rejects.toMatchObject({ kind: 'notFound' });
		await expect(getRunStatus(api, 'none')).rejects.toMatchObject({ kind: 'notFound' });
		await expect(runApp(api, {})).rejects.toMatchObject({ kind: 'rejected' });
		const { url, context } = emulator;
		const stranger = undiciApi({ url, context, token: 'wrong' });
		stranger.send = judge.watch(stranger.send);
		await expect(getBatch(stranger as Api, 1)).rejects.toMatchObject({ kind: 'authentication' });
		await stranger.close();
		expect(judge.violations).toEqual([]);
	});
});
