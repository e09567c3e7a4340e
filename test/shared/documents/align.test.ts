import { alignRows } from '../../../nodes/shared/documents/align';
import type { Row } from '../../../nodes/shared/documents/row';

const aligned = (...rows: object[]) => alignRows(rows as Row[]);
const columnsOf = (row: object) => Object.keys(row);

describe('rows of several runs', () => {
	it('get the same columns in the same order, with null where they have none', () => {
		expect(aligned({ a: 1, b: 2 }, { c: 3 })).toEqual({
			rows: [
				{ c: null, a: 1, b: 2 },
				{ c: 3, a: null, b: null },
			],
			empty: [],
			leftOut: [],
		});
	});

	it('have each new column behind the one that it follows', () => {
		const { rows } = aligned({ a: 1, c: 1 }, { a: 1, b: 1, x: 1, c: 1, d: 1 }, { z: 1, a: 1 });
		for (const row of rows) expect(columnsOf(row)).toEqual(['z', 'a', 'b', 'x', 'c', 'd']);
	});

	it('take names that differ only in case for one, as it was written first', () => {
		expect(aligned({ Total: 1 }, { TOTAL: 2, tax: 3 }, { Tax: 4, total: null }).rows).toEqual([
			{ Total: 1, tax: null },
			{ Total: 2, tax: 3 },
			{ Total: null, tax: 4 },
		]);
	});

	it('keep what they have, be it nothing, false or zero', () => {
		const row = { a: false, b: 0, c: '', d: null };
		expect(aligned(row).rows).toEqual([row]);
		expect(aligned({ a: undefined }).rows).toEqual([{ a: null }]);
		expect(aligned()).toEqual({ rows: [], empty: [], leftOut: [] });
	});

	it('stay as they are where there would be more cells than n8n can hold', () => {
		const wide = (of: string, count: number) =>
			Object.fromEntries(Array.from({ length: count }, (_, index) => [`${of}${index}`, 1]));
		const rows = (width: number) => [
			wide('a', width),
			...Array.from({ length: 39_999 }, () => ({ a0: 1 })),
		];
		// 40,000 rows may have 100 columns.
		expect(columnsOf(alignRows(rows(100)).rows[1])).toHaveLength(100);
		const tooWide = rows(101);
		expect(alignRows(tooWide)).toEqual({ rows: tooWide, empty: [], leftOut: [] });
		expect(alignRows(tooWide).rows).toBe(tooWide);
	});

	it('keep the order of the first where another has it in another', () => {
		const { rows } = aligned({ a: 1, b: 1, c: 1 }, { c: 2, d: 2, a: 2 });
		for (const row of rows) expect(columnsOf(row)).toEqual(['a', 'b', 'c', 'd']);
	});

	it.each([
		[
			{ ab: 1, c: 2 },
			{ a: 3, bc: 4 },
		],
		[{ 'a\nb': 1 }, { a: 3, b: 4 }],
	])('lose nothing where their names run together alike: %j, %j', (one, other) => {
		expect(aligned(one, other).rows).toMatchObject([one, other]);
	});

	it('are not looked at again where they have the columns of one before', () => {
		const row = () =>
			Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`n${index}`, 1]));
		const looks = jest.spyOn(String.prototype, 'toLowerCase');
		alignRows([row(), row(), row()]);
		// Twice for the columns, and once in each row.
		expect(looks).toHaveBeenCalledTimes(2 * 300 + 3 * 300);
		looks.mockRestore();
	});
});

describe('wanted columns', () => {
	const rows = [
		{ Total: 1, tax: null },
		{ total: 2, Tax: undefined, b: 3 },
	] as Row[];

	it('are the only ones, in their order, by the exact name first', () => {
		expect(alignRows(rows, ['TOTAL', 'b', 'Tax', 'nope'])).toEqual({
			rows: [
				{ TOTAL: 1, b: null, Tax: null, nope: null },
				{ TOTAL: 2, b: 3, Tax: undefined, nope: null },
			],
			empty: ['Tax', 'nope'],
			leftOut: [],
		});
		expect(alignRows([{ a: 1, A: 2 }], ['A', 'a']).rows).toEqual([{ A: 2, a: 1 }]);
	});

	it('are found however they are written', () => {
		expect(alignRows([{ a_b: 1 }, { c: 2 }], ['A B']).rows).toEqual([
			{ 'A B': 1 },
			{ 'A B': null },
		]);
	});

	it('are not called empty where there are no rows', () => {
		expect(alignRows([], ['a'])).toEqual({ rows: [], empty: [], leftOut: [] });
	});
});
