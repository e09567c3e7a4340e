import {
	type Asked,
	LIMITS,
	plan,
	sharedNotice,
	splitNotice,
} from '../../../../../nodes/AiHub/resources/document/stages/plan';
import type { BroughtBack } from '../../../../../nodes/AiHub/resources/document/stages/pending';
import type {
	Group,
	StartSettings,
} from '../../../../../nodes/AiHub/resources/document/stages/types';
import { type AiHubError, invalidInput } from '../../../../../nodes/shared/api/wire/errors';
import type { ItemFile } from '../../../../../nodes/shared/n8n/files/itemFile';
import { fileOf, wanting } from './finishedRun';
import { filesOf } from './groups';

const MIB = 1024 * 1024;

type File = string | { name: string; size: number };

function fileFrom(file: File, itemIndex: number, position: number): ItemFile {
	const { name, size } = typeof file === 'string' ? { name: file, size: 1 } : file;
	const [made] = filesOf({ [name]: '' });
	return { ...made, itemIndex, position, size };
}

/** An item that asks for a run over these files. */
function asked(
	itemIndex: number,
	files: File[],
	start: Partial<StartSettings> = {},
	more: Partial<Asked> = {},
): Asked {
	return {
		itemIndex,
		start: { target: { app: { app_id: 'app' } }, body: {}, filesInParallel: 1, ...start },
		wanted: wanting(),
		sent: files.map((file, position) => fileFrom(file, itemIndex, position)),
		leftOut: [],
		alone: false,
		...more,
	};
}

const many = (count: number, size = 1) =>
	Array.from({ length: count }, (_, index) => ({ name: `${index}.pdf`, size }));
const alone = { alone: true };
/** The items and the names of the files of each run. */
const runsOf = ({ groups }: { groups: Group[] }) =>
	groups.map(({ itemIndexes, files }) => [itemIndexes, files.map(({ name }) => name)]);

describe('items', () => {
	it('share a run, in their order, which is as the first of them asks', () => {
		const body = { version: '2' };
		const items = [
			asked(
				4,
				['b.pdf', 'a.pdf'],
				{ body, batchName: 'first' },
				{ wanted: wanting({ limitMs: 5 }) },
			),
			asked(7, ['c.pdf'], { body: { ...body, output_dir: 'out' }, batchName: 'second' }),
		];
		const { groups, ...rest } = plan(items, []);
		expect(groups).toStrictEqual([
			{
				itemIndexes: [4, 7],
				files: [...items[0].sent, ...items[1].sent],
				start: items[0].start,
				wanted: items[0].wanted,
			},
		]);
		expect(rest).toEqual({ pending: [], refused: [], leftOut: [] });
	});

	it.each<[string, Partial<StartSettings>]>([
		['another app', { target: { app: { app_id: 'other' } } }],
		['a deployment', { target: { deploymentId: 'app' } }],
		['another version', { body: { version: '3' } }],
	])('do not share the run of one that asks for %s', (_, start) => {
		const items = [asked(0, ['a.pdf']), asked(1, ['b.pdf'], start), asked(2, ['c.pdf'])];
		expect(runsOf(plan(items, []))).toEqual([
			[
				[0, 2],
				['a.pdf', 'c.pdf'],
			],
			[[1], ['b.pdf']],
		]);
	});

	it('have a run each where each is to have its own', () => {
		const items = [asked(0, ['a.pdf'], {}, alone), asked(1, ['a.pdf', 'b.pdf'], {}, alone)];
		expect(runsOf(plan(items, []))).toEqual([
			[[0], ['a.pdf']],
			[[1], ['a.pdf', 'b.pdf']],
		]);
	});

	it('share the run over the same input that AI Hub has', () => {
		const existingInput = { batch_id: 5 };
		const other = { existingInput: { input_dir: 'in' } };
		const items = [
			asked(0, [], { existingInput }),
			asked(1, [], other),
			asked(2, [], { existingInput }),
			asked(3, [], { existingInput, body: { output_dir: 'out' } }),
			asked(4, [], { existingInput, target: { deploymentId: 'app' } }),
		];
		const { groups } = plan(items, []);
		expect(groups.map(({ itemIndexes }) => itemIndexes)).toEqual([[0, 2], [1], [3], [4]]);
		expect(groups[0]).toStrictEqual({
			itemIndexes: [0, 2],
			files: [],
			start: items[0].start,
			wanted: items[0].wanted,
		});
	});

	it.each([false, true])('without files ask for nothing: each of its own run: %s', (isAlone) => {
		const more = { alone: isAlone };
		const items = [asked(0, [], {}, more), asked(1, ['a.pdf'], {}, more)];
		expect(runsOf(plan(items, []))).toEqual([[[1], ['a.pdf']]]);
		expect(plan([asked(0, [], {}, more)], []).groups).toEqual([]);
		expect(plan([], [])).toEqual({ groups: [], pending: [], refused: [], leftOut: [] });
	});

	it('tell of all files that no run gets, and of the runs that came back', () => {
		const small = { file: fileFrom('s.pdf', 0, 1), why: 'small' as const };
		const empty = { file: fileFrom('e.pdf', 1, 0), why: 'empty' as const };
		const items = [
			asked(0, ['a.pdf'], {}, { leftOut: [small] }),
			asked(1, ['b.pdf'], {}, { leftOut: [empty] }),
		];
		const back = (itemIndex: number): BroughtBack => ({
			run: { id: '7' },
			of: 0,
			itemIndexes: [itemIndex],
			files: [fileOf(itemIndex, 'p.pdf')],
			wanted: wanting(),
		});
		const { leftOut, pending } = plan(items, [back(2), back(3)]);
		expect(leftOut).toEqual([small, empty]);
		expect(pending).toMatchObject([{ run: { id: '7' }, itemIndexes: [2, 3] }]);
	});
});

