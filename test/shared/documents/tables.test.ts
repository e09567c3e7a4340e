import type { ResultShape, RowSettings } from '../../../nodes/shared/documents/shapes';
import { documentOf, everything, field, runOf, shapeResults } from './results';

const lines = (value: unknown, name = 'Line Items', type = 'TABLE') => field(name, value, { type });
const TWO_LINES = JSON.stringify([
	['Item', 'Qty', 'Price'],
	['Bread, dark', '2', '3.10'],
	['Tea', '1', '004.00'],
]);
const FRONT = ['file_name', 'class_name', 'page_numbers', 'row_number'];
const BACK = ['errors', 'run_id', 'batch_id', 'document_index'];

const rowsOf = (
	results: ReturnType<typeof runOf>,
	table: Partial<RowSettings['table']> = {},
	columns?: string[],
) =>
	shapeResults(results, 'rows', {}, 'run-1', {
		table: { withoutRows: 'item', ...table },
		...(columns && { columns }),
	});

test('each row of the only table is a row, with the other values of its document beside it', () => {
	const results = runOf([documentOf(field('Vendor', 'Mill'), lines(TWO_LINES))]);
	expect(rowsOf(results)).toEqual([
		{
			file_name: 'file-1.pdf',
			class_name: 'Invoice',
			page_numbers: '1',
			row_number: 1,
			Item: 'Bread, dark',
			Qty: '2',
			Price: '3.10',
			Vendor: 'Mill',
			errors: null,
			run_id: 'run-1',
			batch_id: 7,
			document_index: 0,
		},
		expect.objectContaining({ row_number: 2, Item: 'Tea', Price: '004.00', Vendor: 'Mill' }),
	]);
});

test.each<[string, unknown, string, object[]]>([
	[
		'objects',
		[{ a: 1 }, { b: 2 }],
		'TABLE',
		[
			{ a: 1, b: null },
			{ a: null, b: 2 },
		],
	],
	['cells with scores', [{ a: { value: '1', confidence: 0.5 } }], 'TABLE', [{ a: '1' }]],
	[
		'rows without a header',
		[
			['x', ''],
			['', 'y'],
		],
		'OBJECT_LIST',
		[{ column_1: 'x' }, { column_2: 'y' }],
	],
	['a list of plain values', '["red","blue"]', 'TEXT_LIST', [{ value: 'red' }, { value: 'blue' }]],
	['lists in cells', [{ a: [1, 2] }], 'TABLE', [{ a: '[1,2]' }]],
	['cells without a name', [{ '': 1 }], 'TABLE', [{ _: 1 }]],
])('rows may be %s', (_, value, type, expected) => {
	expect(rowsOf(runOf([documentOf(lines(value, 'rows', type))]))).toMatchObject(expected);
});

test('a field of the document that is named as a column of the table gets "document_" in front', () => {
	const [row] = rowsOf(
		runOf([documentOf(field('price', '7.10'), field('row_number', 'x'), lines(TWO_LINES))]),
	);
	expect(row).toMatchObject({
		Price: '3.10',
		document_price: '7.10',
		row_number: 1,
		row_number_2: 'x',
	});
});

test.each<[string, string[] | undefined, object[]]>([
	['', undefined, [{ document_Price: '7' }, { Price: '3.10', document_Price: '9' }]],
	[
		', as a column that is chosen',
		['document price'],
		[{ 'document price': '7' }, { 'document price': '9' }],
	],
	[', where the line alone is chosen', ['price'], [{ price: null }, { price: '3.10' }]],
])(
	'the same in documents without lines, also before those that have some%s',
	(_, columns, expected) => {
		const results = runOf([
			documentOf(field('Price', '7')),
			documentOf(field('Price', '9'), lines(TWO_LINES)),
		]);
		expect(rowsOf(results, {}, columns).slice(0, 2)).toMatchObject(expected);
		for (const row of rowsOf(results)) expect(row).not.toHaveProperty('Price_2');
	},
);

test('a field and a column of the table leave the other names to what comes after them', () => {
	const twins = [field('price', 'a'), field('price', 'b'), lines(TWO_LINES)];
	const packet = [{ name: 'x', value: '1' }] as never;
	const [row] = rowsOf(runOf([documentOf(...twins, field('packet_x', '2'))], {}, packet));
	expect(row).toMatchObject({
		Price: '3.10',
		document_price: 'a',
		price_2: 'b',
		packet_x: '2',
		packet_x_2: '1',
	});
});

test('the table is found by its name, forgivingly', () => {
	const two = runOf([documentOf(lines(TWO_LINES), lines('["a","b","c"]', 'tags', 'TEXT_LIST'))]);
	expect(rowsOf(two, { field: 'line_items' })).toHaveLength(2);
	expect(rowsOf(two, { field: 'Tags' })).toMatchObject([
		{ value: 'a' },
		{ value: 'b' },
		{ value: 'c' },
	]);
	expect(() => rowsOf(two)).toThrow(
		'There are several tables and lists; the results have Line Items, tags',
	);
	// Documents are mixed: what none has is told over all of them.
	expect(rowsOf(two, { field: 'lines' })).toMatchObject([{ row_number: null }]);
	expect(rowsOf(two, { field: 'lines', withoutRows: 'nothing' })).toEqual([]);
});

