import type { IDataObject } from 'n8n-workflow';

import { errorOf, itemsOf } from '../support/n8nTypes';
import { chain, E2e, type InputItem, node } from './world';

let e2e: E2e;

beforeAll(async () => {
	e2e = await E2e.start();
});

afterAll(async () => await e2e?.close());

beforeEach(() => e2e.emulator.reset());

const invoice = (number: string) => `INVOICE\nInvoice Number: ${number}\nTotal Due: 12.50\n`;

const twoItems: InputItem[] = ['1', '2'].map((number) => ({
	json: { case: number },
	files: [{ name: `${number}.txt`, content: invoice(number) }],
}));

const process = (deployment: string, { options, ...parameters }: IDataObject = {}) =>
	e2e.aiHub({
		resource: 'document',
		operation: 'process',
		deploymentId: e2e.deployment(deployment),
		options: {
			waitBy: 'callback',
			runMode: 'perItem',
			includeInputFields: true,
			...(options as IDataObject | undefined),
		},
		...parameters,
	});

const runIds = () => [...e2e.emulator.store.runs.values()].map(({ id }) => id);

it('stores the execution until the last callback, and gives the documents', async () => {
	const id = await e2e.runInProduction(twoItems, [process('Invoices Deployment')]);
	const execution = await e2e.finished(id);

	expect(execution.status).toBe('success');
	const items = itemsOf(execution, 'AI Hub');
	expect(items.map(({ json }) => json)).toMatchObject([
		{ fields: { Invoice_Number: '1' }, source: { case: '1' } },
		{ fields: { Invoice_Number: '2' }, source: { case: '2' } },
	]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	expect(runIds()).toHaveLength(2);
});

/** What the node behind sees of the item that each document came from. */
const then = node(
	'Then',
	'n8n-nodes-base.code',
	{
		mode: 'runOnceForEachItem',
		jsCode:
			'return { json: { case: $("Input").item.json.case, of: $json.file_name ?? $json.error } };',
	},
	{ typeVersion: 2 },
);

describe('items of several files, and one of none', () => {
	const files = (...names: string[]) => names.map((name) => ({ name, content: invoice(name) }));
	const items: InputItem[] = [
		{ json: { case: 'A' }, files: files('a1.txt', 'a2.txt') },
		{ json: { case: 'B' }, files: [] },
		{ json: { case: 'C' }, files: files('c1.txt') },
	];

	it.each(['all', 'perItem'])('are paired as they came in (%s)', async (runMode) => {
		const aiHub = process('Invoices Deployment', { options: { runMode }, routeOutput: true });
		const execution = await e2e.finished(await e2e.runInProduction(items, [aiHub, then]));
		expect(itemsOf(execution, 'Then').map(({ json }) => json)).toEqual([
			{ case: 'A', of: 'a1.txt' },
			{ case: 'A', of: 'a2.txt' },
			{ case: 'C', of: 'c1.txt' },
		]);
		const failed = itemsOf(execution, 'AI Hub', { output: 2 });
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	});

	it('and an error output: the error is that of its item, and nothing is lost', async () => {
		const aiHub = process('Invoices Deployment', { options: { cleanUp: 'runAndBatch' } });
		aiHub.onError = 'continueErrorOutput';
		const execution = await e2e.finished(await e2e.runInProduction(items, [aiHub, then]));
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'AI Hub')).toHaveLength(3);
		const [failed] = itemsOf(execution, 'AI Hub', { output: 2 });
		expect(failed.json).toMatchObject({ case: 'B', error: 'The item has no files' });
		expect(runIds()).toEqual([]);
	});
});

it('shows its hints, also those from before it was stored', async () => {
	const item = {
		...twoItems[0],
		files: [...twoItems[0].files!, { name: 'empty.txt', content: '' }],
	};
	const execution = await e2e.finished(
		await e2e.runInProduction([item], [process('Invoices Deployment')]),
	);
	const hints = execution.data.resultData.runData['AI Hub'][0].hints ?? [];
	expect(hints.map(({ message }) => message)).toEqual([
		expect.stringMatching(/1 file was not sent.*empty\.txt/),
	]);
});

