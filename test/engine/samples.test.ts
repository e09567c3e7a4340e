import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { ResultField, RunResults } from '../../nodes/shared/api/resources/results';
import { AiHubTrigger } from '../../nodes/AiHubTrigger/AiHubTrigger.node';
import { poll } from '../support/engine';
import { describeWithSamples, vendorSample } from '../support/vendorSamples';
import { DocumentWorld, item } from './documents';
import { items as itemsOf } from './operationRows';
import { byId } from './world';

const NAMES = [
	'results-example-1',
	'results-example-2',
	'sdk-results-all-flags',
	'sdk-results-no-flags-with-error-field',
];
const sample = vendorSample<RunResults>;

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

/** From now on the results of a run, or of all runs, are these. */
function answer(results: RunResults, runId = ''): void {
	documents.emulator.faults.add({
		match: { operationId: 'getRunResults', path: new RegExp(runId) },
		times: Infinity,
		action: { status: 200, body: { ...results, has_more: false } },
	});
}

type Fields = ResultField[];

const documentsIn = ({ files }: RunResults) => files!.flatMap((file) => file.documents ?? []);
const fieldsIn = (results: RunResults) =>
	documentsIn(results).flatMap(({ fields }) => fields as Fields);
const valuesIn = (results: RunResults) =>
	[...fieldsIn(results), ...(results.case_info?.fields ?? [])]
		.map(({ value }) => value)
		.filter((value) => value !== 'ERROR');

/** A sample whose fields a person, or AI Hub, has named as this package names its own. */
function colliding(results: RunResults): RunResults {
	const names = ['file_name', 'Run_ID', 'error', 'CLASS NAME', 'errors', 'Value', 'value', 'value'];
	for (const document of documentsIn(results)) {
		const fields = document.fields as Fields;
		document.fields = [
			...fields,
			...names.map((field_name, index) => ({ field_name, value: `own ${index}`, type: 'TEXT' })),
		];
	}
	return results;
}

const TABLE = JSON.stringify([
	['Item', 'Price', 'file_name'],
	['Bread', '3.10', 'x'],
	['Tea', '004.00', 'y'],
]);

/** A sample whose documents have so many tables. */
function withTables(results: RunResults, count: number): RunResults {
	for (const document of documentsIn(results)) {
		const tables = Array.from({ length: count }, (_, index) => ({
			field_name: `Lines ${index + 1}`,
			value: TABLE,
			type: 'TABLE',
		}));
		document.fields = [...(document.fields as Fields), ...tables];
	}
	return results;
}

const FLAT = ['flat', 'rows'];
const ROUTED = ['documents', ...FLAT];
const SHAPES = ['documents', 'fields', 'files', 'flat', 'raw', 'rows'];
const VARIANTS: Array<[name: string, make: (results: RunResults) => RunResults]> = [
	['as it is', (results) => results],
	['with colliding names', colliding],
	['with a table', (results) => withTables(results, 1)],
	['with several tables', (results) => withTables(results, 2)],
];
const CASES = NAMES.flatMap((name) => VARIANTS.map(([variant]) => [name, variant] as const));

const made = (name: string, variant: string) =>
	VARIANTS.find(([one]) => one === variant)![1](sample(name));

/** Where there are several tables, one is named. */
const settings = (shape: string, variant: string): INodeParameters => ({
	shape,
	...(shape === 'rows' && variant === 'with several tables' && { tableField: 'lines 2' }),
});

function assertWhole(jsons: IDataObject[], shape: string, results: RunResults): void {
	const text = JSON.stringify(jsons);
	// In flat rows lists are JSON in JSON; a table that is opened has its cells in columns.
	for (const value of valuesIn(results)) {
		if (value === TABLE) {
			for (const cell of ['Bread', '3.10', 'Tea', '004.00']) expect(text).toContain(cell);
		} else {
			expect(text).toContain(JSON.stringify(value));
		}
	}
	if (shape !== 'raw') for (const json of jsons) expect(json).not.toHaveProperty('error');
	if (!FLAT.includes(shape)) return;
	const columns = Object.keys(jsons[0]);
	expect(jsons.map((json) => Object.keys(json))).toEqual(jsons.map(() => columns));
	const lower = columns.map((column) => column.toLowerCase());
	expect(new Set(lower).size).toBe(lower.length);
	for (const json of jsons) {
		expect(Object.values(json).filter((value) => typeof value === 'object' && value)).toEqual([]);
	}
}

