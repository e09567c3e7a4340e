import { alignRunItems, beside, isFlat } from '../../../nodes/shared/trigger/flatItems';
import { documentRows } from '../../../nodes/shared/trigger/documentRows';
import { documentOf, field, runOf } from '../documents/results';
import { parametersOf, resultsAs } from '../support/triggerParameters';

const DOCUMENTS = resultsAs('documents');
const FLAT = resultsAs('flat');
const columns = (shape: 'flat' | 'documents') =>
	resultsAs(shape, { rows: { columns: ['Total', 'Date'], table: { withoutRows: 'item' } } });

it('items are flat in the shapes whose keys are columns, where results are given', () => {
	expect([FLAT, resultsAs('rows')].map(isFlat)).toEqual([true, true]);
	expect([DOCUMENTS, parametersOf({ shape: 'flat' })].map(isFlat)).toEqual([false, false]);
});

describe('items of several runs', () => {
	const items = [
		{ run: { id: 'a' }, row: { Total: 1 } },
		{ run: { id: 'b' }, row: { Date: '2026-01-02' } },
	];
	const jsonsOf = (...given: Parameters<typeof alignRunItems>) =>
		alignRunItems(...given).map(({ json }) => json);

	it('get the same columns where they are flat, and keep what is beside them', () => {
		expect(jsonsOf(items, FLAT).map((json) => Object.entries(json))).toEqual([
			[
				['id', 'a'],
				['Date', null],
				['Total', 1],
			],
			[
				['id', 'b'],
				['Date', '2026-01-02'],
				['Total', null],
			],
		]);
	});

	it('stay as they are otherwise', () => {
		expect(jsonsOf(items, DOCUMENTS)).toEqual([
			{ id: 'a', Total: 1 },
			{ id: 'b', Date: '2026-01-02' },
		]);
	});

	it('have the chosen columns beside what is said of the run, also without documents', () => {
		const one = [{ run: { id: 'a' }, row: { total: 1, Vat: 2 } }, { run: { id: 'b' } }];
		expect(jsonsOf(one, columns('flat'))).toEqual([
			{ id: 'a', Total: 1, Date: null },
			{ id: 'b', Total: null, Date: null },
		]);
		expect(jsonsOf(one, columns('documents'))).toEqual([
			{ id: 'a', total: 1, Vat: 2 },
			{ id: 'b' },
		]);
		expect(jsonsOf([{ run: { id: 'a' } }], FLAT)).toEqual([{ id: 'a' }]);
	});

	it('tell the total of a line from that of its document alike, whichever run has lines', () => {
		const lines = (value: unknown[]) => field('Lines', value, { type: 'TABLE' });
		const found = [
			runOf([documentOf(field('Total', '7'))]),
			runOf([documentOf(field('Total', '100'), lines([{ Total: '60' }]))]),
		].flatMap((results, index) =>
			documentRows(results, `${index}`, resultsAs('rows')).map(({ row }) => ({ run: {}, row })),
		);
		expect(jsonsOf(found, resultsAs('rows'))).toMatchObject([
			{ Total: null, document_Total: '7' },
			{ Total: '60', document_Total: '100' },
		]);
		const rows = { columns: ['document total'], table: { withoutRows: 'item' as const } };
		expect(jsonsOf(found, resultsAs('rows', { rows }))).toEqual([
			{ 'document total': '7' },
			{ 'document total': '100' },
		]);
	});
});

describe('a document beside its run', () => {
	const run = { id: 'run-1', Status: 'COMPLETE', batch_id: 7, run_id: 'run-1' };

	it('comes behind it', () => {
		const keys = Object.keys(beside(run, { file_name: 'a.pdf', Total: 1 }, FLAT));
		expect(keys).toEqual([...Object.keys(run), 'file_name', 'Total']);
		expect(beside(run, { file_name: 'a.pdf' }, FLAT)).toEqual({ ...run, file_name: 'a.pdf' });
	});

	it('does not hide what is said of the run, in any case of letters', () => {
		expect(beside(run, { status: 'paid', ID: 'x', Total: 1 }, FLAT)).toEqual({
			...run,
			document_status: 'paid',
			document_ID: 'x',
			Total: 1,
		});
	});

	it('has its field in a column that nothing else takes', () => {
		const row = { status: 'paid', Document_Status: 'a', document_status_2: 'b' };
		expect(beside(run, row, FLAT)).toEqual({
			...run,
			document_status_3: 'paid',
			Document_Status: 'a',
			document_status_2: 'b',
		});
		expect(beside({ ...run, document_status: 'x' }, { status: 'paid' }, FLAT)).toEqual({
			...run,
			document_status: 'x',
			document_status_2: 'paid',
		});
	});

	it('says the same of the run and the batch, and fills in what the run does not tell', () => {
		expect(beside(run, { run_id: 'run-1', batch_id: null }, FLAT)).toEqual(run);
		expect(beside({ ...run, batch_id: null }, { batch_id: 7 }, FLAT)).toEqual(run);
		expect(beside(run, { Batch_ID: 'x' }, FLAT)).toEqual({ ...run, document_Batch_ID: 'x' });
	});

	it('has keys of its own otherwise, and says the last word', () => {
		const row = { batch_id: null, fields: { status: 'paid' } };
		expect(beside(run, row, DOCUMENTS)).toEqual({ ...run, ...row });
	});
});
