import { DocumentWorld, invoice, item, itemsWith, numberOf } from './documents';
import { byId } from './world';

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

const fails = (operationId: string, times: number) =>
	documents.emulator.faults.add({ match: { operationId }, times, action: { status: 500 } });

const tries = (maxTries: number) => ({
	nodeSettings: { retryOnFail: true, maxTries, waitBetweenTries: 1 },
});

describe('Retry On Fail', () => {
	it('goes on with the runs of the try before, and starts none', async () => {
		const { faults } = documents.emulator;
		faults.add({ match: { operationId: 'getRunResults' }, action: { status: 400 } });
		const { run, outputs, error } = await documents.process(
			{ runMode: 'perItem' },
			await itemsWith('a.txt', 'b.txt', 'c.txt'),
			tries(2),
		);
		expect(error?.message).toContain('could not be read');
		expect(run?.status).toBe('success');
		expect(outputs[0].map(numberOf)).toEqual(['0', '1', '2']);
		expect(documents.asked('runDeployment')).toHaveLength(3);
		// The first failure may come while the batch of another item is made: then that item gets another.
		expect(new Set(documents.runs.map(({ batchId }) => batchId)).size).toBe(3);
	});

	it('goes on with a run that was not finished in time', async () => {
		const { run } = await documents.process(
			{ deploymentId: byId(documents.deployment('Slow Invoices')), waitLimit: 0 },
			await itemsWith('a.txt'),
			tries(3),
		);
		expect(run?.status).toBe('error');
		expect(documents.runs).toHaveLength(1);
	});

	it.each([
		['failed', () => documents.addApp('Broken', 'FAILED')],
		['was cancelled', () => documents.addApp('Stopped', 'CANCELLED')],
	])('starts another when the run %s', async (_, deployment) => {
		await documents.process(
			{ deploymentId: byId(deployment()) },
			await itemsWith('a.txt'),
			tries(2),
		);
		expect(documents.runs).toHaveLength(2);
	});

	it('starts none while AI Hub does not tell how the run of the try before stands', async () => {
		fails('getRunResults', Infinity);
		void documents.whenAsked('getRunResults').then(() => fails('getRunStatus', Infinity));
		const { run } = await documents.process({}, await itemsWith('a.txt'), tries(3));
		expect(run?.status).toBe('error');
		expect(documents.asked('getRunStatus').length).toBeGreaterThan(1);
		expect(documents.runs).toHaveLength(1);
	});
});

describe('Use It Again', () => {
	it('starts one run for items of one execution with the same files, and deletes it once', async () => {
		const same = async (index: number) =>
			await item({ index }, { name: 'a.txt', bytes: invoice('7') });
		const { outputs, hints } = await documents.process(
			{ runMode: 'perItem', options: { ifRunExists: 'reuse', cleanUp: 'run' } },
			[await same(0), await same(1), ...(await itemsWith('other.txt'))],
		);
		expect(documents.asked('runDeployment')).toHaveLength(2);
		expect(documents.runs).toEqual([]);
		expect(hints.filter((hint) => hint.includes('cleaned up'))).toEqual([]);
		expect(outputs[0].map(numberOf)).toEqual(['7', '7', '0']);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});
});
