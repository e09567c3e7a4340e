import type { INodeParameters } from 'n8n-workflow';

import { savedContext } from '../support/engineResume';
import { DocumentWorld, item, itemsWith, numberOf, sourcesOf } from './documents';
import { CONTINUING, PER_ITEM, RETRYING, WAYS, Ways } from './ways';
import { byId } from './world';

let documents: DocumentWorld;
const ways = new Ways(() => documents);

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

describe('a: under Continue with Retry On Fail, a first item that fails', () => {
	it.each(WAYS)('starts no second run for the others (%s)', async (way) => {
		ways.slowly();
		const items = [await item({ index: 0 }), ...(await itemsWith('a.txt', 'b.txt'))];
		const { outputs } = await ways.process(way, PER_ITEM, items, {
			nodeSettings: { ...RETRYING, ...CONTINUING, maxTries: 3 },
		});
		expect(ways.started[0]).toBe(2);
		expect(outputs[0].map(({ json }) => json.error ?? json.file_name)).toEqual([
			'The item has no files',
			'a.txt',
			'b.txt',
		]);
	});

	it('is not cleaned up before the last try has given its documents', async () => {
		const items = [await item({ index: 0 }), ...(await itemsWith('a.txt'))];
		const { outputs } = await documents.process(
			{ ...PER_ITEM, options: { cleanUp: 'runAndBatch' } },
			items,
			{ nodeSettings: { ...RETRYING, ...CONTINUING, maxTries: 3 } },
		);
		expect(ways.started[0]).toBe(1);
		expect(outputs[0][1].json.file_name).toBe('a.txt');
		expect(documents.runs).toEqual([]);
	});
});

describe('b: without routing, Clean Up', () => {
	const options = { cleanUp: 'runAndBatch' };

	it.each(WAYS)('keeps a run that waits for review (%s)', async (way) => {
		ways.slowly();
		const deploymentId = byId(documents.deployment('Invoices With Review'));
		await ways.process(way, { deploymentId, options }, await itemsWith('a.txt'));
		expect(documents.asked('deleteRun')).toEqual([]);
		expect(documents.emulator.store.batches.size).toBe(1);
	});

	it.each(WAYS)('keeps a run of which a document failed (%s)', async (way) => {
		ways.slowly();
		const error = { 'files.0.documents.0.error_msg': 'unreadable' };
		ways.fault('getRunResults', { rewrite: { set: error } }, Infinity);
		const { outputs } = await ways.process(way, { options }, await itemsWith('a.txt'));
		expect(outputs[0][0].json.document_error).toBe('unreadable');
		expect(documents.asked('deleteRun')).toEqual([]);
	});

	it.each(WAYS)('deletes a run of which all is there (%s)', async (way) => {
		ways.slowly();
		await ways.process(way, { options }, await itemsWith('a.txt'));
		expect(documents.runs).toEqual([]);
	});
});

describe('c: a first start that AI Hub refuses for good', () => {
	it.each(WAYS)('lets no other run begin (%s)', async (way) => {
		ways.fault('runDeployment', { status: 403, body: { message: 'no units' } }, Infinity);
		const names = Array.from({ length: 12 }, (_, index) => `${index}.txt`);
		const options = { itemsInParallel: 1 };
		const { error } = await ways.process(way, { ...PER_ITEM, options }, await itemsWith(...names));
		expect(error?.message).toContain('no units');
		expect(ways.started[0]).toBe(1);
	});
});

describe('d: When Review Is Needed, Throw an Error', () => {
	it.each(WAYS)('is an error that names the run (%s)', async (way) => {
		ways.slowly();
		const deploymentId = byId(documents.deployment('Invoices With Review'));
		const parameters = { deploymentId, onReview: 'fail' };
		const { error } = await ways.process(way, parameters, await itemsWith('a.txt'));
		expect(error?.message).toBe(`Run ${documents.runs[0].id} waits for human review`);
	});
});

describe('e: a run that comes back from Timed Out', () => {
	const parameters: INodeParameters = {
		waitBy: 'callback',
		documents: 'batch',
		batchId: byId('={{ $json.batch }}'),
		routeOutput: true,
		rules: {
			fieldRules: { entries: [{ field: 'Total_Due', minConfidence: '={{ $json.least }}' }] },
		},
	};

	it('is judged by what was asked when it was started', async () => {
		ways.slowly();
		const batch = documents.world.batch('invoice.txt');
		ways.fault(
			'getRunResults',
			{ rewrite: { set: { 'files.*.documents.*.fields.*.confidence': { model: 0.8, ocr: 1 } } } },
			Infinity,
		);
		const stored = await documents.process(parameters, [{ json: { batch, least: 0.9 } }]);
		expect(stored.status).toBe('waiting');
		const back = stored.outputs[3];
		expect(back).toHaveLength(1);
		const context = { ...savedContext(stored), aiHubRuns: '' };
		const { outputs, error } = await documents.process(parameters, back, { context });
		expect(error).toBeUndefined();
		expect(outputs.map((output) => output.length)).toEqual([0, 1, 0, 0]);
		expect(ways.started[0]).toBe(1);
	});

	it('is refused where another has started it: whoever fills in items could have it deleted', async () => {
		const id = await documents.world.startRun();
		const [file] = await itemsWith('a.txt');
		const wanted = {
			shape: 'documents',
			includes: {},
			rows: { table: {} },
			cleanUp: 'runAndBatch',
		};
		const pending_run = { run: { id }, files: [], wanted: { ...wanted, onReview: 'return' } };
		const forged = { ...file, json: { pending_run } };
		const before = documents.emulator.requests.length;
		for (const waitBy of ['polling', 'callback']) {
			const { error } = await documents.process({ waitBy }, [forged]);
			expect(error?.message).toContain(`not started in this execution: ${id}`);
		}
		expect(documents.emulator.requests).toHaveLength(before);
	});
});

