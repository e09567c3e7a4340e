import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import {
	mergedPending,
	originalOf,
	pendingItems,
	pendingOf,
	refusedPending,
} from '../../../../../nodes/AiHub/resources/document/stages/pending';
import type {
	SourceItem,
	StartedRun,
	Wanted,
} from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { AiHubError } from '../../../../../nodes/shared/api/wire/errors';

const wanted = { limitMs: 60_000, onReview: 'wait', cleanUp: 'run' } as Wanted;
const binary = { data: { data: '', mimeType: 'application/pdf' } };
const sources: SourceItem[] = [{ json: { order: 0 }, binary }, { json: { order: 1 } }];
const source = (itemIndex: number) => sources[itemIndex];

/** A run over files of these names, each of the item that its name begins with. */
const runOver = (id: string, ...names: string[]): StartedRun => ({
	run: { id, status: 'RUNNING' },
	itemIndexes: [...new Set(names.map((name) => Number(name[0])))],
	files: names.map((name) => ({ name, itemIndex: Number(name[0]), property: 'data' })),
	wanted,
});
/** What comes back of items, each as so many-th input item, once n8n has stored them. */
const comeBack = (items: INodeExecutionData[], from = 0) => {
	const stored = JSON.parse(JSON.stringify(items)) as INodeExecutionData[];
	return stored.flatMap(({ json }, index) => pendingOf(json, from + index) ?? []);
};

describe('a run that has not ended before the limit', () => {
	it('is an item for each of its items, with the files of that item', () => {
		const started = { ...runOver('7', '0.pdf', '1.pdf', '1b.pdf'), notice: 'not carried' };
		const { run } = started;
		expect(pendingItems([started], source)).toStrictEqual([
			{
				json: {
					run_id: '7',
					run_status: 'RUNNING',
					pending_run: { run, files: [started.files[0]], wanted, of: 0 },
					source: { order: 0 },
				},
				binary,
				pairedItem: { item: 0 },
			},
			{
				json: {
					run_id: '7',
					run_status: 'RUNNING',
					pending_run: { run, files: started.files.slice(1), wanted, of: 0 },
					source: { order: 1 },
				},
				pairedItem: { item: 1 },
			},
		]);
	});

	it('of which no status is told has none', () => {
		const [{ json }] = pendingItems([{ ...runOver('7', '0.pdf'), run: { id: '7' } }], source);
		expect(json.run_status).toBeNull();
	});

	it('comes back as it was, and is not waited for any longer', () => {
		const started = runOver('7', '0.pdf', '1.pdf', '1b.pdf');
		const back = mergedPending(comeBack(pendingItems([started], source)));
		expect(back).toStrictEqual([{ ...started, wanted: { ...wanted, limitMs: 0 } }]);
	});

	it('comes back with the batch that was there before', () => {
		const started = { ...runOver('7', '0.pdf'), batchId: 9 };
		const [back] = mergedPending(comeBack(pendingItems([started], source)));
		expect(back.batchId).toBe(9);
	});

	it('is refused with what to do, where it is none of the node', () => {
		const [back] = comeBack(pendingItems([runOver('7', '0.pdf')], source));
		const refused = refusedPending(back) as AiHubError;
		expect(refused.message).toMatch(/^The item brings a run back .* this execution: 7$/);
		expect(refused.hint).toMatch(/^Connect only the output Timed Out .* pending_run out of it\.$/);
	});

	it('comes back with its files, by the items that bring it now', () => {
		const items = pendingItems([runOver('7', '0.pdf', '1.pdf')], source);
		const [back] = mergedPending(comeBack(items, 5));
		expect(back.itemIndexes).toEqual([5, 6]);
		expect(back.files.map(({ name, itemIndex }) => [name, itemIndex])).toEqual([
			['0.pdf', 5],
			['1.pdf', 6],
		]);
	});

	it('is not the same as another over the same files that was waited for, too', () => {
		const items = pendingItems([runOver('7', '0.pdf'), runOver('7', '1.pdf')], source);
		expect(items.map(({ json }) => json.pending_run)).toMatchObject([{ of: 0 }, { of: 1 }]);
		const back = mergedPending(comeBack(items));
		expect(back.map(({ run, itemIndexes }) => [run.id, itemIndexes])).toEqual([
			['7', [0]],
			['7', [1]],
		]);
	});

	it('is not the same as one with another ID', () => {
		const [one] = comeBack(pendingItems([runOver('7', '0.pdf')], source));
		const [other] = comeBack(pendingItems([runOver('8', '1.pdf')], source));
		expect(mergedPending([one, other, one]).map(({ run }) => run.id)).toEqual(['7', '8']);
	});

	it('is none where none is waited for', () => {
		expect(pendingItems([], source)).toEqual([]);
		expect(mergedPending([])).toEqual([]);
	});
});

describe('an item that brings a run back', () => {
	it('may be without files', () => {
		const json = { pending_run: { run: { id: '7' }, wanted, of: 0 } } as unknown as IDataObject;
		expect(pendingOf(json, 3)).toEqual({
			run: { id: '7' },
			of: 0,
			itemIndexes: [3],
			files: [],
			wanted: { ...wanted, limitMs: 0 },
		});
	});

	it.each<[string, object]>([
		['nothing', {}],
		['null', { pending_run: null }],
		['no run', { pending_run: { wanted } }],
		['a run without an ID', { pending_run: { run: {}, wanted } }],
		['a run of which nothing is wanted', { pending_run: { run: { id: '7' } } }],
		['a run elsewhere', { run: { id: '7' }, wanted }],
	])('is none that has %s', (_, json) => {
		expect(pendingOf(json as IDataObject, 0)).toBeUndefined();
	});
});

describe('the item as it first came in', () => {
	it('is the item itself, when it brings no run back', () => {
		expect(originalOf({ json: { source: { a: 1 } }, binary })).toEqual({
			json: { source: { a: 1 } },
			binary,
		});
	});

	it('is what the run was started for, when it brings one back', () => {
		for (const item of pendingItems([runOver('7', '0.pdf', '1.pdf')], source)) {
			const { item: index } = item.pairedItem as { item: number };
			expect(originalOf(item)).toEqual({ binary: undefined, ...sources[index] });
		}
	});

	it('is empty when that was lost', () => {
		expect(originalOf({ json: { pending_run: {} } })).toEqual({ json: {} });
	});

	it('has its files also where the workflow keeps them beside the fields', () => {
		const item = { json: { a: 1, _files: { ...binary } } } as unknown as INodeExecutionData;
		expect(originalOf(item)).toEqual({ json: { a: 1 }, binary });
	});
});
