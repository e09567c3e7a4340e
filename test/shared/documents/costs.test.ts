import { alignRows } from '../../../nodes/shared/documents/align';
import { convertDocuments } from '../../../nodes/shared/documents/convert/conversions';
import { draftKey, namedRows } from '../../../nodes/shared/documents/drafts';
import { documentsOf } from '../../../nodes/shared/documents/documents';
import { flatRows, MOST_CELLS, tableRows } from '../../../nodes/shared/documents/flat';
import { documentRow } from '../../../nodes/shared/documents/shapes';
import { documentOf, field } from './results';

afterEach(() => jest.restoreAllMocks());

/** How often methods are called meanwhile. */
function callsOf<T extends object>(object: T, names: Array<keyof T>, work: () => void): number {
	let calls = 0;
	for (const name of names) {
		const method = object[name] as (...args: unknown[]) => unknown;
		object[name] = function (this: unknown, ...args: unknown[]) {
			calls++;
			return method.apply(this, args);
		} as T[keyof T];
		try {
			work();
		} finally {
			object[name] = method as T[keyof T];
		}
	}
	return calls;
}

const FIELDS = 50;

/** Documents that have no field in common. */
function different(count: number) {
	const documents = Array.from({ length: count }, (_, index) =>
		documentOf(...Array.from({ length: FIELDS }, (__, at) => field(`${index}_${at}`, 'x'))),
	);
	return documentsOf({ files: [{ documents }] });
}

it.each([20, 40, 80])(
	'flat rows of %i documents, all different, cost a look at each cell',
	(count) => {
		const documents = different(count);
		const cells = count * (count * FIELDS + 7);
		const lookUps = callsOf(Map.prototype, ['get', 'set', 'has'], () => {
			flatRows(documents, {}, []);
		});
		expect(lookUps).toBeGreaterThanOrEqual(cells);
		expect(lookUps).toBeLessThanOrEqual(1.2 * cells + 10 * count * FIELDS);
	},
);

it('more cells than n8n can hold are noticed before any row is made', () => {
	const documents = different(400);
	const made = jest.spyOn(Object, 'fromEntries');
	expect(() => flatRows(documents, {}, [])).toThrow(/400 rows with 20007 columns each/);
	expect(made).not.toHaveBeenCalled();
});

it('rows of a table cost a look at each field, not at each pair of a field and a column', () => {
	const columns = Array.from({ length: 20 }, (_, at) => `Column ${at}`);
	const lines = Array.from({ length: 100 }, () => columns.map(() => 'x'));
	const table = { ...field('Lines', JSON.stringify([columns, ...lines])), type: 'TABLE' };
	const plain = Array.from({ length: FIELDS }, (_, at) => field(`Field ${at}`, 'x'));
	const documents = documentsOf({ files: [{ documents: [documentOf(table, ...plain)] }] });
	const names = callsOf(String.prototype, ['toLowerCase'], () => {
		expect(tableRows(documents, {}, [], { withoutRows: 'item' })[0]).toHaveLength(100);
	});
	expect(names).toBeLessThanOrEqual(100 * (20 + FIELDS) + 1_000);
});

it('converting a table looks at the names of its columns, not of its cells', () => {
	const looks = [100, 1_000].map((count) => {
		const lines = Array.from({ length: count }, () => ({ Price: '1,50', Date: '2026-03-20' }));
		const table = { ...field('Lines', lines), type: 'TABLE' };
		const documents = documentsOf({ files: [{ documents: [documentOf(table)] }] });
		return callsOf(String.prototype, ['toLowerCase'], () => {
			convertDocuments(
				documents,
				[],
				[
					{ field: 'price', to: 'amount' },
					{ field: 'date', to: 'date' },
				],
			);
		});
	});
	expect(looks[0]).toBeGreaterThan(0);
	expect(looks[1]).toBe(looks[0]);
});

it('rows of many runs are left as they are as soon as they would not fit together', () => {
	const count = 2_000;
	let read = 0;
	const rows = Array.from({ length: count }, (_, index) => {
		const names = Array.from({ length: FIELDS }, (__, at) => [`${index}_${at}`, 'x']);
		const ownKeys = (target: Record<string, unknown>) => {
			read++;
			return Reflect.ownKeys(target);
		};
		return new Proxy<Record<string, unknown>>(Object.fromEntries(names), { ownKeys });
	});
	expect(alignRows(rows)).toEqual({ rows, empty: [], leftOut: [] });
	// Each is looked at once more, because it might have a column of a table.
	expect(read).toBeLessThanOrEqual(count + MOST_CELLS / count / FIELDS + 1);
});

it('names are looked at once for all rows of a kind, however many tables there are', () => {
	const names = (runs: number, rows: number) => {
		const drafts = Array.from({ length: runs }, (_, run) =>
			Array.from({ length: rows }, () => ({
				[draftKey({ owner: 'line', column: `a${run}`, name: `a ${run}` })]: 1,
				[draftKey({ owner: 'document', column: 'Total', name: 'Total' })]: 2,
			})),
		).flat();
		return callsOf(String.prototype, ['toLowerCase'], () => {
			expect(namedRows(drafts)[0]).toEqual({ a0: 1, Total: 2 });
		});
	};
	expect(names(1, 1)).toBeGreaterThan(0);
	expect(names(100, 50)).toBe(names(100, 1));
	expect(names(400, 1)).toBeLessThanOrEqual(4 * names(100, 1) + 1);
});

it('a field of any name is a key of its document', () => {
	const [found] = documentsOf({ files: [{ documents: [documentOf(field('__proto__', 'x'))] }] });
	expect(Object.entries(documentRow(found, {}).fields as object)).toEqual([['__proto__', 'x']]);
});
