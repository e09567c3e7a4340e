import type { INodeParameters } from 'n8n-workflow';

import type { FaultAction } from '../emulator';
import { savedContext } from '../support/engineResume';
import { DocumentWorld, invoice, item, itemsWith, numberOf } from './documents';
import { PER_ITEM, RETRYING, type Way, WAYS, Ways } from './ways';
import { byId } from './world';

let documents: DocumentWorld;
const ways = new Ways(() => documents);

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

describe('k: a file', () => {
	it('is read from the beginning each time it is opened', async () => {
		const [one] = await itemsWith('a.txt');
		const options = { ifRunExists: 'reuse' };
		for (let count = 0; count < 2; count++) {
			const { outputs } = await documents.process({ options }, [one]);
			expect(outputs[0].map(numberOf)).toEqual(['0']);
		}
		expect(ways.started[0]).toBe(1);
	});
});

describe('l: the retry of a crashed execution, of which n8n has kept nothing', () => {
	const again = { mode: 'retry', executionId: '2' } as const;

	it.each([
		['polling', {}],
		['polling', PER_ITEM],
		['callback', {}],
		['callback', PER_ITEM],
	] as Array<[Way, INodeParameters]>)('takes over its runs (%s, %j)', async (way, mode) => {
		ways.slowly();
		const items = await itemsWith('a.txt', 'b.txt');
		ways.fault('getRunResults', { status: 400 }, Infinity);
		await ways.process(way, mode, items);
		const before = ways.started[0];
		documents.emulator.faults.clear();
		const { outputs, error } = await ways.process(way, mode, items, again);
		expect(error).toBeUndefined();
		expect(ways.started[0]).toBe(before);
		expect(outputs[0].map(numberOf)).toEqual(['0', '1']);
	});

	it('starts another for other content, and for a run that failed', async () => {
		await documents.process({}, await itemsWith('a.txt'));
		const other = [await item({}, { name: 'a.txt', bytes: invoice('99') })];
		await documents.process({}, other, again);
		expect(ways.started[0]).toBe(2);
		const deploymentId = byId(documents.addApp('Broken', 'FAILED'));
		await documents.process({ deploymentId }, other);
		await documents.process({ deploymentId }, other, again);
		expect(ways.started[0]).toBe(4);
	});

	it('does not stop at a run that failed, as a newer one may not show up yet', async () => {
		const items = await itemsWith('a.txt');
		await documents.process({}, items);
		documents.runs[0].status = 'FAILED';
		await documents.process({}, items, again);
		expect(ways.started[0]).toBe(2);
		ways.fault('listRuns', { rewrite: { remove: ['runs.0'] } });
		const { outputs } = await documents.process({}, items, { ...again, executionId: '3' });
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(ways.started[0]).toBe(2);
	});

	it('knows its run by the files where AI Hub hides the tags', async () => {
		const items = await itemsWith('a.txt', 'b.txt');
		await documents.process({}, await itemsWith('other.txt'));
		await documents.process({}, items);
		ways.fault('listRuns', { rewrite: { set: { 'runs.*.tags': null } } }, Infinity);
		const { outputs, error } = await documents.process({}, items, again);
		expect(error).toBeUndefined();
		expect(outputs[0].map(numberOf)).toEqual(['0', '1']);
		expect(ways.started[0]).toBe(2);
	});

	it('does not guess which of two that look the same is its run', async () => {
		const alike = [0, 1].map(async (number) =>
			item({}, { name: 'scan.txt', bytes: invoice(String(number)) }),
		);
		const items = await Promise.all(alike);
		ways.fault('listRuns', { rewrite: { set: { 'runs.*.tags': null } } }, Infinity);
		// Crashed after the first of two.
		await documents.process(PER_ITEM, [items[0]]);
		const { error } = await documents.process(PER_ITEM, items, again);
		expect(error?.message).toMatch(/may be the one, but AI Hub does not tell its tags/);
		expect(ways.started[0]).toBe(1);
		// Two executions over files that look the same, the second of which crashed.
		await documents.process({}, [items[1]]);
		const { error: second } = await documents.process({}, [items[1]], again);
		expect(second?.message).toMatch(/may be the one, but AI Hub does not tell its tags/);
		expect(ways.started[0]).toBe(2);
	});

	it('looks for 20 seconds in all before it starts runs, however many', async () => {
		const { emulator } = documents;
		const begunMs = emulator.clock.now();
		const items = await itemsWith(...Array.from({ length: 12 }, (_, index) => `${index}.txt`));
		const { outputs } = await ways.process('polling', PER_ITEM, items, again);
		expect(outputs[0]).toHaveLength(12);
		const [first] = documents.asked('runDeployment');
		expect(first.at - begunMs).toBeGreaterThanOrEqual(20_000);
		const looks = documents.asked('listRuns').filter(({ query }) => query.includes('DESCENDING'));
		expect(looks.length).toBeLessThan(20);
		expect(ways.started).toEqual([12, 12]);
	});

	it('stops and says so where that cannot be told', async () => {
		const batchId = byId(documents.world.batch('invoice.txt'));
		await documents.process({ documents: 'batch', batchId }, [{ json: {} }]);
		ways.fault('listRuns', { rewrite: { set: { 'runs.*.tags': null } } }, Infinity);
		const { error } = await documents.process(
			{ documents: 'batch', batchId },
			[{ json: {} }],
			again,
		);
		expect(error?.message).toMatch(
			/^Whether the execution that is retried has started a run cannot be told: run .* may be the one/,
		);
		expect(ways.started[0]).toBe(1);
	});

	it('is not confused with an execution that is no retry', async () => {
		const items = await itemsWith('a.txt');
		await documents.process({}, items);
		await documents.process({}, items);
		expect(ways.started[0]).toBe(2);
	});
});

