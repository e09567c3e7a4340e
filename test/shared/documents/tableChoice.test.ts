import { documentsOf } from '../../../nodes/shared/documents/documents';
import { packetFieldsOf } from '../../../nodes/shared/documents/fields';
import { tableRowsOf } from '../../../nodes/shared/documents/tables';
import { documentOf, field, runOf } from './results';

type Fields = Record<string, unknown>;

/** The rows that each document has in the wanted table; its fields are of any type. */
function rowsOf(documents: Fields[], wanted?: string, packet: Fields = {}) {
	const named = (fields: Fields) =>
		Object.entries(fields).map(([name, value]) => field(name, value, { type: 'TABLE' }));
	const ofRun = Object.entries(packet).map(([name, value]) => ({ name, value }));
	const results = runOf(
		documents.map((fields) => documentOf(...named(fields))),
		{},
		ofRun as never,
	);
	const found = documentsOf(results);
	return found.map(
		tableRowsOf(found, packetFieldsOf(results), { field: wanted, withoutRows: 'item' }),
	);
}

const cells = (value: unknown) => [['value', value]];

describe('the table that is wanted', () => {
	it('is the only one where none is named, however its name is written', () => {
		expect(rowsOf([{ Lines: ['a'], Total: '1' }, { lines: ['b'] }, { LINES: [] }])).toEqual([
			[cells('a')],
			[cells('b')],
			[],
		]);
	});

	it('is the one that is named, and no other', () => {
		const documents = [{ Lines: ['a'], tags: ['x'] }, { tags: ['y', 'z'] }];
		expect(rowsOf(documents, 'TAGS')).toEqual([[cells('x')], [cells('y'), cells('z')]]);
		expect(rowsOf(documents, 'lines')).toEqual([[cells('a')], []]);
	});

	it('is the one of exactly that name, where names differ in case alone', () => {
		const documents = [{ Lines: ['a'], lines: ['b'] }];
		expect(rowsOf(documents, 'lines')).toEqual([[cells('b')]]);
		expect(rowsOf(documents, 'LINES')).toEqual([[cells('a')]]);
	});

	it('is none where there is none, also when one is named', () => {
		expect(rowsOf([{ Total: '1' }])).toEqual([[]]);
		expect(rowsOf([{ Total: '1' }], 'Lines')).toEqual([[]]);
	});

	it('may be none of those that are there', () => {
		expect(rowsOf([{ Lines: ['a'] }, { Tags: ['b'] }], 'Tags')).toEqual([[], [cells('b')]]);
		expect(rowsOf([{ Lines: ['a'] }], 'Tags')).toEqual([[]]);
	});

	it('may be there as nothing', () => {
		expect(rowsOf([{ Lines: null, tags: ['x'] }], 'Lines')).toEqual([[]]);
	});

	it('is looked for among what is no table, too', () => {
		expect(rowsOf([{ Lines: '1', lines: ['a'] }], 'Lines')).toEqual([[cells('a')]]);
		expect(rowsOf([{ Other: '1', lines: ['a'] }])).toEqual([[cells('a')]]);
	});

	it('may be one over all documents: each has all of its rows', () => {
		expect(rowsOf([{ Total: '1' }, {}], undefined, { Sums: ['s'] })).toEqual([
			[cells('s')],
			[cells('s')],
		]);
	});

	it('is that of the document before one over all documents, which has a name of its own then', () => {
		const documents = [{ Lines: ['a'] }, { Total: '1' }];
		expect(rowsOf(documents, 'Lines', { lines: ['s'] })).toEqual([[cells('a')], [cells('s')]]);
		expect(rowsOf(documents, 'packet_Lines', { lines: ['s'] })).toEqual([
			[cells('s')],
			[cells('s')],
		]);
		expect(() => rowsOf(documents, undefined, { lines: ['s'] })).toThrow(
			failure('There are several tables and lists; the results have Lines, packet_lines'),
		);
	});

	const failure = (message: string) =>
		expect.objectContaining({
			kind: 'invalidInput',
			message,
			hint: 'Enter the name of the one whose rows you want in Table Field.',
		}) as Error;
	const many = (count: number) =>
		Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, ['a']]));
	const twelve = 't0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11';

	it.each<[string, Fields[], string | undefined, string]>([
		[
			'one of several that is not named',
			[
				{ Lines: ['a'], tags: [] },
				{ TAGS: [], lines: [] },
			],
			undefined,
			'There are several tables and lists; the results have Lines, tags',
		],
		[
			'one of two in a document whose names differ in case alone',
			[{ lines: ['c'] }, { Lines: ['a'], lines: ['b'] }],
			undefined,
			'There are several tables and lists; the results have lines, Lines',
		],
		[
			'one of twelve',
			[many(12)],
			undefined,
			`There are several tables and lists; the results have ${twelve}`,
		],
		[
			'one of many',
			[many(15)],
			undefined,
			`There are several tables and lists; the results have ${twelve} and 3 more`,
		],
	])('is refused as unclear: %s', (_, documents, wanted, message) => {
		expect(() => rowsOf(documents, wanted)).toThrow(failure(message));
	});
});
