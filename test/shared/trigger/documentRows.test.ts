import { namedRows } from '../../../nodes/shared/documents/drafts';
import { documentRows, noVerdict } from '../../../nodes/shared/trigger/documentRows';
import { documentOf, field, runOf } from '../documents/results';
import { failureOf } from '../support/listedRuns';
import { parametersOf, resultsAs, rulesOf } from '../support/triggerParameters';

const total = (model: number) => field('Total', '12.50', { confidence: { model } });
const TABLE = { type: 'TABLE', confidence: { model: 1 } };
const lines = field('Lines', [{ Item: 'Bread' }, { Item: 'Tea' }], TABLE);
const other = field('Others', [{ Item: 'Salt' }], TABLE);

/** One that can be trusted, one in doubt, and one that failed. */
const three = runOf([
	documentOf(total(0.99)),
	documentOf(total(0.5), lines),
	{ ...documentOf(), error_msg: 'unreadable' },
]);
const IN_DOUBT = 'Total: confidence 0.50 is below 0.90';
/** The cells of the lines, once their columns have names. */
const itemsIn = (rows: ReturnType<typeof documentRows>) =>
	namedRows(rows.map(({ row }) => row!)).map(({ Item }) => Item);
const names = (rows: ReturnType<typeof documentRows>) => rows.map(({ row }) => row?.file_name);

describe('of a run', () => {
	it.each([['documents'], ['flat']] as const)('each document gives a row as %s', (shape) => {
		const rows = documentRows(three, 'run-1', resultsAs(shape));
		expect(names(rows)).toEqual(['file-1.pdf', 'file-2.pdf', 'file-3.pdf']);
		expect(rows.every((row) => !('about' in row))).toBe(true);
	});

	it('each row of a table gives one', () => {
		const rows = documentRows(three, 'run-1', resultsAs('rows'));
		expect(names(rows)).toEqual(['file-1.pdf', 'file-2.pdf', 'file-2.pdf', 'file-3.pdf']);
		expect(itemsIn(rows)).toEqual([null, 'Bread', 'Tea', null]);
	});

	it('the ID is that of the run, where the results do not tell it', () => {
		const [{ row }] = documentRows({ ...three, id: undefined }, 'run-9', resultsAs('flat'));
		expect(row?.run_id).toBe('run-9');
	});

	it('so many documents are given, and the others not looked at', () => {
		const rows = documentRows(three, 'run-1', resultsAs('documents'), 2);
		expect(names(rows)).toEqual(['file-1.pdf', 'file-2.pdf']);
		const doubtful = resultsAs('documents', { rules: rulesOf() });
		expect(names(documentRows(three, 'run-1', doubtful, 2))).toEqual(['file-2.pdf']);
	});

	it('what was asked for is in the rows, and without results nothing is needed', () => {
		const confident = resultsAs('flat', { includes: { include_confidence_scores: true } });
		expect(documentRows(three, 'run-1', confident)[0].row).toHaveProperty('Total_confidence', 0.99);
		const rows = documentRows(three, 'run-1', parametersOf());
		expect(rows[0].row).not.toHaveProperty('confidence');
	});

	it('values are converted, and only the wanted columns given', () => {
		const rows = documentRows(
			three,
			'run-1',
			resultsAs('flat', { rows: { columns: ['Total'], table: { withoutRows: 'item' } } }),
		);
		expect(rows[0]).toEqual({ row: { Total: '12.50', errors: null } });
	});

	it('it is reported also where there is no document, or no row', () => {
		expect(documentRows(runOf([]), 'run-1', resultsAs('flat'))).toEqual([{}]);
		const table = { withoutRows: 'nothing' as const };
		const rows = resultsAs('rows', { rows: { table } });
		expect(documentRows(runOf([documentOf(total(1))]), 'run-1', rows)).toEqual([{}]);
	});

	it('a table that it has not is told of beside its documents', () => {
		const settings = (withoutRows: 'item' | 'nothing', field = 'sums') =>
			resultsAs('rows', { rows: { table: { field, withoutRows } } });
		const mixed = runOf([documentOf(lines), documentOf(other)]);
		const about = {
			results_error:
				'No document has a table or list "sums"; the results have Lines, Others. Enter the name of the one whose rows you want in Table Field.',
		};
		const rows = documentRows(mixed, 'run-1', settings('item'));
		expect(rows).toMatchObject([
			{ about, row: {} },
			{ about, row: {} },
		]);
		expect(documentRows(mixed, 'run-1', settings('nothing'))).toEqual([{ about }]);
		const rules = rulesOf();
		const doubtful = documentRows(three, 'run-1', { ...settings('item'), rules });
		expect(doubtful.map((one) => one.about?.results_error)).toEqual(
			Array.from({ length: 2 }, () => expect.stringContaining('have Lines.') as string),
		);
		for (const row of documentRows(mixed, 'run-1', settings('item', 'lines'))) {
			expect(row).not.toHaveProperty('about');
		}
	});

	it('it must be clear which table is wanted', async () => {
		const unclear = runOf([documentOf(lines, other)]);
		const refused = async () => documentRows(unclear, 'run-1', resultsAs('rows'));
		expect((await failureOf(refused())).kind).toBe('invalidInput');
		const table = { field: 'others', withoutRows: 'item' as const };
		const rows = documentRows(unclear, 'run-1', resultsAs('rows', { rows: { table } }));
		expect(itemsIn(rows)).toEqual(['Salt']);
	});
});

