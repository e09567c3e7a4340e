import { alignRows } from '../../../nodes/shared/documents/align';
import { columnNotices } from '../../../nodes/shared/documents/columnNotices';
import { documentsOf } from '../../../nodes/shared/documents/documents';
import { flatRows, tableRows } from '../../../nodes/shared/documents/flat';
import type { Row } from '../../../nodes/shared/documents/row';
import { documentOf, field, runOf } from './results';

const told = (rows: Row[], ...columns: string[]) => columnNotices(alignRows(rows, columns));
const warning = (message: string) => [{ message, type: 'warning' }];

it('nothing is said where there is nothing to say', () => {
	const rows = [{ a: 1, errors: null, reasons: '', needs_review: false, not_converted: undefined }];
	expect(told(rows, 'a')).toEqual([]);
	expect(told([], 'a')).toEqual([]);
	expect(columnNotices(alignRows([{ errors: 'x' }]))).toEqual([]);
});

it('chosen columns that are always empty are told by name', () => {
	expect(told([{ c: 1 }], 'a', 'b c', 'c')).toEqual([
		{ message: 'No document has a value for "a", "b c". Check the names in Columns.' },
	]);
});

it('those that would say what is wrong may well be empty', () => {
	expect(told([{ a: 1 }], 'a', 'Needs Review', 'reasons', 'errors', 'not converted')).toEqual([]);
});

it('what is wrong and not chosen is told, with the number of rows', () => {
	const rows = [{ errors: 'torn' }, { errors: 'burnt', a: 1 }, { errors: null, a: 2 }];
	expect(told(rows, 'a')).toEqual(
		warning('2 rows have errors that Columns leaves out. Add errors to Columns to see them.'),
	);
	expect(told([...rows, { not_converted: 'x' }], 'a')).toEqual(
		warning(
			'2 rows have errors and 1 row has not_converted that Columns leaves out. Add errors and not_converted to Columns to see them.',
		),
	);
	expect(told([{ needs_review: true, reasons: 'x', errors: 'y', a: 1 }], 'a')[0].message).toMatch(
		/^1 row has needs_review, 1 row has reasons and 1 row has errors that Columns leaves out/,
	);
});

it('and not where it is chosen, however it is written', () => {
	expect(told([{ errors: 'torn', needs_review: true }], 'ERRORS', 'needs review')).toEqual([]);
	expect(alignRows([{ errors: 'torn' }], ['Errors']).rows).toEqual([{ Errors: 'torn' }]);
});

it.each(['flat', 'rows'])('%s: an error is known of as long as columns are chosen', (shape) => {
	const documents = documentsOf(
		runOf([
			{ ...documentOf(), error_msg: 'torn' },
			documentOf(field('Total', '1'), field('reasons', 'of its own')),
		]),
	);
	const rows =
		shape === 'flat'
			? flatRows(documents, {}, [], ['total'])
			: tableRows(documents, {}, [], { withoutRows: 'item' }, ['total']).flat();
	expect(told(rows, 'total')).toEqual(
		warning('1 row has errors that Columns leaves out. Add errors to Columns to see them.'),
	);
	expect(alignRows(rows, ['total']).rows).toEqual([{ total: null }, { total: '1' }]);
});
