import type { INodeExecutionData } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { resources } from '../../nodes/AiHub/resources';
import { schemaOf, shippedSchema, shipSchema } from '../support/schema';
import {
	adminRows,
	driveFileRows,
	items,
	documentRows,
	type Row,
	type Rows,
} from './operationRows';
import { byId, fileItem, pairedWith, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const batchId = byId('={{ $json.batch }}');
const runId = byId('={{ $json.run }}');
const twoBatches = () => items({ batch: world.batch('a.txt') }, { batch: world.batch('b.txt') });
const twoRuns = async () =>
	items({ run: await world.startRun() }, { run: await world.startRun('Invoices With Review') });

async function twoJobs(): Promise<INodeExecutionData[]> {
	const { outputs } = await world.run('batch.delete', { batchId }, { items: twoBatches() });
	return items(...outputs[0].map(({ json }) => ({ job: (json.job_ids as string[])[0] })));
}

const options = { waitForDeletion: true, waitLimit: 1 };

/** `resource.operation` → how to use it on two items, and what must come of it. */
const rows: Rows = {
	...adminRows(() => world),
	...driveFileRows(() => world),
	...documentRows(() => world),
	'batch.create': () => ({
		parameters: { name: '={{ $json.name }}', options: { workspace: 'Operations' } },
		items: items({ name: 'January' }, { name: 'February' }),
		output: [{ name: 'January', workspace: 'Operations' }, { name: 'February' }],
	}),
	'batch.delete': () => ({
		parameters: { batchId, options },
		items: twoBatches(),
		output: [
			{ deleted: true, job_state: 'COMPLETE' },
			{ deleted: true, job_state: 'COMPLETE' },
		],
	}),
	'batch.get': () => {
		const both = twoBatches();
		return {
			parameters: { batchId },
			items: both,
			output: both.map(({ json }) => ({ id: json.batch })),
		};
	},
	'batch.getAll': () => {
		world.batch('a.txt');
		world.batch('b.txt');
		const named = { name: 'Invoices', workspace: 'Operations' };
		return {
			parameters: {
				returnAll: false,
				limit: '={{ $json.limit }}',
				filters: { workspace: 'Operations' },
			},
			items: items({ limit: 1 }, { limit: 2 }),
			output: [named, named, named],
			pairs: [0, 1, 1],
		};
	},
	'batchFile.delete': () => ({
		parameters: { batchId, fileName: { __rl: true, mode: 'name', value: '={{ $json.file }}' } },
		items: items(
			{ batch: world.batch('a#1.txt'), file: 'a#1.txt' },
			{ batch: world.batch('b.txt'), file: 'b.txt' },
		),
		output: [
			{ deleted: true, file_name: 'a#1.txt' },
			{ deleted: true, file_name: 'b.txt' },
		],
	}),
	'batchFile.getAll': () => ({
		parameters: { batchId, returnAll: true },
		items: items({ batch: world.batch('a.txt', 'b.txt') }, { batch: world.batch('c.txt') }),
		output: [{ name: 'a.txt' }, { name: 'b.txt' }, { name: 'c.txt' }],
		pairs: [0, 0, 1],
	}),
	'batchFile.upload': async () => ({
		parameters: { batchId, binaryPropertyName: 'data, second' },
		items: [
			await fileItem({ data: 'a.txt', second: 'a.txt' }, { batch: world.batch() }),
			await fileItem({ data: 'b.txt', second: 'é中 #.txt' }, { batch: world.batch() }),
		],
		output: [
			{ file_name: 'a.txt', input_field: 'data' },
			{ file_name: 'a (2).txt', input_field: 'second' },
			{ file_name: 'b.txt' },
			{ file_name: 'é中 #.txt' },
		],
		pairs: [0, 0, 1, 1],
	}),
	'job.get': async () => ({
		parameters: { jobId: '={{ $json.job }}' },
		items: await twoJobs(),
		output: [{ state: 'COMPLETE' }, { state: 'COMPLETE' }],
	}),
	'job.waitForCompletion': async () => ({
		parameters: { jobId: '={{ $json.job }}', waitLimit: 1 },
		items: await twoJobs(),
		output: [{ state: 'COMPLETE' }, { state: 'COMPLETE' }],
	}),
	'run.delete': async () => ({
		parameters: { runId, options },
		items: await twoRuns(),
		output: [
			{ deleted: true, deleted_input_and_batch: false, job_state: 'COMPLETE' },
			{ deleted: true },
		],
	}),
	'run.get': async () => {
		const both = await twoRuns();
		const started_at = expect.stringMatching(/^\d{4}-.*Z$/) as string;
		const [first, second] = both.map(({ json }) => ({ id: json.run, started_at }));
		return {
			parameters: { runId },
			items: both,
			output: [
				{ ...first, status: 'COMPLETE' },
				{ ...second, status: 'STOPPED_AT_CHECKPOINT' },
			],
		};
	},
	'run.getAll': async () => {
		await twoRuns();
		return {
			parameters: { returnAll: true, filters: { status: '={{ [$json.status] }}' } },
			items: items({ status: 'COMPLETE' }, { status: 'STOPPED_AT_CHECKPOINT' }),
			output: [{ status: 'COMPLETE' }, { status: 'STOPPED_AT_CHECKPOINT' }],
		};
	},
	'run.getResults': async () => ({
		parameters: { runId },
		items: await twoRuns(),
		output: [
			{ file_name: 'invoice.txt', fields: { Total: '12.50' } },
			{ file_name: 'invoice.txt', fields: { Total: '12.50' } },
		],
	}),
	'run.runApp': () => ({
		parameters: { appId: byId(world.appId), batchId, options: { tags: 'one, two' } },
		items: twoBatches(),
		output: [{ app_id: world.appId, tags: expect.arrayContaining(['one', 'two']) as string[] }, {}],
	}),
	'run.runDeployment': () => ({
		parameters: { deploymentId: byId(world.deploymentId), batchId },
		items: twoBatches(),
		output: [{ deployment_id: world.deploymentId }, { deployment_id: world.deploymentId }],
	}),
	'run.waitForCompletion': async () => ({
		parameters: { runId, waitLimit: 1 },
		items: await twoRuns(),
		output: [{ status: 'COMPLETE' }, { status: 'STOPPED_AT_CHECKPOINT' }],
	}),
};

const names = resources.flatMap(({ value, operations }) =>
	operations.map((operation) => `${value}.${operation.value}`),
);

it('has a row for every operation of the node', () => {
	expect(Object.keys(rows).sort()).toEqual([...names].sort());
});

describe.each(Object.keys(rows))('%s', (name) => {
	let row: Row;

	beforeEach(async () => {
		row = await rows[name]();
		world.emulator.clearRequests();
	});

	it('gives its output, paired with the input', async () => {
		const { outputs, error } = await world.run(name, row.parameters, { items: row.items });
		expect(error).toBeUndefined();
		expect(outputs).toHaveLength(1);
		expect(outputs[0].map(({ json }) => json)).toMatchObject(row.output);
		expect(pairedWith(outputs[0])).toEqual(row.pairs ?? [0, 1]);
	});

	it('gives what its preview in the editor says', async () => {
		const { outputs } = await world.run(name, row.parameters, { items: row.items });
		const schema = schemaOf(outputs.flat().map(({ json }) => json));
		// `npm run schemas` writes them anew.
		if (process.env.AIHUB_SCHEMAS === 'write') shipSchema(name, schema);
		expect(shippedSchema(name)).toEqual(schema);
	});

	it('uses the operations of the API that it says it uses', async () => {
		const [resource, value] = name.split('.');
		const { operationIds } = resources
			.find((one) => one.value === resource)!
			.operations.find((one) => one.value === value)!;
		await world.run(name, row.parameters, { items: row.items });
		const used = world.emulator.requests.map(({ operationId }) => operationId);
		expect(used.length).toBeGreaterThan(0);
		expect(used.filter((id) => !operationIds.includes(id!))).toEqual([]);
	});

	describe('when AI Hub refuses', () => {
		const refuse = () => {
			const action = { status: 400, body: { message: 'their own words' } };
			world.emulator.faults.add({ match: {}, times: Infinity, action });
		};

		it('fails with the words of AI Hub, a hint and the item', async () => {
			refuse();
			const { error } = await world.run(name, row.parameters, { items: row.items });
			expect(error).toBeInstanceOf(NodeApiError);
			expect(error).toMatchObject({
				message: expect.stringContaining(row.refusal ?? 'their own words') as string,
				description: expect.stringMatching(/\w+/) as string,
				httpCode: '400',
				context: { itemIndex: expect.any(Number) as number },
			});
		});

		it('goes on with an error item for each item', async () => {
			refuse();
			const { outputs, error } = await world.run(name, row.parameters, {
				items: row.items,
				nodeSettings: { onError: 'continueRegularOutput' },
			});
			expect(error).toBeUndefined();
			const failed = { error: expect.stringContaining(row.refusal ?? 'their own words') as string };
			expect(outputs[0].map(({ json }) => json)).toMatchObject([failed, failed]);
			expect(pairedWith(outputs[0])).toEqual([0, 1]);
		});
	});
});
