import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { pdf } from '../emulator/pdfs';
import { errorOf, itemsOf, type Execution } from '../support/n8nTypes';
import { until } from '../support/until';
import { E2e, type InputFile, type InputItem } from './world';

let e2e: E2e;

beforeAll(async () => {
	e2e = await E2e.start();
});

afterAll(async () => await e2e?.close());

beforeEach(() => e2e.emulator.reset());

const invoice = (number: string): InputFile['content'] =>
	`INVOICE\nInvoice Number: ${number}\nTotal Due: 12.50\n`;

/** Three items with two files each; the second ones have the same name. */
const threeItems: InputItem[] = ['a', 'b', 'c'].map((letter) => ({
	json: { case: letter },
	files: [
		{ name: `${letter}.txt`, content: invoice(`${letter}1`) },
		{ name: 'same.txt', content: invoice(`${letter}2`) },
	],
}));

const process = (deployment: string, parameters: IDataObject = {}) =>
	e2e.aiHub({
		resource: 'document',
		operation: 'process',
		deploymentId: e2e.deployment(deployment),
		...parameters,
	});

async function run(items: InputItem[], deployment: string, parameters: IDataObject = {}) {
	return await e2e.finished(await e2e.runInProduction(items, [process(deployment, parameters)]));
}

const output = (execution: Execution, index = 0) => itemsOf(execution, 'AI Hub', { output: index });
const outputs = (execution: Execution) => [0, 1, 2].map((index) => output(execution, index));
const pairOf = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;
const numberOf = ({ json }: INodeExecutionData) => (json.fields as IDataObject)?.Invoice_Number;
const runs = () => [...e2e.emulator.store.runs.values()];

/** As AI Hub tells it to anybody who asks. */
async function statusOfOnlyRun(): Promise<string | undefined> {
	const { url, token, context } = e2e.emulator;
	const [run] = runs();
	if (!run) return undefined;
	const headers = { authorization: `Bearer ${token}`, 'ib-context': context };
	const response = await fetch(`${url}/v2/apps/runs/${run.id}`, { headers });
	return ((await response.json()) as { status: string }).status;
}

describe.each([
	['one run for all items', 'all', 1],
	['one run for each item', 'perItem', 3],
])('%s', (_, runMode, count) => {
	it('pairs six documents of three items', async () => {
		const execution = await run(threeItems, 'Invoices Deployment', { options: { runMode } });

		expect(
			output(execution)
				.map((item) => [pairOf(item), numberOf(item)])
				.sort(),
		).toEqual([
			[0, 'a1'],
			[0, 'a2'],
			[1, 'b1'],
			[1, 'b2'],
			[2, 'c1'],
			[2, 'c2'],
		]);
		expect(runs()).toHaveLength(count);
	});
});

it('gives every document of a PDF that holds several, and says what is wrong with a corrupt one', async () => {
	const page = (number: string) => [
		[50, 50, 'INVOICE'],
		[50, 80, `Invoice Number: ${number}`],
	];
	const files = [
		{ name: 'two.pdf', content: await pdf([page('1'), page('2')] as never) },
		{ name: 'broken.pdf', content: Buffer.from('%PDF-1.7 and nothing more') },
	];
	const execution = await run([{ json: {}, files }], 'Invoices Deployment', {
		routeOutput: true,
		rules: { minModelConfidence: 0.1 },
	});

	const [approved, , failed] = outputs(execution);
	expect(approved.map(numberOf)).toEqual(['1', '2']);
	expect(failed.map(({ json }) => json.file_name)).toEqual(['broken.pdf']);
	expect(failed[0].json.reasons).not.toEqual([]);
});

it('routes by trust, with reasons, and loses no item', async () => {
	const items: InputItem[] = [
		{ json: {}, files: [{ name: 'good.txt', content: invoice('1001') }] },
		{ json: {}, files: [{ name: 'doubtful.txt', content: invoice('?') }] },
		{ json: {}, files: [] },
	];
	const execution = await run(items, 'Invoices Deployment', {
		routeOutput: true,
		rules: { minModelConfidence: 0.7 },
	});

	expect(outputs(execution).map((routed) => routed.map(pairOf))).toEqual([[0], [1], [2]]);
	const [, [doubtful], [empty]] = outputs(execution);
	expect(doubtful.json.reasons).toEqual([
		expect.stringMatching(/^Invoice_Number: confidence 0\.\d\d is below 0\.70$/),
	]);
	expect(empty.json.reasons).toEqual(['The item has no files']);
});

