import { DocumentWorld, item, itemsWith, numberOf } from './documents';
import { byId } from './world';
import { PER_ITEM, Ways } from './ways';

let documents: DocumentWorld;
const ways = new Ways(() => documents);

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

const receipt = (number: number, lines: string[], total = '10.20') =>
	Buffer.from(
		[
			'RECEIPT',
			`Number:   ${number}`,
			'',
			...(lines.length > 0 ? ['Item            Qty   Price', ...lines, ''] : []),
			`Total           ${total}`,
		].join('\n'),
	);

const LINES = ['Bread, dark     2     3.10', 'Tea             1     4.00'];

const three = async () =>
	await Promise.all(
		[LINES, [], LINES.slice(1)].map(async (lines, index) => {
			return await item({ index }, { name: `${index}.txt`, bytes: receipt(index, lines) });
		}),
	);

const cellsOf = (items: Array<{ json: object }>) =>
	items.map(({ json }) => {
		const { file_name, row_number, Item, Price, Number: number } = json as Record<string, unknown>;
		return [file_name, row_number, Item, Price, number];
	});

const EXPECTED = [
	['0.txt', 1, 'Bread, dark', '3.10', '0'],
	['0.txt', 2, 'Tea', '4.00', '0'],
	['1.txt', null, null, null, '1'],
	['2.txt', 1, 'Tea', '4.00', '2'],
];

it.each(['all', 'perItem'])(
	'gives an item for each line, in order, paired: run mode %s',
	async (runMode) => {
		const { outputs, error } = await documents.process({ shape: 'rows', runMode }, await three());
		expect(error).toBeUndefined();
		expect(cellsOf(outputs[0])).toEqual(EXPECTED);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 1, 2].map((index) => ({ item: index })),
		);
		const columns = outputs[0].map(({ json }) => Object.keys(json).join());
		expect(new Set(columns).size).toBe(1);
	},
);

it('lets lines go where their document goes, with its reasons', async () => {
	const parameters = {
		shape: 'rows',
		withoutRows: 'nothing',
		routeOutput: true,
		rules: { fieldRules: { entries: [{ field: 'Line Items' }] } },
		options: { cleanUp: 'runAndBatch' },
	};
	const { outputs, error } = await documents.process(parameters, await three());
	expect(error).toBeUndefined();
	expect(cellsOf([...outputs[0], ...outputs[1], ...outputs[2]])).toHaveLength(4);
	// Without rows, and not approved: it must not disappear.
	const doubtful = [...outputs[1], ...outputs[2]].filter(({ json }) => json.file_name === '1.txt');
	expect(doubtful).toHaveLength(1);
	expect(doubtful[0].json.reasons).toMatch(/Line Items/);
});

it('gives no item for a document without rows, if wanted', async () => {
	const { outputs } = await documents.process(
		{ shape: 'rows', withoutRows: 'nothing' },
		await three(),
	);
	expect(cellsOf(outputs[0])).toEqual(EXPECTED.filter(([, row]) => row !== null));
});

it('gives the chosen columns and no others, over all runs, and says which are always empty', async () => {
	const { outputs, hints } = await documents.process(
		{ shape: 'rows', runMode: 'perItem', columns: 'price, file name, discount' },
		await three(),
	);
	expect(outputs[0].map(({ json }) => Object.keys(json))).toEqual(
		Array.from({ length: 4 }, () => ['price', 'file name', 'discount']),
	);
	expect(JSON.stringify(hints)).toContain('No document has a value for \\"discount\\"');
});

