import type { INodeParameters } from 'n8n-workflow';

import { items } from './operationRows';
import { byId, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const runWith = (fields: Record<string, string>) =>
	world.emulator.addRun({
		files: [
			{
				original_file_name: 'a.pdf',
				documents: [
					{
						class_name: 'Invoice',
						fields: Object.entries(fields).map(([field_name, value]) => ({
							field_name,
							value,
							type: value.startsWith('[') ? 'TABLE' : 'TEXT',
						})),
					},
				],
			},
			{ original_file_name: 'broken.pdf', documents: [] },
		],
	}).id;

const inputs = () =>
	items(
		{ run: runWith({ Vat: '2', Lines: JSON.stringify([{ Item: 'Bread' }]) }) },
		{ run: 'no-such-run' },
		{ run: runWith({ Due: '3', Lines: JSON.stringify([{ Price: '1' }, { Price: '2' }]) }) },
	);

const get = async (parameters: INodeParameters) =>
	await world.run(
		'run.getResults',
		{ runId: byId('={{ $json.run }}'), ...parameters },
		{ items: inputs(), nodeSettings: { onError: 'continueRegularOutput' } },
	);

test.each([
	['flat', 4],
	['rows', 5],
])('%s: the same columns over several runs, files that failed included', async (shape, count) => {
	const { outputs } = await get({ shape });
	const [rows, failures] = [false, true].map((isFailure) =>
		outputs[0].filter(({ json }) => 'error' in json === isFailure),
	);
	expect(rows).toHaveLength(count);
	const columns = Object.keys(rows[0].json);
	expect(rows.map(({ json }) => Object.keys(json))).toEqual(rows.map(() => columns));
	expect(columns).toEqual(expect.arrayContaining(['Vat', 'Due', 'errors']));
	expect(
		rows.filter(({ json }) => json.errors === 'AI Hub found no document in this file'),
	).toHaveLength(2);
	// n8n tells a failed item by its keys.
	expect(failures.map(({ json }) => Object.keys(json))).toEqual([['error', 'details']]);
	expect(outputs[0].indexOf(failures[0])).toBe(2);
});

test('the chosen columns, and which of them no run has', async () => {
	const { outputs, hints } = await get({ shape: 'flat', columns: 'due, VAT, discount' });
	const rows = outputs[0].filter(({ json }) => !('error' in json));
	expect(rows.map(({ json }) => Object.entries(json))).toEqual(
		[
			[null, '2'],
			[null, null],
			['3', null],
			[null, null],
		].map(([due, vat]) => [
			['due', due],
			['VAT', vat],
			['discount', null],
		]),
	);
	expect(hints).toEqual([
		'No document has a value for "discount". Check the names in Columns.',
		'2 rows have errors that Columns leaves out. Add errors to Columns to see them.',
	]);
});

test.each([
	[
		undefined,
		[
			{ Total: null, document_Total: '7' },
			{ Total: '60', document_Total: '100' },
		],
	],
	['document total', [{ 'document total': '7' }, { 'document total': '100' }]],
])(
	'the total of a document is no total of a line, whichever run has lines: columns %s',
	async (columns, expected) => {
		const { outputs } = await world.run(
			'run.getResults',
			{ runId: byId('={{ $json.run }}'), shape: 'rows', ...(columns && { columns }) },
			{
				items: items(
					{ run: runWith({ Total: '7' }) },
					{ run: runWith({ Total: '100', Lines: JSON.stringify([{ Total: '60' }]) }) },
				),
			},
		);
		const rows = [outputs[0][0], outputs[0][2]].map(({ json }) => json);
		expect(rows).toMatchObject(expected);
	},
);

test.each([
	['lines', 'item', []],
	['lines', 'nothing', []],
	['rows', 'item', [/^No document has a table or list "rows"; the results have \w+, \w+\./]],
	['rows', 'nothing', [/^No document has a table or list "rows"; the results have \w+, \w+\./]],
])(
	'the table "%s" is told of where no run has it: %s',
	async (tableField, withoutRows, expected) => {
		const { hints, error } = await world.run(
			'run.getResults',
			{ runId: byId('={{ $json.run }}'), shape: 'rows', tableField, withoutRows },
			{
				items: items(
					{ run: runWith({ Taxes: JSON.stringify([{ Rate: '7' }]) }) },
					{ run: runWith({ Lines: JSON.stringify([{ Total: '60' }]) }) },
				),
			},
		);
		expect(error).toBeUndefined();
		expect(hints).toEqual(expected.map((words) => expect.stringMatching(words) as string));
	},
);

test('other shapes stay as they are', async () => {
	const { outputs } = await get({ shape: 'documents' });
	expect(outputs[0].map(({ json }) => json.fields)).toMatchObject([
		{ Vat: '2' },
		{},
		undefined,
		{ Due: '3' },
		{},
	]);
});