describe('m: a start whose answer is lost while the list fails', () => {
	it.each(WAYS)('is looked for by the next try, which starts none (%s)', async (way) => {
		ways.fault('runDeployment', { reset: 'after' });
		ways.fault('listRuns', { status: 500 }, 20);
		const { outputs } = await ways.process(way, {}, await itemsWith('a.txt'), {
			nodeSettings: { ...RETRYING, maxTries: 3 },
		});
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(ways.started).toEqual([1, 1]);
	});

	it('fails again as long as it cannot be told', async () => {
		ways.fault('runDeployment', { reset: 'after' }, Infinity);
		ways.fault('listRuns', { status: 500 }, Infinity);
		const { run, error } = await documents.process({}, await itemsWith('a.txt'), {
			nodeSettings: { ...RETRYING, maxTries: 3 },
		});
		expect(run?.status).toBe('error');
		expect(error?.message).toMatch(/^Whether an earlier try of this node has started a run/);
		const [batch] = documents.emulator.store.batches.keys();
		expect(error?.message).toContain(`Batch ${batch} was created for 1 file`);
		expect(ways.started).toEqual([1, 1]);
	});

	it('is looked for by a retry of the execution, too', async () => {
		ways.fault('runDeployment', { reset: 'after' });
		ways.fault('listRuns', { status: 500 }, Infinity);
		const items = await itemsWith('a.txt');
		const failed = await documents.process({}, items);
		documents.emulator.faults.clear();
		const { outputs } = await documents.process({}, items, {
			mode: 'retry',
			executionId: '2',
			context: savedContext(failed) as never,
		});
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(ways.started).toEqual([1, 1]);
	});
});

describe('n: what the list does not tell is not taken for absent', () => {
	const lost = () => ways.fault('runDeployment', { reset: 'after' });

	it.each<[string, string, FaultAction]>([
		['rows without batch_id', 'listRuns', { rewrite: { remove: ['runs.*.batch_id'] } }],
		['rows without tags', 'listRuns', { rewrite: { remove: ['runs.*.tags'] } }],
		[
			'a batch whose id is text',
			'createBatch',
			{ rewrite: { replace: [{ pattern: '"id":(\\d+)', with: '"id":"$1"' }] } },
		],
	])('%s: the run is found', async (_, operationId, action) => {
		lost();
		ways.fault(operationId, action, Infinity);
		const { outputs } = await documents.process({}, await itemsWith('a.txt'));
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(ways.started).toEqual([1, 1]);
	});

	it('rows with neither: nothing is started again, and the error names the run', async () => {
		lost();
		ways.fault('listRuns', { rewrite: { remove: ['runs.*.batch_id', 'runs.*.tags'] } }, Infinity);
		const { error } = await documents.process({}, await itemsWith('a.txt'));
		expect(error?.message).toContain(documents.runs[0].id);
		expect(error?.message).toContain('may have started');
		expect(ways.started[0]).toBe(1);
	});

	it("n8n's clock eleven minutes, or hours, ahead: the run is found", async () => {
		const now = Date.now;
		for (const aheadMs of [11 * 60_000, 10 * 60 * 60_000]) {
			documents.world.reset();
			lost();
			const serverNow = documents.emulator.clock.now.bind(documents.emulator.clock);
			Date.now = () => now() + aheadMs;
			documents.emulator.clock.now = () => now();
			const { outputs } = await documents.process({}, await itemsWith('a.txt'));
			Date.now = now;
			documents.emulator.clock.now = serverNow;
			expect(outputs[0].map(numberOf)).toEqual(['0']);
			expect(ways.started).toEqual([1, 1]);
		}
	});
});