describe('of the documents that need review or failed', () => {
	it('each has its reasons', () => {
		const rows = documentRows(three, 'run-1', resultsAs('documents', { rules: rulesOf() }));
		expect(names(rows)).toEqual(['file-2.pdf', 'file-3.pdf']);
		expect(rows.map(({ about }) => about)).toEqual([
			{ route: 'needs_review', reasons: [IN_DOUBT] },
			{ route: 'failed', reasons: ['unreadable'] },
		]);
	});

	it('a flat row has them as one text', () => {
		const twice = runOf([
			documentOf(total(0.5), field('Tax', '1', { confidence: { model: 0.6 } })),
		]);
		const rows = documentRows(twice, 'run-1', resultsAs('flat', { rules: rulesOf() }));
		expect(rows.map(({ about }) => about)).toEqual([
			{
				route: 'needs_review',
				reasons: `${IN_DOUBT}; Tax: confidence 0.60 is below 0.90`,
			},
		]);
	});

	it('each row of a table has them, and a document without rows is shown in any case', () => {
		const table = { field: 'Lines', withoutRows: 'nothing' as const };
		const rows = documentRows(
			runOf([
				documentOf(total(0.99), lines),
				documentOf(total(0.5), lines),
				documentOf(total(0.4)),
			]),
			'run-1',
			resultsAs('rows', { rules: rulesOf(), rows: { table } }),
		);
		expect(names(rows)).toEqual(['file-2.pdf', 'file-2.pdf', 'file-3.pdf']);
		expect(rows.map(({ about }) => about?.reasons)).toEqual([
			IN_DOUBT,
			IN_DOUBT,
			'Total: confidence 0.40 is below 0.90',
		]);
	});

	it('the wanted table is still the one', () => {
		const table = { field: 'others', withoutRows: 'item' as const };
		const rows = documentRows(
			runOf([documentOf(total(0.5), lines, other)]),
			'run-1',
			resultsAs('rows', { rules: rulesOf(), rows: { table } }),
		);
		expect(itemsIn(rows)).toEqual(['Salt']);
	});

	it('fields over all documents count', () => {
		const packet = { name: 'Sum', value: 'ERROR', error_msg: 'differs' };
		const run = runOf([documentOf(total(0.99))], {}, [packet]);
		const rows = documentRows(run, 'run-1', resultsAs('documents', { rules: rulesOf() }));
		expect(rows.map(({ about }) => about?.reasons)).toEqual([['packet field Sum: differs']]);
	});

	it('there may be none, and then nothing is to be reported', () => {
		const fine = runOf([documentOf(total(0.99))]);
		expect(documentRows(fine, 'run-1', resultsAs('documents', { rules: rulesOf() }))).toEqual([]);
	});

	it.each([
		['documents', ['The run gave no documents']],
		['flat', 'The run gave no documents'],
	] as const)('as %s, a run without documents is one that failed', (shape, reasons) => {
		expect(documentRows(runOf([]), 'run-1', resultsAs(shape, { rules: rulesOf() }))).toEqual([
			{ about: { route: 'failed', reasons } },
		]);
	});
});

it('flat items have the columns of a verdict where nothing is to be said', () => {
	const rules = rulesOf();
	expect(noVerdict(resultsAs('flat', { rules }))).toEqual({
		results_error: null,
		route: null,
		reasons: null,
	});
	expect(noVerdict(resultsAs('flat'))).toEqual({ results_error: null });
	expect(noVerdict(resultsAs('documents', { rules }))).toEqual({});
});
