/** Which item and file the documents of a run came from, and what is told of files without one. */
import {
	bytesOf,
	documentWith,
	FAILED,
	fileOf,
	type Given,
	GOOD,
	itemsOf,
	resultOf,
	RULES,
	withRows,
} from './finishedRun';

const LAST = Number.MAX_SAFE_INTEGER;
const [A, B] = [fileOf(0, 'a.pdf'), fileOf(1, 'b.pdf')];
const pairs = (given: Given) => itemsOf(given).map(({ item }) => item.pairedItem);
const places = (given: Given) => itemsOf(given).map(({ place }) => place);

describe('a document is paired to', () => {
	it('the item that its file came from', () => {
		const results = [resultOf('b.pdf', GOOD), resultOf('a.pdf', GOOD, GOOD)];
		expect(pairs({ files: [A, B], results })).toEqual([{ item: 1 }, { item: 0 }, { item: 0 }]);
	});

	it('the only item of its run, whatever the file is called', () => {
		const files = [fileOf(2, 'a.pdf'), fileOf(2, 'b.pdf')];
		const results = ['a.pdf', 'b.pdf', 'x.pdf'].map((name) => resultOf(name, GOOD));
		expect(pairs({ files, results })).toEqual([{ item: 2 }, { item: 2 }, { item: 2 }]);
	});

	it('the first item that asked, where AI Hub had the files already', () => {
		const given = { files: [], itemIndexes: [2, 1], results: [resultOf('x.pdf', GOOD)] };
		expect(pairs(given)).toEqual([{ item: 2 }]);
	});

	it('none, where it may be of several', () => {
		const results = ['a.pdf', 'b.pdf', 'x.pdf'].map((name) => resultOf(name, GOOD));
		const wanted = { carryJson: true, carryBinary: true };
		const items = itemsOf({ files: [A, B], results, wanted });
		expect(items[2].item).toEqual({
			json: expect.objectContaining({ file_name: 'x.pdf' }),
			pairedItem: [],
		});
		expect(items[2].item.json).not.toHaveProperty('source');
	});

	it('the item of the e-mail it came in', () => {
		const files = [fileOf(1, 'a.eml'), fileOf(2, 'x.pdf')];
		const results = [
			{ input_file_path: 'in/x.pdf', documents: [GOOD] },
			{ input_file_path: 'in/a.eml/x.pdf', documents: [GOOD] },
		];
		expect(pairs({ files, results })).toEqual([{ item: 2 }, { item: 1 }]);
	});

	it('none, where it lies elsewhere than the files of its run', () => {
		const files = [fileOf(1, 'a.eml'), fileOf(2, 'x.pdf')];
		const results = [{ input_file_path: 'in/sub/x.pdf', documents: [GOOD] }];
		expect(pairs({ files, results })[0]).toEqual({ item: 2 });
		expect(pairs({ files, results, run: { id: '7', input_dir: 'in' } })[0]).toEqual([]);
	});
});

describe('the place of', () => {
	it('a document is its item, the position of its file, and its own', () => {
		const files = [fileOf(0, 'a.pdf', { position: 4 }), B, fileOf(1, 'c.pdf', { position: 0 })];
		const results = ['c.pdf', 'b.pdf', 'a.pdf'].map((name) => resultOf(name, GOOD));
		expect(places({ files, results })).toEqual([
			[1, 0, 0, 0],
			[1, 1, 1, 0],
			[0, 4, 2, 0],
		]);
	});

	it('a row of its table is its number besides', () => {
		const results = [resultOf('a.pdf', withRows({ sku: 'x' }, { sku: 'y' }), GOOD)];
		expect(places({ results, wanted: { shape: 'rows' } })).toEqual([
			[0, 0, 0, 0],
			[0, 0, 0, 1],
			[0, 0, 1, 0],
		]);
	});

	it('a document of no known file is after all of the first item of its run', () => {
		const results = ['x.pdf', 'a.pdf', 'y.pdf'].map((name) => resultOf(name, GOOD));
		expect(places({ files: [B, A], results }).slice(0, 3)).toEqual([
			[1, LAST, 0, 0],
			[0, 1, 1, 0],
			[1, LAST, 2, 0],
		]);
	});
});