describe('o: a run that seems to be gone during a retry', () => {
	const retry = { nodeSettings: { ...RETRYING, maxTries: 2 } };
	const page: FaultAction = { html: 404 };
	const own: FaultAction = { status: 404, body: { message: 'not found' } };

	it.each<[string, FaultAction, number]>([
		['a page of a proxy', page, 1],
		['one answer of AI Hub', own, 1],
	])('by %s is not started again', async (_, action, times) => {
		ways.fault('getRunResults', { status: 400 });
		void documents.whenAsked('getRunResults').then(() => ways.fault('getRunStatus', action, times));
		await documents.process({}, await itemsWith('a.txt'), retry);
		expect(ways.started).toEqual([1, 1]);
	});

	it('by two answers is not, as long as the list has it', async () => {
		ways.fault('getRunResults', { status: 400 });
		void documents.whenAsked('getRunResults').then(() => ways.fault('getRunStatus', own, 2));
		const { outputs } = await documents.process({}, await itemsWith('a.txt'), retry);
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(ways.started[0]).toBe(1);
	});

	it('and is gone indeed is started again', async () => {
		const { faults, store } = documents.emulator;
		faults.otherwise = ({ operationId }) => {
			if (operationId !== 'getRunResults') return undefined;
			for (const { id } of documents.runs) store.runs.delete(id);
			faults.otherwise = () => undefined;
			return { status: 400 };
		};
		const { outputs } = await documents.process({}, await itemsWith('a.txt'), retry);
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(ways.started[0]).toBe(2);
	});
});

describe('p: a file whose upload only seems to have worked', () => {
	it.each<[string, FaultAction]>([
		['a sign-in page', { status: 200, body: '<html><title>Sign in</title></html>' }],
		['an empty 200', { status: 200 }],
	])('(%s) is sent again, and no run starts without it', async (_, action) => {
		ways.fault('addFileToBatch', action, 1, 1);
		const { outputs, error } = await documents.process(
			{},
			await itemsWith('a.txt', 'b.txt', 'c.txt'),
		);
		expect(error).toBeUndefined();
		expect(outputs[0].map(numberOf)).toEqual(['0', '1', '2']);
		expect(ways.started[0]).toBe(1);
	});

	it('for good ends before a run is started, and names the file and the batch', async () => {
		ways.fault('addFileToBatch', { status: 200, body: '<html>Sign in</html>' }, Infinity);
		const { error } = await documents.process({}, await itemsWith('a.txt'));
		expect(error?.message).toContain('"a.txt"');
		expect(error?.message).toMatch(/Batch \d+ was created for 1 file/);
		expect(ways.started[0]).toBe(0);
	});
});

describe('q: the error that ends the node', () => {
	const options = { itemsInParallel: 3 };
	const batches = () => [...documents.emulator.store.batches.keys()];

	it.each(WAYS)('names the batches of all items whose answers were lost (%s)', async (way) => {
		ways.fault('runDeployment', { reset: 'before' }, Infinity);
		const items = await itemsWith('a.txt', 'b.txt', 'c.txt');
		const { error } = await ways.process(way, { ...PER_ITEM, options }, items);
		expect(batches()).toHaveLength(3);
		for (const id of batches()) expect(error?.message).toMatch(new RegExp(`\\b${id}\\b`));
	});

	it.each(WAYS)('names them on a stop, too (%s)', async (way) => {
		ways.fault('runDeployment', { reset: 'before' }, Infinity);
		const items = await itemsWith('a.txt', 'b.txt', 'c.txt');
		const { error } = await ways.process(way, { ...PER_ITEM, options }, items, {
			cancelWhen: documents.whenAsked('runDeployment', 3),
		});
		expect(batches()).toHaveLength(3);
		for (const id of batches()) expect(error?.message).toMatch(new RegExp(`\\b${id}\\b`));
	});
});
