/** Files and runs that gave no document. */
import { bytesOf, fileOf, type Given, GOOD, itemsOf, resultOf, RULES } from './finishedRun';

const LAST = Number.MAX_SAFE_INTEGER;
const WAITS = 'The run waits for human review in AI Hub';
const NO_RESULT = 'AI Hub gave no result for this file';
const [A, B] = [fileOf(0, 'a.pdf'), fileOf(1, 'b.pdf', { position: 3 })];

describe('a file without a document', () => {
	it('has failed, after all documents of its run', () => {
		const [document, ...missing] = itemsOf({
			files: [B, A],
			results: [resultOf('a.pdf', GOOD)],
			wanted: { carryJson: true, carryBinary: true },
		});
		expect(document.route).toBe('approved');
		expect(missing).toEqual([
			{
				route: 'failed',
				place: [1, 3, 0],
				item: {
					json: {
						file_name: 'b.pdf',
						document_error: NO_RESULT,
						run_id: '7',
						source: { order: 1, more: { of: 'it' } },
					},
					binary: { data: bytesOf('1') },
					pairedItem: { item: 1 },
				},
			},
		]);
	});

	it('has failed besides a document that may be its own', () => {
		const items = itemsOf({ files: [A, B], results: [resultOf('x.pdf', GOOD)] });
		expect(items.map(({ item }) => item.json.file_name)).toEqual(['x.pdf', 'a.pdf', 'b.pdf']);
		expect(items.map(({ route }) => route)).toEqual(['approved', 'failed', 'failed']);
		for (const item of items) expect(item).not.toHaveProperty('unclear');
	});

	it.each<[string, Given, object]>([
		[
			'its error and its run, when it is routed',
			{ wanted: { rules: RULES } },
			{
				reasons: [NO_RESULT],
				document_error: NO_RESULT,
				run_status: 'COMPLETE',
				run_url: 'https://hub/7',
			},
		],
		['its error alone, when it is not', {}, { document_error: NO_RESULT }],
		[
			'in columns, in flat rows',
			{ wanted: { shape: 'flat', rules: RULES } },
			{
				reasons: NO_RESULT,
				errors: NO_RESULT,
				run_status: 'COMPLETE',
				run_url: 'https://hub/7',
			},
		],
	])('says %s', (_, given, said) => {
		expect(itemsOf(given).map(({ item }) => item.json)).toEqual([
			{ file_name: 'a.pdf', ...said, run_id: '7' },
		]);
	});

	it('has not failed as long as its run waits for review', () => {
		const ofRun = { run_status: 'STOPPED_AT_CHECKPOINT', run_url: 'https://hub/7' };
		expect(itemsOf({ waitsForReview: true, wanted: { rules: RULES } })).toEqual([
			{
				route: 'needsReview',
				place: [0, 0, 0],
				item: {
					json: {
						file_name: 'a.pdf',
						reasons: [WAITS],
						document_error: WAITS,
						run_id: '7',
						...ofRun,
					},
					binary: { data: bytesOf('0') },
					pairedItem: { item: 0 },
				},
			},
		]);
		const [{ route, item }] = itemsOf({ waitsForReview: true });
		expect(route).toBe('needsReview');
		expect(item.json).toMatchObject({ needs_review: true, document_error: WAITS, ...ofRun });
		expect(item).not.toHaveProperty('binary');
	});
});

describe('a run over files that AI Hub had already', () => {
	const given: Given = { files: [], itemIndexes: [2, 1] };

	it('has failed when it gave nothing', () => {
		expect(itemsOf({ ...given, wanted: { carryBinary: true } })).toEqual([
			{
				route: 'failed',
				place: [2, LAST, 0],
				item: {
					json: { document_error: 'The run gave no documents', run_id: '7' },
					pairedItem: { item: 2 },
				},
			},
		]);
	});

	it('needs review when it waits for it, and gave nothing so far', () => {
		const [item, ...rest] = itemsOf({ ...given, waitsForReview: true });
		expect(rest).toEqual([]);
		expect(item.route).toBe('needsReview');
		expect(item.item.json).toMatchObject({ document_error: WAITS });
	});

	it('has what it gave, and nothing else', () => {
		const items = itemsOf({ ...given, results: [resultOf('x.pdf', GOOD)] });
		expect(items.map(({ item }) => item.json.file_name)).toEqual(['x.pdf']);
	});
});

describe('mails of which it cannot be told what came back', () => {
	const files = [fileOf(0, 'a.eml'), fileOf(1, 'b.eml'), fileOf(2, 'c.pdf')];
	const results = ['c.pdf', 'x.pdf', 'y.pdf'].map((name) => resultOf(name, GOOD));

	it('make the documents of no known file unclear, and are not missing', () => {
		const items = itemsOf({ files, results });
		expect(items.map(({ unclear }) => unclear)).toEqual([undefined, true, true]);
		expect(items[0]).not.toHaveProperty('unclear');
	});

	it('are missing when there are more of them than documents', () => {
		const items = itemsOf({ files, results: results.slice(0, 2) });
		expect(items.map(({ route }) => route)).toEqual(['approved', 'approved', 'failed', 'failed']);
		for (const item of items) expect(item).not.toHaveProperty('unclear');
	});
});
