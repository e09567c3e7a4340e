import { until } from '../support/until';
import { DocumentWorld, invoice, itemsWith, numberOf } from './documents';
import { PER_ITEM, Ways } from './ways';
import { byId } from './world';

let documents: DocumentWorld;
const ways = new Ways(() => documents);

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

describe('Clean Up', () => {
	const cleaning = (cleanUp: string, more = {}) => ({ options: { cleanUp }, ...more });

	it.each([
		['nothing', 1, 1],
		['run', 0, 1],
		['runAndBatch', 0, 0],
	])('%s leaves %i runs and %i batches', async (cleanUp, runs, batches) => {
		const { outputs, error } = await documents.process(cleaning(cleanUp), await itemsWith('a.txt'));
		expect(error).toBeUndefined();
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(documents.runs).toHaveLength(runs);
		expect(documents.emulator.store.batches.size).toBe(batches);
	});

	it('waits for the jobs', async () => {
		documents.emulator.store.jobMs = 1_000;
		await documents.process(cleaning('run'), await itemsWith('a.txt'));
		const now = documents.emulator.clock.now();
		const jobs = [...documents.emulator.store.jobs.values()];
		expect(jobs.length).toBeGreaterThan(0);
		for (const { createdAt } of jobs) expect(createdAt + 1_000).toBeLessThanOrEqual(now);
	});

	it('comes after the last page of results', async () => {
		const names = Array.from({ length: 7 }, (_, index) => `${index}.txt`);
		const { outputs } = await documents.process(cleaning('runAndBatch'), await itemsWith(...names));
		expect(outputs[0]).toHaveLength(7);
		const order = documents.emulator.requests.map(({ operationId }) => operationId);
		expect(order.indexOf('deleteRun')).toBeGreaterThan(order.lastIndexOf('getRunResults'));
	});

	it.each([
		['waits for review', () => documents.deployment('Invoices With Review')],
		['failed', () => documents.addApp('Broken', 'FAILED')],
		['did not end in time', () => documents.deployment('Slow Invoices')],
	])('keeps a run that %s', async (_, deployment) => {
		await documents.process(
			cleaning('runAndBatch', {
				deploymentId: byId(deployment()),
				routeOutput: true,
				waitLimit: 0,
			}),
			await itemsWith('a.txt'),
		);
		expect(documents.asked('deleteRun')).toEqual([]);
	});

	it('keeps a run of which a document needs review, and says so', async () => {
		const { outputs, hints } = await documents.process(
			cleaning('run', { routeOutput: true, rules: { classes: 'Receipt' } }),
			await itemsWith('a.txt'),
		);
		expect(outputs.map((output) => output.length)).toEqual([0, 1, 0]);
		expect(hints).toContainEqual(expect.stringContaining('was not cleaned up'));
		expect(documents.runs).toHaveLength(1);
	});

	it('keeps a run without a result for one of its files', async () => {
		documents.loseResultsOf(/^lost/);
		await documents.process(cleaning('runAndBatch'), await itemsWith('a.txt', 'lost.txt'));
		expect(documents.asked('deleteRun')).toEqual([]);
	});

	it('keeps a run whose results could not be read', async () => {
		documents.emulator.faults.add({
			match: { operationId: 'getRunResults' },
			skip: 1,
			times: Infinity,
			action: { status: 400, body: { message: 'no second page' } },
		});
		const names = Array.from({ length: 4 }, (_, index) => `${index}.txt`);
		const { error } = await documents.process(cleaning('run'), await itemsWith(...names));
		expect(error).toMatchObject({
			message: expect.stringMatching(/results of run .* could not be read.*no second page/),
			description: expect.stringContaining('Nothing is lost'),
		});
		expect(documents.asked('deleteRun')).toEqual([]);
	});

	it('that fails loses no document', async () => {
		documents.emulator.faults.add({
			match: { operationId: 'deleteRun' },
			times: Infinity,
			action: { status: 400, body: { message: 'not yours' } },
		});
		const { outputs, hints, error } = await documents.process(
			cleaning('run'),
			await itemsWith('a.txt'),
		);
		expect(error).toBeUndefined();
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(hints).toEqual([expect.stringMatching(/could not be cleaned up:.*not yours/)]);
	});

	it('that fails after a callback says so, also of a run that had ended before', async () => {
		const state = (status: string) => ({ rewrite: { set: { status } } });
		ways.fault('runDeployment', state('COMPLETE'));
		ways.fault('runDeployment', state('RUNNING'));
		ways.fault('getRunStatus', state('RUNNING'), 1, 1);
		ways.fault('deleteRun', { status: 400, body: { message: 'not yours' } }, Infinity);
		const items = await itemsWith('a.txt', 'b.txt');
		const parameters = { ...PER_ITEM, ...cleaning('run') };
		const { outputs, hints, error } = await ways.process('callback', parameters, items);
		expect(error).toBeUndefined();
		expect(outputs[0].map(numberOf)).toEqual(['0', '1']);
		expect(hints).toEqual(
			documents.runs.map(({ id }) => expect.stringMatching(`${id} could not be .*not yours`)),
		);
		expect(documents.asked('deleteRun')).toHaveLength(2);
	});

	it.each(['polling', 'callback'])(
		'leaves a batch that a run over it still needs, which waits for review (%s)',
		async (waitBy) => {
			const batch = documents.world.batch('a.txt');
			const names = ['Invoices', 'Invoices With Review'];
			const { outputs, hints, error } = await ways.process(
				waitBy as 'polling',
				{
					documents: 'batch',
					batchId: byId(batch),
					deploymentId: byId('={{ $json.deployment }}'),
					routeOutput: true,
					...cleaning('runAndBatch'),
				},
				names.map((name) => ({ json: { deployment: documents.deployment(name) } })),
			);
			expect(error).toBeUndefined();
			expect(outputs.map((output) => output.length).slice(0, 3)).toEqual([1, 1, 0]);
			expect(documents.asked('deleteRun').map(({ query }) => query)).toEqual([
				expect.stringContaining('delete_input=false'),
			]);
			expect(documents.emulator.store.batches.has(batch)).toBe(true);
			expect(hints).toContainEqual(expect.stringContaining(`Batch ${batch} was not cleaned up`));
		},
	);

	it('keeps a run of which documents without rows were given no item', async () => {
		const { outputs, hints } = await documents.process(
			cleaning('run', { shape: 'rows', withoutRows: 'nothing' }),
			await itemsWith('a.txt'),
		);
		expect(outputs[0]).toEqual([]);
		expect(documents.runs).toHaveLength(1);
		expect(hints).toContainEqual(expect.stringMatching(/not cleaned up, because it gave no item/));
	});

	it('never deletes a folder of a drive', async () => {
		const folder = 'emulator-org/Operations/fs/Instabase Drive/in';
		documents.emulator.putDriveFile(`${folder}/z.txt`, invoice('9'));
		const { error } = await documents.process(
			cleaning('runAndBatch', { documents: 'folder', inputDir: folder }),
			[{ json: {} }],
		);
		expect(error).toBeUndefined();
		expect(documents.runs).toEqual([]);
		expect(documents.emulator.store.drive.filesUnder(folder)).toHaveLength(1);
	});

	it('that is stopped lets the execution end', async () => {
		documents.emulator.store.jobMs = 60_000;
		const { status } = await documents.process(cleaning('run'), await itemsWith('a.txt'), {
			cancelWhen: documents.whenAsked('jobStatus'),
		});
		expect(status).toBe('canceled');
		await until(() => documents.runs.length === 0, { what: 'the deletion' });
	});
});