describe('the files of a run', () => {
	it('have a name each, and the password that each is known by', () => {
		const passwords = { 'a.pdf': 'secret' };
		const settings = { runtime_config: { instabase: { pdf: { passwords } } } };
		const items = [asked(0, ['a.pdf'], { body: { settings } }), asked(1, ['a.pdf'])];
		const [{ files, start }] = plan(items, []).groups;
		expect(files.map(({ name, givenName }) => [name, givenName])).toEqual([
			['a.pdf', 'a.pdf'],
			['a (2).pdf', 'a.pdf'],
		]);
		expect(start.body.settings?.runtime_config).toEqual({
			instabase: { pdf: { passwords: { 'a.pdf': 'secret', 'a (2).pdf': 'secret' } } },
		});
		expect(start.filesInParallel).toBe(1);
	});

	it('are at most 1,000: more are split evenly, and the files of an item stay together', () => {
		const items = Array.from({ length: 501 }, (_, index) => asked(index, ['a.pdf', 'b.pdf']));
		const { groups } = plan(items, []);
		expect(groups.map(({ files }) => files.length)).toEqual([502, 500]);
		expect(groups.map(({ part }) => part)).toEqual([0, 1]);
		const range = (from: number, to: number) =>
			Array.from({ length: to - from }, (_, index) => from + index);
		expect(groups.map(({ itemIndexes }) => itemIndexes)).toEqual([range(0, 251), range(251, 501)]);
		expect(groups[1].files[0]).toMatchObject({ name: 'a.pdf', itemIndex: 251 });
		expect(splitNotice(groups)).toBe(
			'The 1002 files are split over 2 runs: AI Hub takes at most 1,000 files in a run, and 100 MB in an upload.',
		);
	});

	it('are one run up to 1,000, of which nothing is said', () => {
		const { groups } = plan([asked(0, many(600)), asked(1, many(400))], []);
		expect(groups.map(({ files }) => files.length)).toEqual([1_000]);
		expect(groups[0]).not.toHaveProperty('part');
		expect(splitNotice(groups)).toBeUndefined();
	});

	it.each([
		[40, [100]],
		[41, [60, 41]],
	])('are at most 100 MB: 60 and %i make runs of %j', (size, expected) => {
		const items = [asked(0, many(1, 60 * MIB)), asked(1, many(1, size * MIB))];
		const sizes = plan(items, []).groups.map(({ files }) =>
			files.reduce((sum, file) => sum + file.size / MIB, 0),
		);
		expect(sizes).toEqual(expected);
	});

	it('are one run however large where they belong together', () => {
		const { groups, refused } = plan([asked(0, many(1_000, MIB), {}, alone)], []);
		expect(groups.map(({ files }) => files.length)).toEqual([1_000]);
		expect(refused).toEqual([]);
	});

	it('are counted in the notice where they are of a run that was split, alone', () => {
		const [one, two, other] = [0, 1, undefined].map((part) => {
			const [group] = plan([asked(0, ['a.pdf', 'b.pdf'])], []).groups;
			return { ...group, ...(part !== undefined && { part }) };
		});
		expect(splitNotice([one, other, two])).toMatch(/^The 4 files are split over 2 runs: /);
	});

	it('are refused where they belong together and are more than 1,000', () => {
		const { groups, refused } = plan(
			[asked(0, many(1_001), {}, alone), asked(1, ['a.pdf'], {}, alone)],
			[],
		);
		expect(runsOf({ groups })).toEqual([[[1], ['a.pdf']]]);
		const error = invalidInput(
			'The item has 1001 files; AI Hub takes at most 1000 in one run',
			'Set Run Mode to One Run for All Items, which splits them over several runs, or give the item fewer files.',
		);
		expect(refused).toEqual([{ itemIndexes: [0], error }]);
		expect((refused[0].error as AiHubError).hint).toBe(error.hint);
		expect(LIMITS).toEqual({ files: 1_000, bytes: 104_857_600 });
	});
});

describe('items that name the same input', () => {
	const group = (existingInput: object | undefined, count: number) =>
		({
			start: { existingInput },
			itemIndexes: Array.from({ length: count }, (_, index) => index),
		}) as unknown as Group;
	const batch = { batch_id: 9 };

	it('are told of, as its documents are given once', () => {
		expect(sharedNotice([group(batch, 1), group(undefined, 3), group(batch, 2)])).toBe(
			'Items 0, 1 name the same input and share one run: its documents are given once, as the first of these items wants them.',
		);
	});

	it('are told of in short', () => {
		expect(sharedNotice([group(batch, 10)])).toMatch(/^Items 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 name/);
		expect(sharedNotice([group(batch, 11)])).toMatch(/ 8, 9, … name/);
		expect(sharedNotice([group(batch, 2), group(batch, 2), group(batch, 2)])).toMatch(
			/ wants them\. So do others, over 2 more\.$/,
		);
	});

	it('are not told of where there are none', () => {
		expect(sharedNotice([group(batch, 1), group(undefined, 3)])).toBeUndefined();
	});
});
