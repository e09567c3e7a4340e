import { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import {
	collect,
	pagesByFileOffset,
	pagesByOffset,
	pagesByToken,
} from '../../../../nodes/shared/api/wire/paginate';

const HINT =
	'Run this again. If it comes back, narrow the filters or set a limit instead of Return All.';

/** Gathers pages until they end or go wrong: what came, how often was asked, and the error. */
async function ending<P>(
	pages: (answer: (give: (request: number) => P) => P) => AsyncIterable<unknown>,
) {
	let requests = 0;
	const came: unknown[] = [];
	try {
		for await (const page of pages((give) => give(requests++))) came.push(page);
		return { came, requests };
	} catch (error) {
		const { message, hint, kind } = error as AiHubError;
		return { came, requests, message, hint, kind };
	}
}

const endless = (detail: string) => ({
	kind: 'unexpectedAnswer',
	message: `AI Hub never came to the end of a list: ${detail}`,
	hint: HINT,
});

describe('pages by offset', () => {
	const of = async (give: (request: number, offset: number) => number[]) =>
		await ending<number[]>((answer) =>
			pagesByOffset(
				async (offset) => answer((request) => give(request, offset)),
				(entry) => entry,
				3,
			),
		);

	it('are an error when a page with several entries comes twice, and they come once', async () => {
		expect(await of(() => [1, 2, 3])).toEqual({
			...endless('the page at offset 3 repeats earlier ones'),
			came: [[1, 2, 3]],
			requests: 2,
		});
	});

	it('go on after pages of one entry that was there before, ten of them', async () => {
		const repeating = async (times: number) =>
			await of((request) => (request <= times ? [1] : [2, 3].slice(request - times - 1)));
		expect(await repeating(10)).toEqual({ came: [[1], [2, 3]], requests: 14 });
		expect(await repeating(11)).toEqual({
			...endless('the page at offset 11 repeats earlier ones'),
			came: [[1]],
			requests: 12,
		});
	});

	it('count pages that bring nothing new only where they follow each other', async () => {
		const list = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? [index] : [0]));
		const { came } = await of((request) => list[request] ?? []);
		expect(came).toHaveLength(15);
	});

	it('are the same only when all entries are, in their order', async () => {
		const list = [[1, 2, 3], [1, 3, 2], [1, 3], [1, 3, 4], []];
		expect(await of((request) => list[request])).toEqual({ came: [[1, 2, 3], [4]], requests: 5 });
	});

	it('end at ten thousand', async () => {
		expect(await of((request) => (request < 10_000 ? [request] : []))).toMatchObject({
			message: endless('more than 10000 pages').message,
			requests: 10_000,
		});
		const { came, message } = await of((request) => (request < 9_999 ? [request] : []));
		expect([came.length, message]).toEqual([9_999, undefined]);
	});
});

describe('pages by token', () => {
	type Page = { entries: number[]; nextToken?: string; hasMore?: boolean };
	const of = async (give: (request: number) => Page) =>
		await ending<Page>((answer) => pagesByToken(async () => answer(give)));

	it('are an error where there is more, but twice no token for it', async () => {
		expect(await of(() => ({ entries: [1], hasMore: true }))).toEqual({
			...endless('there is more, but no token to ask for it'),
			came: [[1]],
			requests: 2,
		});
	});

	it('are asked for once more each time that a token is missing', async () => {
		const list: Page[] = [
			{ entries: [1], hasMore: true },
			{ entries: [1], hasMore: true, nextToken: 'a' },
			{ entries: [2], hasMore: true },
			{ entries: [2], hasMore: true, nextToken: 'b' },
			{ entries: [3], hasMore: false },
		];
		expect(await of((request) => list[request])).toEqual({ came: [[1], [2], [3]], requests: 5 });
	});

	it('are an error when a token comes twice', async () => {
		const tokens = ['a', 'b', 'a'];
		expect(await of((request) => ({ entries: [request], nextToken: tokens[request] }))).toEqual({
			...endless('the same page token came twice'),
			came: [[0], [1], [2]],
			requests: 3,
		});
	});

	it('are an error when ten of them bring nothing new', async () => {
		expect(await of((request) => ({ entries: [7], nextToken: `${request}` }))).toMatchObject({
			message: endless('10 pages brought nothing new').message,
			came: [[7]],
			requests: 11,
		});
		const nine = (request: number) => ({
			entries: [request % 10 === 0 ? request : 0],
			nextToken: request < 30 ? `${request}` : undefined,
		});
		expect(await of(nine)).toEqual({ came: [[0], [10], [20], [30]], requests: 31 });
	});

	it('end at ten thousand', async () => {
		const long = (last: number) => (request: number) => ({
			entries: [request],
			nextToken: request < last ? `${request}` : undefined,
		});
		expect(await of(long(10_001))).toMatchObject({
			message: endless('more than 10000 pages').message,
			requests: 10_001,
		});
		expect(await of(long(10_000))).toMatchObject({ requests: 10_001, came: { length: 10_001 } });
	});
});