describe('a document carries along', () => {
	const results = [resultOf('a.pdf', GOOD)];
	const itemOf = (given: Given) => itemsOf({ results, ...given })[0].item;

	it('nothing when it is not wanted', () => {
		expect(itemOf({})).not.toHaveProperty('binary');
		expect(itemOf({ wanted: { rules: RULES } })).not.toHaveProperty('binary');
		expect(itemOf({}).json).not.toHaveProperty('source');
	});

	it('the fields of its item, in flat rows a column each', () => {
		const files = [fileOf(1, 'a.pdf')];
		const source = { order: 1, more: { of: 'it' } };
		expect(itemOf({ files, wanted: { carryJson: true } }).json.source).toEqual(source);
		const flat = itemOf({ files, wanted: { carryJson: true, shape: 'flat' } }).json;
		expect(flat).toMatchObject({ source_order: 1, source_more: '{"of":"it"}' });
	});

	it('its file, from its item or as it was stored', () => {
		const wanted = { carryBinary: true };
		const files = [fileOf(0, 'a.pdf', { property: 'other' })];
		expect(itemOf({ wanted }).binary).toEqual({ data: bytesOf('0') });
		expect(itemOf({ files, wanted }).binary).toEqual({ other: bytesOf('other') });
		const stored = [{ ...files[0], binary: bytesOf('stored') }];
		expect(itemOf({ files: stored, wanted }).binary).toEqual({ other: bytesOf('stored') });
	});

	it('no file where its item has none any more', () => {
		const gone = [fileOf(0, 'a.pdf', { property: 'gone' })];
		for (const files of [gone, [fileOf(2, 'a.pdf')]]) {
			expect(itemOf({ files, wanted: { carryBinary: true } })).not.toHaveProperty('binary');
		}
	});

	it('its file to whoever is asked about it, also where files are not wanted', () => {
		const wanted = { rules: RULES };
		const binary = { data: bytesOf('0') };
		expect(itemOf({ waitsForReview: true, wanted }).binary).toEqual(binary);
		expect(itemOf({ waitsForReview: true })).not.toHaveProperty('binary');
		const failed = itemOf({ results: [resultOf('a.pdf', FAILED)], wanted });
		expect(failed).not.toHaveProperty('binary');
	});
});

describe('a page for reviewers', () => {
	const doubtful = documentWith({ field_name: 'total', value: 'ERROR' });
	const results = [resultOf('a.pdf', GOOD, doubtful, FAILED)];

	it('shows each document that needs review, and no other', () => {
		const items = itemsOf({ results, wanted: { reviewPage: true } });
		expect(items.map(({ route }) => route)).toEqual(['approved', 'needsReview', 'failed']);
		expect(items.map(({ page }) => page)).toEqual([
			undefined,
			{
				fileName: 'a.pdf',
				className: 'Invoice',
				reasons: ['total: AI Hub could not read this field'],
				url: 'https://hub/7',
				fields: [{ name: 'total', value: '', isDoubtful: true, places: [] }],
				sheets: [],
			},
			undefined,
		]);
		expect(items[0]).not.toHaveProperty('page');
	});

	it('is made only where it is wanted', () => {
		for (const item of itemsOf({ results })) expect(item).not.toHaveProperty('page');
	});

	it('is one for each document, however many rows it has', () => {
		const rows = [resultOf('a.pdf', withRows({ sku: 'x' }, { sku: 'y' }), GOOD)];
		const wanted = { shape: 'rows', reviewPage: true } as const;
		const items = itemsOf({ results: rows, waitsForReview: true, wanted });
		expect(items.map(({ page }) => page !== undefined)).toEqual([true, false, true]);
	});
});