it('routes a failed run to Failed with its source', async () => {
	const node = process('Failing App', { routeOutput: true });
	const execution = await e2e.finished(await e2e.runInProduction(twoItems, [node]));

	expect(execution.status).toBe('success');
	const failed = itemsOf(execution, 'AI Hub', { output: 2 });
	expect(failed.map(({ json }) => json.source)).toEqual([{ case: '1' }, { case: '2' }]);
	expect(failed.map(({ json }) => json.run_id).sort()).toEqual(runIds().sort());
});

it('ends with the error of AI Hub when a run fails and nothing is routed', async () => {
	const execution = await e2e.finished(
		await e2e.runInProduction(twoItems, [process('Failing App', { options: { runMode: 'all' } })]),
	);

	expect(execution.status).toBe('error');
	expect(errorOf(execution).message).toContain(`Run ${runIds()[0]} failed`);
});

it('ends there: no node behind runs on what is none, and Retry processes the items again', async () => {
	const aiHub = process('Failing App', { options: { runMode: 'all' } });
	const execution = await e2e.finished(await e2e.runInProduction(twoItems, [aiHub, then]));
	expect(execution.data.resultData.runData.Then).toBeUndefined();
	expect(execution.data.resultData.runData['AI Hub'][0].error).toBeDefined();
	const retried = await e2e.finished(await e2e.rest.retryExecution(execution.id!));
	expect(retried.status).toBe('error');
	expect(errorOf(retried).message).toContain(`Run ${runIds()[1]} failed`);
	expect(runIds()).toHaveLength(2);
});

it('cleans nothing up when another run of the node fails and takes all documents with it', async () => {
	const node = process('Slow Invoices', { options: { cleanUp: 'runAndBatch' } });
	const id = await e2e.runInProduction(twoItems, [node]);
	await e2e.reaches(id, 'waiting');
	const [completed, failed] = runIds();
	e2e.emulator.setRun(completed, { status: 'COMPLETE' });
	e2e.emulator.setRun(failed, { status: 'FAILED' });
	const execution = await e2e.finished(id);

	expect(execution.status).toBe('error');
	expect(errorOf(execution).message).toContain(`Run ${failed} failed`);
	expect(e2e.emulator.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
	expect(runIds()).toContain(completed);
});

describe('when no callback comes before the limit', () => {
	/** The output "Timed Out" leads back to the input, as the node's notice tells. */
	const looped = (parameters: IDataObject) => {
		const node = process('Slow Invoices', { options: { waitLimit: 0.05 }, ...parameters });
		const output = parameters.routeOutput ? 3 : 1;
		const main = Array.from({ length: output + 1 }, (_, index) =>
			index === output ? [{ node: node.name, type: 'main', index: 0 }] : [],
		);
		return { node, wiring: { ...chain([node]), [node.name]: { main } } as never };
	};

	it('looks once more, and finds the run that has ended meanwhile', async () => {
		const { node, wiring } = looped({});
		const id = await e2e.runInProduction(twoItems, [node], wiring);
		await e2e.reaches(id, 'waiting');
		for (const run of e2e.emulator.store.runs.values()) run.webhook = undefined;
		for (const run of runIds()) e2e.emulator.setRun(run, { status: 'COMPLETE' });
		const execution = await e2e.finished(id);

		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'AI Hub').map(({ json }) => json)).toMatchObject([
			{ fields: { Invoice_Number: '1' }, source: { case: '1' } },
			{ fields: { Invoice_Number: '2' }, source: { case: '2' } },
		]);
		expect(runIds()).toHaveLength(2);
	});

	it('sends the items of a run that still goes on to Failed, with the run ID', async () => {
		const { node, wiring } = looped({ routeOutput: true });
		const execution = await e2e.finished(await e2e.runInProduction(twoItems, [node], wiring));

		const failed = itemsOf(execution, 'AI Hub', { output: 2 });
		expect(failed.map(({ json }) => json)).toMatchObject([
			{ source: { case: '1' }, error: expect.stringContaining('RUNNING') },
			{ source: { case: '2' }, error: expect.stringContaining('RUNNING') },
		]);
		expect(failed.map(({ json }) => json.run_id).sort()).toEqual(runIds().sort());
	});
});