describe('a table that is wanted by its name', () => {
	const tables = async (...all: string[]) =>
		await Promise.all(
			all.map(async (name) => await item({}, { name: `${name}.txt`, bytes: receipt(1, LINES) })),
		);
	/** The results of each run in turn: its table has this name. */
	const named = (...names: string[]) => {
		for (const name of names) {
			const value = JSON.stringify([{ Item: 'Bread' }, { Item: 'Tea' }]);
			const fields = [{ field_name: name, type: 'TABLE', value }];
			ways.fault('getRunResults', { rewrite: { set: { 'files.*.documents.*.fields': fields } } });
		}
	};
	const HINT =
		'No document has a table or list "lines"; the results have Line_Items. Enter the name of the one whose rows you want in Table Field. Nothing is lost: Run → Get Results gives them without a new run.';
	const CLEAN_UP = { cleanUp: 'runAndBatch' };

	it.each([
		['item', 3],
		['nothing', 0],
	])(
		'is told of where no document has it, and nothing is deleted: %s',
		async (withoutRows, count) => {
			const parameters = { shape: 'rows', tableField: 'lines', withoutRows, options: CLEAN_UP };
			const { outputs, hints, error } = await documents.process(parameters, await three());
			expect(error).toBeUndefined();
			expect(outputs[0]).toHaveLength(count);
			const [run] = documents.runs;
			expect(hints).toEqual([
				HINT,
				`Run ${run.id} was not cleaned up, because none of its documents has a table or list "lines".`,
			]);
			expect(documents.asked('deleteRun')).toHaveLength(0);
		},
	);

	it('need not be in every run, and is told of over all', async () => {
		named('Taxes', 'Lines');
		const parameters = { shape: 'rows', tableField: 'lines', ...PER_ITEM };
		const { outputs, hints, error } = await documents.process(parameters, await tables('a', 'b'));
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.row_number).sort()).toEqual([1, 2, null]);
		expect(hints).toEqual([]);
	});

	it.each([
		[['Lines', 'Taxes'], []],
		[['Taxes', 'Taxes'], [expect.stringContaining('the results have Taxes')]],
	])('may be in a run that has ended before a callback: %j', async (names, expected) => {
		named(...names);
		const state = (status: string) => ({ rewrite: { set: { status } } });
		ways.fault('runDeployment', state('COMPLETE'));
		ways.fault('runDeployment', state('RUNNING'));
		ways.fault('getRunStatus', state('RUNNING'), 1, 1);
		const columns = 'file_name, Item';
		const parameters = { shape: 'rows', tableField: 'lines', columns, ...PER_ITEM };
		const { hints = [] } = await ways.process('callback', parameters, await tables('a', 'b'));
		expect(hints.filter((hint) => hint.includes('table or list'))).toEqual(expected);
	});
});

const totals = async (...all: Array<[name: string, total: string, lines: string[]]>) =>
	await Promise.all(
		all.map(async ([name, total, lines]) => {
			const table = lines.length > 0 ? ['', 'Item            Total', ...lines] : [];
			const text = ['RECEIPT', ...table, '', `Total           ${total}`].join('\n');
			return await item({}, { name, bytes: Buffer.from(text) });
		}),
	);
const totalsOf = (items: Array<{ json: object }>) =>
	items.map(({ json }) => {
		const { Total, document_Total: ofDocument } = json as Record<string, unknown>;
		return [Total, ofDocument];
	});

describe.each(['all', 'perItem'])(
	'the total of a document is no total of a line: %s',
	(runMode) => {
		const WITH = ['with.txt', '100', ['Tea             60']] as [string, string, string[]];
		const WITHOUT = ['without.txt', '7', []] as [string, string, string[]];

		it.each([
			[
				'first',
				[WITHOUT, WITH],
				[
					[null, '7'],
					['60', '100'],
				],
			],
			[
				'last',
				[WITH, WITHOUT],
				[
					['60', '100'],
					[null, '7'],
				],
			],
		])('the document without lines comes %s', async (_, given, expected) => {
			const { outputs } = await documents.process(
				{ shape: 'rows', runMode },
				await totals(...given),
			);
			expect(totalsOf(outputs[0])).toEqual(expected);
		});

		it('nor in the columns that are chosen', async () => {
			const columns = 'document_Total';
			const { outputs } = await documents.process(
				{ shape: 'rows', runMode, columns },
				await totals(WITHOUT, WITH),
			);
			expect(outputs[0].map(({ json }) => json)).toEqual([
				{ document_Total: '7' },
				{ document_Total: '100' },
			]);
		});
	},
);

it.each([undefined, 'Total, document_Total'])(
	'a run that has ended before a callback follows what lines the others have: columns %s',
	async (columns) => {
		const state = (status: string) => ({ rewrite: { set: { status } } });
		ways.fault('runDeployment', state('COMPLETE'));
		ways.fault('runDeployment', state('RUNNING'));
		ways.fault('getRunStatus', state('RUNNING'), 1, 1);
		const given = await totals(
			['without.txt', '7', []],
			['with.txt', '100', ['Tea             60']],
		);
		const parameters = { ...PER_ITEM, shape: 'rows', ...(columns && { columns }) };
		const { outputs } = await ways.process('callback', parameters, given);
		expect(totalsOf(outputs[0])).toEqual([
			[null, '7'],
			['60', '100'],
		]);
	},
);

