import fc from 'fast-check';

import { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import {
	collect,
	pagesByFileOffset,
	pagesByOffset,
	pagesByToken,
} from '../../../../nodes/shared/api/wire/paginate';

const self = (entry: number) => entry;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
const endless = expect.objectContaining({ kind: 'unexpectedAnswer' });

/** Sizes that come round and round. */
const cycle = (of: number[]) => {
	let at = 0;
	return () => of[at++ % of.length];
};

describe('pages by offset', () => {
	it('give every entry once, whatever the page sizes', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: 60 }), sizes, async (count, of) => {
				const size = cycle(of);
				const list = numbers(count);
				let requests = 0;
				const pages = pagesByOffset(async (offset, limit) => {
					requests++;
					return list.slice(offset, offset + Math.min(limit, size()));
				}, self);
				expect(await collect(pages)).toEqual(list);
				expect(requests).toBeLessThanOrEqual(count + 1);
			}),
		);
	});

	it('give every entry once while new ones come in before them', async () => {
		const added = fc.array(fc.boolean(), { maxLength: 9 });
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 60 }), added, async (count, comes) => {
				const coming = [...comes];
				const list = numbers(count);
				const pages = pagesByOffset(
					async (offset, limit) => {
						const page = list.slice(offset, offset + limit);
						if (coming.shift()) list.unshift(-list.length);
						return page;
					},
					self,
					5,
				);
				const found = await collect(pages);
				expect(new Set(found).size).toBe(found.length);
				expect(found.filter((one) => one >= 0)).toEqual(numbers(count));
			}),
		);
	});

	describe('where a server refuses an offset behind the end', () => {
		const refusing = (error: Error, ...sizes: number[]) => {
			const ends = sizes.map((_, index) => sizes.slice(0, index).reduce((a, b) => a + b, 0));
			return pagesByOffset(
				async (offset) => {
					const size = sizes[ends.indexOf(offset)];
					if (size === undefined) throw error;
					return numbers(size).map((one) => offset + one);
				},
				self,
				3,
			);
		};
		const refusal = new AiHubError('rejected', 'no such offset');

		it('end behind a short page', async () => {
			expect(await collect(refusing(refusal, 3, 2))).toEqual(numbers(5));
		});

		it.each<[string, AiHubError, number[]]>([
			['a full page, behind which there may be more', refusal, [3, 3]],
			['nothing', refusal, []],
			['trouble that is over soon', new AiHubError('unavailable', 'busy'), [2]],
			["a proxy's page", new AiHubError('rejected', 'page', { isPage: true }), [2]],
		])('fail behind %s', async (_, error, pages) => {
			await expect(collect(refusing(error, ...pages))).rejects.toBe(error);
		});
	});

	it('end with an error when the same page comes again', async () => {
		let requests = 0;
		const pages = pagesByOffset(async () => {
			requests++;
			return [1, 2, 3];
		}, self);
		await expect(collect(pages)).rejects.toEqual(endless);
		expect(requests).toBe(2);
	});

	it('ask for the size they were told', async () => {
		const asked: number[][] = [];
		const pages = pagesByOffset(
			async (...page) => {
				asked.push(page);
				return page[0] === 0 ? [1, 2, 3] : [];
			},
			self,
			20,
		);
		await collect(pages);
		expect(asked).toEqual([
			[0, 20],
			[3, 20],
		]);
	});
});