it('sends the items of a failing run to Failed, with run ID and message', async () => {
	const execution = await run(threeItems, 'Failing App', { routeOutput: true });

	const failed = output(execution, 2);
	expect(failed.map(pairOf)).toEqual([0, 1, 2]);
	for (const { json } of failed) {
		expect(json).toMatchObject({ run_id: runs()[0].id, error: expect.stringContaining('failed') });
	}
});

it('gives a run that waits for review to Needs Review, with a link', async () => {
	const execution = await run(threeItems.slice(0, 1), 'Invoices With Review', {
		routeOutput: true,
		options: { onReview: 'return' },
	});

	const review = output(execution, 1);
	expect(review.length).toBeGreaterThan(0);
	for (const { json } of review) {
		expect(json.run_status).toBe('STOPPED_AT_CHECKPOINT');
		expect(json.run_url).toContain('/deployments/');
	}
});

it('waits for the review when told so', async () => {
	const started = await e2e.runInProduction(threeItems.slice(0, 1), [
		process('Invoices With Review', { options: { onReview: 'wait' } }),
	]);
	await until(async () => (await statusOfOnlyRun()) === 'STOPPED_AT_CHECKPOINT', {
		what: 'the run to wait for its review',
	});
	e2e.emulator.resolveReview(runs()[0].id);
	const execution = await e2e.finished(started);

	expect(execution.status).toBe('success');
	expect(output(execution).map(numberOf).sort()).toEqual(['a1', 'a2']);
});

it('gives up at the limit with the run ID, its state and what to do', async () => {
	const execution = await run(threeItems.slice(0, 1), 'Slow Invoices', {
		options: { waitLimit: 0.02 },
	});

	expect(execution.status).toBe('error');
	const { message, description } = errorOf(execution);
	expect(message).toContain(runs()[0].id);
	expect(message).toContain('RUNNING');
	expect(description).toContain('Do not start the run again');
});

it('goes on with the same run when a person retries the execution that gave up', async () => {
	const execution = await run(threeItems.slice(0, 1), 'Slow Invoices', {
		options: { waitLimit: 0.02 },
	});
	const [{ id }] = runs();
	e2e.emulator.setRun(id, { status: 'COMPLETE' });
	const retried = await e2e.finished(await e2e.rest.retryExecution(execution.id!));

	expect(retried.status).toBe('success');
	expect(output(retried).map(numberOf)).toEqual(['a1', 'a2']);
	expect(runs()).toHaveLength(1);
});

it('ends with an error when the token is refused although documents are routed, and Retry sends all', async () => {
	e2e.emulator.faults.add({ match: {}, times: Infinity, action: { status: 401 } });
	const execution = await run(threeItems, 'Invoices Deployment', { routeOutput: true });
	expect(execution.status).toBe('error');
	expect(errorOf(execution).message).toContain('did not accept the token');

	e2e.emulator.faults.clear();
	const retried = await e2e.finished(await e2e.rest.retryExecution(execution.id!));
	expect(outputs(retried).flat().map(numberOf)).toHaveLength(6);
	expect(runs()).toHaveLength(1);
});

it('stops within seconds when the execution is stopped, and starts nothing more', async () => {
	const id = await e2e.runInProduction(threeItems.slice(0, 1), [process('Slow Invoices')]);
	await until(
		() => e2e.emulator.requests.some(({ operationId }) => operationId === 'getRunStatus'),
		{ what: 'a look at the run' },
	);
	await e2e.rest.call('POST', `/executions/${id}/stop`);
	const execution = await e2e.finished(id);
	expect(execution.status).toBe('canceled');

	const asked = e2e.emulator.requests.length;
	// Ten seconds of silence: the node would have looked at the run several times.
	await new Promise((resolve) => setTimeout(resolve, 10_000));
	expect(e2e.emulator.requests.length).toBe(asked);
	expect(runs()).toHaveLength(1);
});

it('takes over the run whose start was answered by nobody', async () => {
	e2e.emulator.faults.add({ match: { operationId: 'runDeployment' }, action: { reset: 'after' } });
	const execution = await run(threeItems, 'Invoices Deployment');

	expect(output(execution)).toHaveLength(6);
	expect(runs()).toHaveLength(1);
});