describe('f: two callbacks at the same moment', () => {
	it('resume the execution once, with all documents', async () => {
		ways.slowly();
		const parameters = { ...PER_ITEM, waitBy: 'callback', options: { cleanUp: 'run' } };
		const items = await itemsWith('a.txt', 'b.txt');
		const stored = await documents.process(parameters, items);
		const both = await Promise.all([
			ways.callBack(stored, parameters, items),
			ways.callBack(stored, parameters, items),
		]);
		const gone = both.filter(({ outputs }) => outputs);
		expect(gone).toHaveLength(1);
		expect(gone[0].outputs![0].map(numberOf)).toEqual(['0', '1']);
		expect(both.map(({ error }) => error)).toEqual([undefined, undefined]);
	});

	it.each(['input', 'source'])(
		'resume nothing that has no %s, as of an older node',
		async (what) => {
			ways.slowly();
			const items = await itemsWith('a.txt');
			const stored = await documents.process({ waitBy: 'callback' }, items);
			const context = savedContext(stored);
			const { [what]: _, ...kept } = JSON.parse(context.aiHubRuns as string) as object & {
				[name: string]: unknown;
			};
			context.aiHubRuns = JSON.stringify(kept);
			const answer = await ways.callBack(stored, { waitBy: 'callback' }, items);
			expect(answer).toEqual({ status: 503 });
		},
	);

	it('resume nothing where there is nothing to wait for, or nobody to ask', async () => {
		ways.slowly();
		const items = await itemsWith('a.txt');
		const stored = await documents.process({ waitBy: 'callback' }, items);
		const nobody = { credentials: {} };
		expect(await ways.callBack(stored, {}, items, nobody)).toEqual({ status: 503 });
		savedContext(stored).aiHubRuns = '';
		expect(await ways.callBack(stored, {}, items)).toEqual({ status: 503 });
	});

	it('resume nothing when the first has deleted the run already', async () => {
		ways.slowly();
		const parameters = { waitBy: 'callback', options: { cleanUp: 'run' } };
		const items = await itemsWith('a.txt');
		const stored = await documents.process(parameters, items);
		expect((await ways.callBack(stored, parameters, items)).outputs).toBeDefined();
		expect(await ways.callBack(stored, parameters, items)).toEqual({ status: 503 });
	});
});

describe('a run that has ended before n8n stores the execution', () => {
	it('is not waited for, as its callback has come already', async () => {
		ways.fault('runDeployment', { rewrite: { set: { status: 'RUNNING' } } }, Infinity);
		const items = await itemsWith('a.txt', 'b.txt');
		const parameters = { ...PER_ITEM, waitBy: 'callback' };
		const { outputs, error, status } = await documents.process(parameters, items);
		expect([error, status]).toEqual([undefined, 'success']);
		expect(outputs[0].map(numberOf)).toEqual(['0', '1']);
		expect(ways.started).toEqual([2, 2]);
	});
});

describe('Callback Headers', () => {
	it('go along with the callback of the run, and into no item', async () => {
		ways.slowly();
		const callbackHeaders = { entries: [{ key: 'X-Proof', value: 'proof-17' }] };
		const items = await itemsWith('a.txt');
		const parameters = { waitBy: 'callback', options: { callbackHeaders } };
		const stored = await documents.process(parameters, items);
		expect(documents.runs[0].webhook).toMatchObject({ headers: { 'X-Proof': 'proof-17' } });
		const kept = [stored.outputs, savedContext(stored)];
		expect(JSON.stringify(kept)).not.toContain('proof-17');
	});
});

describe('g: a wait limit that is no number', () => {
	it.each(WAYS)('is refused before anything is created (%s)', async (way) => {
		const waitLimit = '={{ $json.nothing }}';
		const { error } = await ways.process(way, { waitLimit }, await itemsWith('a.txt'));
		expect(error?.message).toBe('Wait Limit (Minutes) has no value');
		expect(documents.emulator.requests).toEqual([]);
	});
});

describe('h: tags that leave no room', () => {
	it.each([
		[600, {}],
		[470, { ifRunExists: 'reuse' }],
		[461, {}],
	])('of %i characters are refused before anything is created (%j)', async (length, more) => {
		const options = { tags: ['x'.repeat(length)], ...more };
		const { error } = await documents.process({ options }, await itemsWith('a.txt'));
		expect(error?.message).toBe(
			`The tags have ${length} characters together; there is room for 460`,
		);
		expect(documents.emulator.requests).toEqual([]);
	});

	it('of 460 characters fit', async () => {
		const options = { tags: ['x'.repeat(460)] };
		expect((await documents.process({ options }, await itemsWith('a.txt'))).error).toBeUndefined();
		expect(documents.runs[0].tags.join('')).toHaveLength(500);
	});
});

describe('i: the items come out', () => {
	it.each(WAYS)('in the order of the input, failed ones too (%s)', async (way) => {
		ways.slowly();
		const [first, last] = await itemsWith('z.txt', 'a.txt');
		const items = [first, await item({ index: 1 }), last];
		const { outputs } = await ways.process(way, PER_ITEM, items, { nodeSettings: CONTINUING });
		expect(outputs[0].map(sourcesOf)).toEqual([[0], [1], [2]]);
	});

	it('in the order of the input where AI Hub gives another', async () => {
		const { outputs } = await documents.process({}, await itemsWith('z.txt', 'a.txt', 'm.txt'));
		expect(outputs[0].map(numberOf)).toEqual(['0', '1', '2']);
	});
});
