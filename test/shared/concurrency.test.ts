import { setImmediate } from 'node:timers/promises';

import fc from 'fast-check';

import { limiter, mapConcurrent } from '../../nodes/shared/concurrency';

/** Work that takes so many turns, and a count of what runs at once. */
function worker() {
	let running = 0;
	const seen = { most: 0, begun: 0 };
	const work = async (turns: number) => {
		seen.begun++;
		seen.most = Math.max(seen.most, ++running);
		for (let turn = 0; turn < turns; turn++) await setImmediate();
		running--;
		return turns * 2;
	};
	return { seen, work };
}

const turns = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 });

describe('mapping', () => {
	it('answers in order, with as many at once as allowed and no more', async () => {
		await fc.assert(
			fc.asyncProperty(turns, fc.integer({ min: 1, max: 15 }), async (entries, limit) => {
				const { seen, work } = worker();
				const results = await mapConcurrent(entries, limit, work);
				expect(results).toEqual(entries.map((entry) => entry * 2));
				expect(seen.most).toBeLessThanOrEqual(limit);
				if (entries.every((entry) => entry > 0)) {
					expect(seen.most).toBe(Math.min(limit, entries.length));
				}
			}),
			{ numRuns: 50 },
		);
	});

	it.each([0, -3, NaN, undefined, 1.9, Infinity, '2'])(
		'takes every entry at a limit of %p',
		async (limit) => {
			const { seen, work } = worker();
			expect(await mapConcurrent([1, 2, 3], limit as number, work)).toEqual([2, 4, 6]);
			expect(seen.begun).toBe(3);
		},
	);

	it('begins nothing more after a failure, and throws the first once all have ended', async () => {
		const { seen, work } = worker();
		let ended = 0;
		const failing = async (entry: number) => {
			await work(entry);
			ended++;
			if (entry > 1) throw new Error(`failed ${entry}`);
		};
		const mapped = mapConcurrent([3, 2, 5, 1, 1, 1], 3, failing);
		await expect(mapped).rejects.toThrow('failed 2');
		expect([seen.begun, ended]).toEqual([3, 3]);
	});

	it('of nothing is nothing', async () => {
		expect(await mapConcurrent([], 3, async () => 1)).toEqual([]);
	});
});

describe('a line with places', () => {
	it('lets so many in, in their order, also after failures', async () => {
		await fc.assert(
			fc.asyncProperty(turns, fc.integer({ min: 1, max: 5 }), async (entries, limit) => {
				const { seen, work } = worker();
				const inLine = limiter(limit);
				const begun: number[] = [];
				const outcomes = await Promise.allSettled(
					entries.map(async (entry, index) => {
						return await inLine(async () => {
							begun.push(index);
							const result = await work(entry);
							if (entry === 3) throw new Error('three');
							return result;
						});
					}),
				);
				expect(begun).toEqual(entries.map((_, index) => index));
				expect(seen.most).toBeLessThanOrEqual(limit);
				expect(outcomes.map(({ status }) => status)).toEqual(
					entries.map((entry) => (entry === 3 ? 'rejected' : 'fulfilled')),
				);
			}),
			{ numRuns: 50 },
		);
	});

	it.each([0, NaN, undefined])('has one place at least, at a limit of %p', async (limit) => {
		const inLine = limiter(limit as number);
		const { seen, work } = worker();
		await Promise.all([1, 2, 3].map((entry) => inLine(() => work(entry))));
		expect(seen).toEqual({ most: 1, begun: 3 });
	});
});