describe('pages by file offset', () => {
	type Page = { files?: unknown; has_more?: boolean | null };
	const of = async (give: (request: number, offset: number) => Page) =>
		await ending<Page>((answer) =>
			pagesByFileOffset(async (offset) => answer((request) => give(request, offset))),
		);
	const file = (name: string, documents?: unknown) => ({ original_file_name: name, documents });

	it('are an error where one is empty but promises more', async () => {
		const list = [
			{ files: [file('a')], has_more: true },
			{ files: [], has_more: true },
		];
		expect(await of((request) => list[request])).toEqual({
			...endless('the page at file 1 is empty but promises more'),
			came: [list[0]],
			requests: 2,
		});
	});

	it('are an error where an earlier one comes again and promises more', async () => {
		const [a, b] = ['a', 'b'].map((name) => ({ files: [file(name)], has_more: true }));
		expect(await of((request) => [a, b, a][request])).toEqual({
			...endless('the page at file 2 repeats an earlier one'),
			came: [a, b],
			requests: 3,
		});
	});

	it('are told apart by any of their files, however alike', async () => {
		const list = [
			{ files: [file('a', [{ id: 1 }]), file('b', [{ id: 1 }])], has_more: true },
			{ files: [file('a', [{ id: 1 }]), file('b', [{ id: 2 }])], has_more: true },
			{ files: [file('a', [{ id: 2 }]), file('b', [{ id: 2 }])], has_more: true },
			{ files: [file('a', [{ id: 2 }])], has_more: true },
			{ files: [file('a'), null], has_more: false },
		];
		expect(await of((request) => list[request])).toEqual({ came: list, requests: 5 });
	});

	it('end with an empty one, or one without files', async () => {
		for (const last of [{ files: [] }, { files: [], has_more: false }, {}, { files: 'none' }]) {
			const list = [{ files: [1, 2] }, last];
			expect(await of((request) => list[request])).toEqual({ came: list, requests: 2 });
		}
	});

	it.each([undefined, null])(
		'are all that there is where the same comes again: %p',
		async (more) => {
			const page = { files: [1, 2], has_more: more };
			expect(await of(() => page)).toEqual({ came: [page], requests: 2 });
		},
	);

	const refusing = async (error: Error, hasMore?: boolean) =>
		await of((request) => {
			if (request > 0) throw error;
			return { files: [1], has_more: hasMore };
		});

	it.each(['notFound', 'rejected'] as const)(
		'end where nothing was said of more and the question is refused: %s',
		async (kind) => {
			const { came, message } = await refusing(new AiHubError(kind, 'no such page'));
			expect([came, message]).toEqual([[{ files: [1] }], undefined]);
		},
	);

	it.each<[string, Error, boolean | undefined]>([
		['another error', new AiHubError('unavailable', 'down'), undefined],
		['an error that is none of AI Hub', new Error('broken'), undefined],
		['a refusal of more that was promised', new AiHubError('rejected', 'no'), true],
	])('do not end with %s', async (_, error, hasMore) => {
		expect(await refusing(error, hasMore)).toMatchObject({ message: error.message, requests: 2 });
	});

	it('do not end with a refusal of the first', async () => {
		const refusal = () => {
			throw new AiHubError('notFound', 'no such run');
		};
		expect(await of(refusal)).toMatchObject({ message: 'no such run', came: [] });
	});

	it('end at ten thousand', async () => {
		const long = (last: number) => (request: number) => ({
			files: [file(`${request}`)],
			has_more: request < last,
		});
		expect(await of(long(10_000))).toMatchObject({
			message: endless('more than 10000 pages').message,
			requests: 10_001,
		});
		expect(await of(long(9_999))).toMatchObject({ requests: 10_000, came: { length: 10_000 } });
	});
});

it('all entries are gathered where there is no limit, and the limit where there are more', async () => {
	const pages = async function* () {
		yield [1, 2];
		yield [3];
	};
	expect(await collect(pages())).toEqual([1, 2, 3]);
	expect(await collect(pages(), 1)).toEqual([1]);
	expect(await collect(pages(), 5)).toEqual([1, 2, 3]);
});
