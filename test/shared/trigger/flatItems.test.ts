import { alignRunItems, beside, emptyRow, isFlat } from '../../../nodes/shared/trigger/flatItems';
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
		{ json: { id: 'a', Total: 1 }, pairedItem: 0 },
		{ json: { id: 'b', Date: '2026-01-02' } },
	];

	it('get the same columns where they are flat, and keep what is beside them', () => {
		const aligned = alignRunItems(items, FLAT);
		expect(aligned.map(({ json }) => Object.entries(json))).toEqual([
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
		expect(aligned[0].pairedItem).toBe(0);
		expect(aligned[1]).not.toHaveProperty('pairedItem');
	});

	it('stay as they are otherwise', () => {
		expect(alignRunItems(items, DOCUMENTS)).toBe(items);
	});
});

it('a run without documents has the chosen columns, empty', () => {
	expect(emptyRow(columns('flat'))).toEqual({ Total: null, Date: null });
	expect(emptyRow(columns('documents'))).toEqual({});
	expect(emptyRow(FLAT)).toEqual({});
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