test('a document without rows gives one item or none, and one that failed always gives one', () => {
	const results = runOf([
		documentOf(lines(TWO_LINES)),
		documentOf(field('Vendor', 'Mill'), lines('[]')),
		{ ...documentOf(), error_msg: 'cannot be read' },
	]);
	expect(rowsOf(results).map(({ row_number }) => row_number)).toEqual([1, 2, null, null]);
	const kept = rowsOf(results, { withoutRows: 'nothing' });
	expect(kept.map(({ errors }) => errors)).toEqual([null, null, 'cannot be read']);
});

test('no table at all gives one row a document', () => {
	const [row] = rowsOf(runOf([documentOf(field('Vendor', 'Mill'))]));
	expect(row).toMatchObject({ row_number: null, Vendor: 'Mill' });
	expect(Object.keys(row)).toEqual([...FRONT, 'Vendor', ...BACK]);
});

test('a table over all documents is rows of each, and no column', () => {
	const sums = [
		{ name: 'Sums', value: [{ Sum: '3' }] },
		{ name: 'Case', value: 'x' },
	] as never;
	const [row] = rowsOf(runOf([documentOf(field('Vendor', 'Mill'))], {}, sums));
	expect(row).toMatchObject({ row_number: 1, Sum: '3', packet_Case: 'x' });
	expect(Object.keys(row)).toEqual([...FRONT, 'Sum', 'Vendor', 'packet_Case', ...BACK]);
});

test('only the wanted columns, in their order, also those that are not there', () => {
	const results = runOf([documentOf(field('Vendor', 'Mill'), lines(TWO_LINES))]);
	const rows = rowsOf(results, {}, ['price', 'VENDOR', 'discount']);
	expect(rows.map((row) => Object.entries(row))).toEqual([
		[
			['price', '3.10'],
			['VENDOR', 'Mill'],
			['discount', null],
		],
		[
			['price', '004.00'],
			['VENDOR', 'Mill'],
			['discount', null],
		],
	]);
});

test('more cells than n8n can hold are refused before they are made, and columns make them fit', () => {
	const wide = Array.from({ length: 300 }, (_, document) =>
		documentOf(...Array.from({ length: 200 }, (__, at) => field(`d${document}_${at}`, at))),
	);
	const flat = (columns?: string[]) =>
		shapeResults(runOf(wide), 'flat', {}, null, {
			table: { withoutRows: 'item' },
			...(columns && { columns }),
		});
	expect(() => flat()).toThrow(
		/would make 300 rows with 60\d{3} columns each, more than n8n can hold/,
	);
	expect(flat(['d299_0'])[299]).toEqual({ d299_0: 0 });
});

describe('doubt at a glance', () => {
	const scored = (name: string, model: unknown, more: object = {}) =>
		field(name, 'x', { confidence: { model, ocr: 1 } as never, ...more });

	test.each<[string, Array<[string, unknown]>, unknown, string | null]>([
		[
			'the lowest',
			[
				['a', 0.9],
				['b', 0.4],
				['c', 0.7],
			],
			0.4,
			'b',
		],
		[
			'text that is a number',
			[
				['a', 0.9],
				['b', '0.3'],
			],
			0.3,
			'b',
		],
		[
			'what is no score',
			[
				['a', 0.1],
				['b', 'N/A'],
			],
			'N/A',
			'b',
		],
		['none', [['a', null]], null, null],
	])('%s', (_, scores, lowest, name) => {
		const results = runOf([documentOf(...scores.map(([field, score]) => scored(field, score)))]);
		for (const shape of ['documents', 'flat', 'rows'] as ResultShape[]) {
			const [row] = shapeResults(results, shape, everything);
			expect(row).toMatchObject({ lowest_confidence: lowest, lowest_confidence_field: name });
			expect(Object.keys(row).slice(0, 3)).toEqual([
				'file_name',
				'lowest_confidence',
				'lowest_confidence_field',
			]);
		}
	});

	test('of the table, too, where its rows are looked at', () => {
		const doubtful = {
			...lines(TWO_LINES),
			confidence: { model: 0.2, ocr: 1 },
			validations: false as never,
		};
		const results = runOf([documentOf(scored('a', 0.9), doubtful)]);
		for (const row of shapeResults(results, 'rows', everything)) {
			expect(row).toMatchObject({
				lowest_confidence: 0.2,
				lowest_confidence_field: 'Line Items',
				failed_validations: 1,
			});
		}
	});

	test('how many validations failed', () => {
		const failed = { validations: { valid: false, alerts: [{ msg: 'too late' }] } as never };
		const results = runOf([
			documentOf(field('a', 'x', failed), field('b', 'x'), field('c', 'x', failed)),
		]);
		expect(shapeResults(results, 'flat', everything)[0]).toMatchObject({ failed_validations: 2 });
	});
});
