import { AiHubError } from './errors';

const MOST_EMPTY_PAGES = 10;
const MOST_FRUITLESS_PAGES = 10;

/**
 * Pages by `offset` and `limit`. The end is an empty page: a short one is not, because a server may
 * give fewer than asked for.
 *
 * @param fetchPage gets offset and limit, answers the entries of that page
 * @param keyOf identity of an entry, to notice a server that gives the same page again and again
 * @param pageSize entries asked for in one page
 * @throws AiHubError of kind `unexpectedAnswer` when pages bring nothing new
 */
export async function* pagesByOffset<T>(
	fetchPage: (offset: number, limit: number) => Promise<T[]>,
	keyOf: (entry: T) => unknown,
	pageSize = 100,
): AsyncGenerator<T[]> {
	const seen = new Set<unknown>();
	let last: unknown[] = [];
	for (let offset = 0, fruitless = 0; ; ) {
		const page = await fetchPage(offset, pageSize);
		if (page.length === 0) return;
		const fresh = page.filter((entry) => !seen.has(keyOf(entry)));
		const keys = page.map(keyOf);
		fruitless = fresh.length === 0 ? fruitless + 1 : 0;
		// New entries push others on to the next page, which may bring nothing else; but so many that
		// a whole page comes again do not come in between two requests.
		const isSame = keys.length > 1 && same(keys, last);
		if (isSame || fruitless > MOST_FRUITLESS_PAGES) {
			throw endless(`the page at offset ${offset} repeats earlier ones`);
		}
		for (const key of keys) seen.add(key);
		if (fresh.length > 0) yield fresh;
		last = keys;
		offset += page.length;
	}
}

function same(keys: unknown[], others: unknown[]): boolean {
	return keys.length === others.length && keys.every((key, index) => key === others[index]);
}

/**
 * Pages by token, as batch files and drive folders do.
 * @param fetchPage gets the token of the page, undefined for the first one
 * @throws AiHubError of kind `unexpectedAnswer` when a token comes twice, or pages stay empty
 */
export async function* pagesByToken<T>(
	fetchPage: (token?: string) => Promise<{ entries: T[]; nextToken?: string; hasMore?: boolean }>,
): AsyncGenerator<T[]> {
	const seen = new Set<string>();
	let token: string | undefined;
	for (let empty = 0; ; ) {
		const page = await fetchPage(token);
		empty = page.entries.length === 0 ? empty + 1 : 0;
		if (page.entries.length > 0) yield page.entries;
		if (page.hasMore === false || !page.nextToken) return;
		if (seen.has(page.nextToken)) throw endless('the same page token came twice');
		if (empty >= MOST_EMPTY_PAGES) throw endless(`${empty} empty pages in a row`);
		seen.add(page.nextToken);
		token = page.nextToken;
	}
}

/**
 * Pages by `file_offset`, as run results do: the offset grows by the files received.
 * @param fetchPage gets the offset, answers a page with its files
 * @throws AiHubError of kind `unexpectedAnswer` for an empty page that promises more, or a page
 * that repeats the one before
 */
export async function* pagesByFileOffset<
	P extends { files?: unknown[] | null; has_more?: boolean },
>(fetchPage: (fileOffset: number) => Promise<P>): AsyncGenerator<P> {
	let last: string | undefined;
	for (let offset = 0; ; ) {
		const page = await fetchPage(offset);
		const files = page.files ?? [];
		if (page.has_more && files.length === 0) {
			throw endless(`the page at file ${offset} is empty but promises more`);
		}
		const content = JSON.stringify(files);
		if (files.length > 0 && content === last)
			throw endless(`the page at file ${offset} repeats the one before`);
		last = content;
		yield page;
		if (!page.has_more) return;
		offset += files.length;
	}
}

/** Gathers the entries of all pages, up to `limit` of them; no page is fetched beyond that. */
export async function collect<T>(pages: AsyncIterable<T[]>, limit = Infinity): Promise<T[]> {
	const entries: T[] = [];
	for await (const page of pages) {
		entries.push(...page);
		if (entries.length >= limit) break;
	}
	return limit === Infinity ? entries : entries.slice(0, limit);
}

function endless(detail: string): AiHubError {
	return new AiHubError('unexpectedAnswer', `AI Hub never came to the end of a list: ${detail}`, {
		hint: 'Run this again. If it comes back, narrow the filters or set a limit instead of Return All.',
	});
}
