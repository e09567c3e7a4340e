import fc from 'fast-check';

import { splitOverRuns } from '../../../../../nodes/AiHub/resources/document/stages/split';
import { generated } from '../../../../support/generated';

interface File {
	unit: number;
	size: number;
}

const LIMITS = { files: 5, bytes: 100 };

const file = fc.integer({ min: 1, max: 70 });
const units = fc
	.array(fc.array(file, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 12 })
	.map((all) => all.map((sizes, unit) => sizes.map((size): File => ({ unit, size }))));

const total = (files: File[]) => files.reduce((sum, { size }) => sum + size, 0);

it('gives every file to one run, in order and within the limits, and splits no item without need', () => {
	fc.assert(
		fc.property(units, (all) => {
			const runs = splitOverRuns(all, LIMITS);
			expect(runs.flat()).toEqual(all.flat());
			for (const run of runs) {
				const items = new Set(run.map(({ unit }) => unit));
				expect(run.length).toBeGreaterThan(0);
				expect(run.length).toBeLessThanOrEqual(LIMITS.files);
				// Files of one item stay together also where they are larger than an upload may be.
				if (items.size > 1) expect(total(run)).toBeLessThanOrEqual(LIMITS.bytes);
			}
			for (const unit of all.filter(({ length }) => length <= LIMITS.files)) {
				expect(runs.filter((run) => run.some((one) => unit.includes(one)))).toHaveLength(1);
			}
		}),
		{ numRuns: generated(200) },
	);
});

it.each([
	[1_000, 1, [1_000]],
	[1_001, 1, [501, 500]],
	[1_500, 1, [750, 750]],
	[3_000, 1, [1_000, 1_000, 1_000]],
	[500, 3, [750, 750]],
	[334, 3, [501, 501]],
])('shares %i items of %i files evenly: %j', (count, files, expected) => {
	const all = Array.from({ length: count }, (_, unit) =>
		Array.from({ length: files }, () => ({ unit, size: 1 })),
	);
	const runs = splitOverRuns(all, { files: 1_000, bytes: Infinity });
	expect(runs.map(({ length }) => length)).toEqual(expected);
});

it('fills a run to the last byte, and no further', () => {
	const sizesOf = (...sizes: number[]) =>
		splitOverRuns(
			sizes.map((size) => [{ size }]),
			LIMITS,
		).map((run) => run.map(({ size }) => size));
	expect(sizesOf(60, 40)).toEqual([[60, 40]]);
	expect(sizesOf(60, 40, 1)).toEqual([[60, 40], [1]]);
	expect(sizesOf(60, 41)).toEqual([[60], [41]]);
});

it('gives an item without files no run of its own beside others, but one where there is nothing else', () => {
	const file = { size: 1 };
	expect(splitOverRuns([[], [file]], LIMITS)).toEqual([[file]]);
	expect(splitOverRuns([[]], LIMITS)).toEqual([[]]);
});