describeWithSamples('every output over every sample of the vendor', () => {
	describe.each(CASES)('%s, %s', (name, variant) => {
		const count = () => documentsIn(made(name, variant)).length;
		const rowsPerDocument = (shape: string) =>
			shape === 'rows' && variant.includes('table') ? 2 : 1;

		it.each(SHAPES)('Get Results: %s', async (shape) => {
			const results = made(name, variant);
			answer(results);
			const { outputs, error } = await documents.world.run('run.getResults', {
				runId: byId(documents.emulator.addRun().id),
				...settings(shape, variant),
			});
			expect(error).toBeUndefined();
			const jsons = outputs[0].map(({ json }) => json);
			assertWhole(jsons, shape, results);
			if (ROUTED.includes(shape)) expect(jsons).toHaveLength(count() * rowsPerDocument(shape));
		});

		it.each(ROUTED)('Process, routed or not: %s', async (shape) => {
			const results = made(name, variant);
			answer(results);
			const input = [await item({}, { name: 'a.txt', bytes: Buffer.from('INVOICE') })];
			const rules = { minModelConfidence: 0.9 };
			const perRoute = await Promise.all(
				[false, true].map(async (routeOutput) => {
					const parameters = { ...settings(shape, variant), routeOutput, rules };
					const { outputs, error } = await documents.process(parameters, input);
					expect(error).toBeUndefined();
					return outputs.flat().map(({ json }) => json);
				}),
			);
			for (const jsons of perRoute) {
				const found = jsons.filter(({ class_name }) => class_name);
				assertWhole(jsons, shape, results);
				expect(found).toHaveLength(count() * rowsPerDocument(shape));
			}
			expect(perRoute[1].every(({ reasons }) => reasons !== undefined)).toBe(true);
		});

		it.each(ROUTED)('the trigger: %s', async (shape) => {
			const results = made(name, variant);
			answer(results);
			documents.emulator.addRun();
			const { items, error } = await poll({
				node: AiHubTrigger,
				mode: 'manual',
				parameters: { includeResults: true, ...settings(shape, variant) },
				credentials: documents.world.credentials,
				staticData: {},
			});
			expect(error).toBeUndefined();
			const jsons = items![0].map(({ json }) => json);
			const text = JSON.stringify(jsons);
			for (const value of valuesIn(results).filter((one) => one !== TABLE)) {
				expect(text).toContain(JSON.stringify(value));
			}
			expect(jsons).toHaveLength(count() * rowsPerDocument(shape));
		});
	});

	it.each(FLAT)('all samples as runs of one output: %s', async (shape) => {
		const runs = NAMES.map((name) => {
			const { id } = documents.emulator.addRun();
			const results = name === NAMES[1] ? withTables(colliding(sample(name)), 1) : sample(name);
			answer(results, id);
			return { id, results };
		});
		const { outputs, error } = await documents.world.run(
			'run.getResults',
			{ runId: byId('={{ $json.run }}'), shape },
			{ items: itemsOf(...runs.map(({ id }) => ({ run: id }))) },
		);
		expect(error).toBeUndefined();
		const jsons = outputs[0].map(({ json }) => json);
		for (const { results } of runs) assertWhole(jsons, shape, results);
	});

	it('several tables of which none is named are an error that names them', async () => {
		answer(withTables(sample(NAMES[0]), 2));
		const { error } = await documents.world.run('run.getResults', {
			runId: byId(documents.emulator.addRun().id),
			shape: 'rows',
		});
		expect(error?.message).toBe(
			'There are several tables and lists; the results have Lines 1, Lines 2',
		);
	});
});