describe('pages by token', () => {
	it('give every entry once, whatever the page sizes, and empty pages between', async () => {
		const withEmpty = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 5 });
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 40 }),
				withEmpty.filter((of) => of.some((size) => size > 0)),
				fc.boolean(),
				async (count, of, saysHasMore) => {
					const size = cycle(of);
					const list = numbers(count);
					let issued = 0;
					const offsets = new Map<string | undefined, number>([[undefined, 0]]);
					const pages = pagesByToken(async (token) => {
						const offset = offsets.get(token)!;
						const entries = list.slice(offset, offset + size());
						const hasMore = offset + entries.length < count;
						const nextToken = hasMore ? `t${issued++}` : undefined;
						offsets.set(nextToken ?? 'end', offset + entries.length);
						return { entries, nextToken, hasMore: saysHasMore ? hasMore : undefined };
					});
					expect(await collect(pages)).toEqual(list);
				},
			),
		);
	});

	it.each([
		['there is no more, whatever the token', { entries: [1], nextToken: 't', hasMore: false }],
		['the token is empty', { entries: [1], nextToken: '' }],
	])('end when %s', async (_, page) => {
		expect(await collect(pagesByToken(async () => page))).toEqual([1]);
	});

	it('end with an error when a token comes again', async () => {
		const tokens = cycle([1, 2, 3]);
		const pages = pagesByToken(async () => ({ entries: [1], nextToken: `t${tokens()}` }));
		await expect(collect(pages)).rejects.toEqual(endless);
	});

	it('are asked for once more when there is more, but no token for it', async () => {
		const answers = [
			{ entries: [1], hasMore: true },
			{ entries: [1], hasMore: true, nextToken: 't' },
			{ entries: [2], hasMore: false },
		];
		const tokens: Array<string | undefined> = [];
		const pages = pagesByToken(async (token) => {
			tokens.push(token);
			return answers[tokens.length - 1]!;
		});
		expect(await collect(pages)).toEqual([1, 2]);
		expect(tokens).toEqual([undefined, undefined, 't']);
	});

	it('end with an error when there is more, but no token for it', async () => {
		const pages = pagesByToken(async () => ({ entries: [1], hasMore: true }));
		await expect(collect(pages)).rejects.toEqual(endless);
	});

	it('end with an error when nothing new comes under ever new tokens', async () => {
		let requests = 0;
		const pages = pagesByToken(async () => ({ entries: [1, 2], nextToken: `t${requests++}` }));
		await expect(collect(pages)).rejects.toEqual(endless);
		expect(requests).toBe(11);
	});

	it('end with an error when pages stay empty', async () => {
		let requests = 0;
		const pages = pagesByToken(async () => ({ entries: [], nextToken: `t${requests++}` }));
		await expect(collect(pages)).rejects.toEqual(endless);
		expect(requests).toBe(10);
	});
});

describe('pages by file offset', () => {
	it('go on by the number of files received', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: 40 }), sizes, async (count, of) => {
				const size = cycle(of);
				const list = numbers(count);
				const pages = pagesByFileOffset(async (offset) => {
					const files = list.slice(offset, offset + size());
					return { files, has_more: offset + files.length < count };
				});
				const found: unknown[] = [];
				for await (const page of pages) found.push(...page.files);
				expect(found).toEqual(list);
			}),
		);
	});

	it.each([
		['is empty but promises more', { files: [], has_more: true }],
		['has no files but promises more', { files: null, has_more: true }],
		['repeats the one before', { files: [{ name: 'a' }], has_more: true }],
	])('end with an error when a page %s', async (_, page) => {
		const all = async () => {
			for await (const _page of pagesByFileOffset(async () => page));
		};
		await expect(all()).rejects.toEqual(endless);
	});

	it.each([
		['knows offsets', (offset: number) => [1, 2, 3].slice(offset, offset + 2), [0, 2, 3]],
		['knows none', () => [1, 2, 3], [0, 3]],
	])(
		'are asked for once more where nothing is said of more, and the server %s',
		async (_, at, asked) => {
			const offsets: number[] = [];
			const found: number[] = [];
			const pages = pagesByFileOffset<{ files?: number[]; has_more?: boolean }>(async (offset) => {
				offsets.push(offset);
				return { files: at(offset) };
			});
			for await (const page of pages) found.push(...(page.files ?? []));
			expect(found).toEqual([1, 2, 3]);
			expect(offsets).toEqual(asked);
		},
	);

	it('end where nothing is said of more, and the server refuses to go on', async () => {
		const found: number[] = [];
		const refusal = new AiHubError('rejected', 'no such offset');
		const pages = pagesByFileOffset<{ files?: number[]; has_more?: boolean }>(async (offset) => {
			if (offset > 0) throw refusal;
			return { files: [1, 2] };
		});
		for await (const page of pages) found.push(...(page.files ?? []));
		expect(found).toEqual([1, 2]);
	});

	it('end with an error when earlier pages come in turns', async () => {
		const turn = cycle([1, 2]);
		const all = async () => {
			for await (const _page of pagesByFileOffset(async () => ({
				files: [{ original_file_name: `${turn()}` }],
				has_more: true,
			})));
		};
		await expect(all()).rejects.toEqual(endless);
	});
});

describe('gathering', () => {
	it('takes no page beyond the limit, and gives no entry beyond it', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 50 }), sizes, async (limit, of) => {
				const size = cycle(of);
				let given = 0;
				const pages = (async function* () {
					for (;;) {
						if (given >= limit) throw new Error('one page too many');
						const page = numbers(size());
						given += page.length;
						yield page;
					}
				})();
				expect(await collect(pages, limit)).toHaveLength(limit);
			}),
		);
	});
});
