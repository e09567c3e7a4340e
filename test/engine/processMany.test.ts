import type { INodeExecutionData } from 'n8n-workflow';

import { LIMITS } from '../../nodes/AiHub/resources/document/stages/plan';
import { savedContext } from '../support/engineResume';
import { DocumentWorld, invoice, item, numberOf, sourcesOf } from './documents';
import { WAYS, Ways } from './ways';

let documents: DocumentWorld;
const ways = new Ways(() => documents);

beforeAll(async () => {
	documents = await DocumentWorld.start({ resultsPageSize: 500, maxPageSize: 1_000 });
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

jest.setTimeout(120_000);

/** Items with three files each; all names are the same. */
async function items(count: number): Promise<INodeExecutionData[]> {
	return await Promise.all(
		Array.from({ length: count }, async (_, index) => {
			const files = ['a', 'b', 'c'].map((part) => ({
				name: 'scan.txt',
				bytes: invoice(`${index}${part}`),
			}));
			return await item({}, ...files);
		}),
	);
}

const options = { filesInParallel: 20 };

function expectAll(outputs: INodeExecutionData[][], count: number): void {
	const found = outputs[0].map((one) => [sourcesOf(one), numberOf(one)]);
	const expected = Array.from({ length: count }, (_, index) =>
		['a', 'b', 'c'].map((part) => [[index], `${index}${part}`]),
	);
	expect(found).toEqual(expected.flat());
}

const filesOfBatches = () => {
	const { batches, drive } = documents.emulator.store;
	return [...batches.values()].map(({ path }) => drive.filesUnder(path).length);
};

it('1,050 files are two runs, and one result', async () => {
	const { outputs, error, hints } = await documents.process({ options }, await items(350));
	expect(error).toBeUndefined();
	expect(ways.started).toEqual([2, 2]);
	expect(filesOfBatches()).toEqual([525, 525]);
	expectAll(outputs, 350);
	expect(hints).toEqual([expect.stringMatching(/^The 1050 files are split over 2 runs/)]);
});

/** A lower limit splits fewer files in the same way, and takes less time. */
const few = () => void jest.replaceProperty(LIMITS, 'files', 30);

afterEach(() => jest.restoreAllMocks());

describe('never two runs over the same files', () => {
	beforeEach(few);
	const count = 12;

	it.each(WAYS)('when the answer to each start is lost (%s)', async (way) => {
		ways.slowly();
		ways.fault('runDeployment', { reset: 'after' }, 2);
		const { outputs, error } = await ways.process(way, { options }, await items(count));
		expect(error).toBeUndefined();
		expect(documents.runs).toHaveLength(2);
		expectAll(outputs, count);
	});

	it('when the results of one cannot be read, and the execution is retried', async () => {
		const given = await items(count);
		ways.fault('getRunResults', { status: 400, body: { message: 'not now' } }, 1);
		const first = await documents.process({ options }, given);
		expect(first.error?.message).toContain('not now');
		const context = savedContext(first);
		const { outputs, error } = await documents.process({ options }, given, {
			mode: 'retry',
			executionId: '2',
			context,
		});
		expect(error).toBeUndefined();
		expect(ways.started).toEqual([2, 2]);
		expectAll(outputs, count);
	});

	it('when n8n crashed and has forgotten both', async () => {
		const given = await items(count);
		await documents.process({ options }, given);
		const { outputs, error } = await documents.process({ options }, given, {
			mode: 'retry',
			executionId: '2',
		});
		expect(error).toBeUndefined();
		expect(ways.started).toEqual([2, 2]);
		expectAll(outputs, count);
	});

	it('when runs over the same files are used again', async () => {
		const given = await items(count);
		const reuse = { options: { ...options, ifRunExists: 'reuse' } };
		await documents.process(reuse, given);
		const { outputs } = await documents.process(reuse, given);
		expect(ways.started).toEqual([2, 2]);
		expectAll(outputs, count);
	});
});

it.each(['all of it', 'nothing'])(
	'files of one item that are all alike are two runs, also when n8n remembers %s',
	async (memory) => {
		few();
		const { binary } = await item({}, { name: 'scan.txt', bytes: invoice('1') });
		const files = Array.from({ length: 32 }, (_, index) => [`f${index}`, binary!.file_0]);
		const given = [{ json: {}, binary: Object.fromEntries(files) as never }];
		const first = await documents.process({ options }, given);
		expect(first.error).toBeUndefined();
		expect(filesOfBatches()).toEqual([16, 16]);
		const { outputs } = await documents.process({ options }, given, {
			mode: 'retry',
			executionId: '2',
			...(memory !== 'nothing' && { context: savedContext(first) }),
		});
		expect(ways.started).toEqual([2, 2]);
		const runIds = outputs[0].map(({ json }) => json.run_id);
		expect(runIds).toHaveLength(32);
		expect(new Set(runIds).size).toBe(2);
	},
);

it('a run that fails takes only its own items along', async () => {
	few();
	const given = await items(12);
	const { outputs, error } = await documents.process(
		{ options, routeOutput: true, rules: { minModelConfidence: 0.99 } },
		given,
	);
	expect(error).toBeUndefined();
	documents.world.reset();
	ways.fault('runDeployment', { status: 400, body: { message: 'refused' } }, 1);
	const failing = await documents.process({ options, routeOutput: true }, given);
	expect(failing.outputs[2]).toHaveLength(6);
	expect(failing.outputs[0]).toHaveLength(18);
	expect(outputs.flat()).toHaveLength(36);
	const sources = [...failing.outputs[2], ...failing.outputs[0]].flatMap(sourcesOf);
	expect(new Set(sources).size).toBe(12);
});