describe('what Columns leaves out is told', () => {
	const columns = 'file_name, Total_Due';

	it('errors', async () => {
		const unreadable = { name: 'b.pdf', bytes: Buffer.from('no pdf') };
		const given = [...(await itemsWith('a.txt')), await item({}, unreadable)];
		const { outputs, hints } = await documents.process({ shape: 'flat', columns }, given);
		expect(outputs[0].map(({ json }) => Object.keys(json).join())).toEqual([
			'file_name,Total_Due',
			'file_name,Total_Due',
		]);
		expect(hints).toEqual([
			'1 row has errors that Columns leaves out. Add errors to Columns to see them.',
		]);
		const chosen = { shape: 'flat', columns: `${columns}, errors` };
		const more = await documents.process(chosen, given);
		expect(more.hints).toEqual([]);
		expect(more.outputs[0][1].json.errors).toEqual(expect.any(String));
	});

	it('that documents wait for a review, and nothing promises a column for it', async () => {
		const parameters = {
			deploymentId: byId(documents.deployment('Invoices With Review')),
			shape: 'flat',
			columns,
		};
		const { hints } = await documents.process(parameters, await itemsWith('a.txt', 'b.txt'));
		expect(hints).toEqual([
			'2 rows have needs_review that Columns leaves out. Add needs_review to Columns to see them.',
			expect.stringMatching(/values are not final\. Switch on/),
		]);
	});

	it('reasons, and what could not be converted', async () => {
		const entries = [{ field: 'Invoice Number', to: 'date' }];
		const parameters = { shape: 'flat', columns, conversions: { entries } };
		const routed = { routeOutput: true, rules: { minModelConfidence: 1 } };
		const { hints } = await documents.process(
			{ ...parameters, ...routed },
			await itemsWith('a.txt', 'b.txt'),
		);
		expect(hints).toContain(
			'2 rows have reasons and 2 rows have not_converted that Columns leaves out. Add reasons and not_converted to Columns to see them.',
		);
	});
});

it('flat rows of several runs have the same columns, missing fields included', async () => {
	const items = [
		await item({}, { name: 'a.txt', bytes: Buffer.from('INVOICE\nInvoice Number: 1\nVat: 2') }),
		await item({}, { name: 'b.txt', bytes: Buffer.from('INVOICE\nInvoice Number: 2\nDue: 3') }),
	];
	const { outputs } = await documents.process({ shape: 'flat', runMode: 'perItem' }, items);
	const [one, two] = outputs[0].map(({ json }) => json);
	expect(Object.keys(one)).toEqual(Object.keys(two));
	expect([one.Vat, one.Due, two.Vat, two.Due]).toEqual(['2', null, null, '3']);
	expect(numberOf({ json: { fields: one } })).toBe('1');
});

it('a run that has ended before a callback has the columns of the others, and is told of with them', async () => {
	const state = (status: string) => ({ rewrite: { set: { status } } });
	ways.fault('runDeployment', state('COMPLETE'));
	ways.fault('runDeployment', state('RUNNING'));
	ways.fault('getRunStatus', state('RUNNING'), 1, 1);
	const name = 'files.*.documents.*.fields.0.field_name';
	ways.fault('getRunResults', { rewrite: { set: { [name]: 'Only Here' } } });
	const items = await itemsWith('a.txt', 'b.txt');
	const rules = { classes: 'Receipt' };
	const parameters = { ...PER_ITEM, routeOutput: true, rules, shape: 'flat' };
	const { outputs, hints } = await ways.process('callback', parameters, items);
	const columns = outputs[1].map(({ json }) => Object.keys(json));
	expect(columns).toHaveLength(2);
	expect(columns[0]).toEqual(columns[1]);
	expect(columns[0]).toContain('Only_Here');
	expect(hints).toEqual([expect.stringMatching(/^Not approved: 2 under Needs Review/)]);
});
