import { draftKey, namedRows, type Owner } from '../../../nodes/shared/documents/drafts';
import type { Row } from '../../../nodes/shared/documents/row';

const key =
	(owner: Owner) =>
	(name: string, column = name.replace(/[^\w]+/g, '_')) =>
		draftKey({ owner, column, name });
const line = key('line');
const document = key('document');
const entriesOf = (...drafts: Row[]) => namedRows(drafts).map((row) => Object.entries(row));

describe('the columns of rows of tables', () => {
	it('are called what they are where a line and its document share no name', () => {
		expect(entriesOf({ a: 1, [line('Price')]: 2, [document('Total due')]: 3, b: 4 })).toEqual([
			[
				['a', 1],
				['Price', 2],
				['Total_due', 3],
				['b', 4],
			],
		]);
	});

	it('say "document" in all rows, where it is a column of the table in any of them', () => {
		const without = { [document('total_sum')]: 7 };
		const withLines = { [line('Total Sum')]: 60, [document('total_sum')]: 100 };
		const expected = [['document_total_sum', 7]];
		const both = [
			['Total_Sum', 60],
			['document_total_sum', 100],
		];
		expect(entriesOf(without, withLines)).toEqual([expected, both]);
		expect(entriesOf(withLines, without, without)).toEqual([both, expected, expected]);
	});

	it('are columns of a database', () => {
		expect(
			entriesOf({ [line('3rd: a\nb', '_3rd_a_b')]: 1, [document('3rd: a\nb', '_3rd_a_b')]: 2 }),
		).toEqual([
			[
				['_3rd_a_b', 1],
				['document_3rd_a_b', 2],
			],
		]);
	});

	it('give way to what stands beside them, and to each other, in any case of letters', () => {
		const row = {
			reasons: 'x',
			[line('Reasons')]: 1,
			[line('#', '_')]: 2,
			[document('Document_reasons')]: 3,
			[document('reasons')]: 4,
			[document('---', '_')]: 5,
			source_a: 6,
		};
		expect(Object.entries(namedRows([row])[0])).toEqual([
			['reasons', 'x'],
			['Reasons_2', 1],
			['_', 2],
			['Document_reasons', 3],
			['document_reasons_2', 4],
			['__2', 5],
			['source_a', 6],
		]);
	});

	it('keep a name that no plain key can have', () => {
		expect(entriesOf({ [line('__proto__')]: 1 })).toEqual([[['__proto__', 1]]]);
	});

	it('stay as they are where there is no table', () => {
		const rows = [{ a: 1 }, { 'source_line:a': 2 }];
		expect(namedRows(rows)).toBe(rows);
		expect(namedRows([{ a: 1 }, { [line('b')]: 2 }])).toEqual([{ a: 1 }, { b: 2 }]);
	});
});
