import type { IDataObject } from 'n8n-workflow';

import { alignItems } from '../../../../../nodes/AiHub/resources/document/stages/align';
import type { Wanted } from '../../../../../nodes/AiHub/resources/document/stages/types';
import { wanting } from './finishedRun';

const FLAT = wanting({ shape: 'flat' });
const withColumns = (...columns: string[]) =>
	wanting({ shape: 'rows', rows: { ...FLAT.rows, columns } });

/** What is told, and the items as they are then. */
function aligned(...all: Array<[IDataObject, Wanted]>) {
	const items = all.map(([json, wanted]) => ({
		route: 'approved' as const,
		place: [0, 0, 0] as [number, number, number],
		item: { json },
		wanted,
	}));
	const told = alignItems(items);
	return { told, jsons: items.map(({ item }) => item.json) };
}

it('gives flat items of all runs the same columns', () => {
	expect(aligned([{ a: 1 }, FLAT], [{ b: 2 }, wanting({ shape: 'rows' })])).toEqual({
		told: [],
		jsons: [
			{ a: 1, b: null },
			{ a: null, b: 2 },
		],
	});
});

it('leaves items of another shape as they are', () => {
	const fields = { fields: { a: 1 } };
	expect(aligned([fields, wanting()], [{ a: 1 }, FLAT], [{}, wanting()], [{ b: 2 }, FLAT])).toEqual(
		{
			told: [],
			jsons: [fields, { a: 1, b: null }, {}, { a: null, b: 2 }],
		},
	);
	expect(aligned([fields, wanting()])).toEqual({ told: [], jsons: [fields] });
	expect(aligned()).toEqual({ told: [], jsons: [] });
});

it('gives the columns that the first flat item wants, and tells which are empty', () => {
	const ab = withColumns('b', 'x');
	expect(
		aligned([{ a: 1 }, wanting()], [{ a: 1, b: 2 }, ab], [{ a: 3 }, withColumns('a')]),
	).toEqual({
		told: [{ message: 'No document has a value for "x". Check the names in Columns.' }],
		jsons: [{ a: 1 }, { b: 2, x: null }, { b: null, x: null }],
	});
	expect(aligned([{ b: 2, reasons: 'x' }, withColumns('b')]).told).toEqual([
		{ message: expect.stringContaining('1 row has reasons') as string, type: 'warning' },
	]);
	expect(aligned([{ a: 1, b: 2 }, withColumns('b')]).told).toEqual([]);
});
