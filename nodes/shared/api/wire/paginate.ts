import type { Given } from './answer';
import { AiHubError, attempt } from './errors';

const MOST_FRUITLESS_PAGES = 10;
/** Far above what AI Hub allows: more is a server that makes them up. */
const MOST_ENTRIES = 1_000_000;
const MOST_PAGES = 20_000;

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
		if (offset > MOST_ENTRIES) throw endless(`more than ${MOST_ENTRIES} entries`);
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

/** A page of a list that is read by token. */
interface TokenPage<T> {
	entries: T[];
	nextToken?: string;
	/** Undefined where the server does not say. */
	hasMore?: boolean;
}

/** What a page says of the one after it. */
export function tokenOf({ next_page_token, has_more }: Given): Omit<TokenPage<never>, 'entries'> {
	const isToken = typeof next_page_token === 'string' || typeof next_page_token === 'number';
	const nextToken = isToken ? String(next_page_token) : '';
	return { hasMore: flagOf(has_more), ...(nextToken !== '' && { nextToken }) };
}

/**
 * Pages by token, as batch files and drive folders do. Entries that came before do not come again.
 * @param fetchPage gets the token of the page, undefined for the first one
 * @throws AiHubError of kind `unexpectedAnswer` when a token comes twice, pages bring nothing new,
 * or a page promises another one without its token
 */
export async function* pagesByToken<T>(
	fetchPage: (token?: string) => Promise<TokenPage<T>>,
): AsyncGenerator<T[]> {
	const tokens = new Set<string>();
	const seen = new Set<string>();
	let token: string | undefined;
	for (let fruitless = 0; ; ) {
		const page = await pageWithToken(fetchPage, token);
		const keys = page.entries.map((entry) => JSON.stringify(entry));
		const fresh = page.entries.filter((_, index) => !seen.has(keys[index]));
		for (const key of keys) seen.add(key);
		fruitless = fresh.length === 0 ? fruitless + 1 : 0;
		if (fresh.length > 0) yield fresh;
		const { nextToken, hasMore } = page;
		if (hasMore === false || (!nextToken && !hasMore)) return;
		if (!nextToken) throw endless('a page promises another one, but not how to ask for it');
		if (tokens.has(nextToken)) throw endless('the same page token came twice');
		if (fruitless >= MOST_FRUITLESS_PAGES) {
			throw endless(`${fruitless} pages in a row with nothing new`);
		}
		if (tokens.size > MOST_PAGES) throw endless(`more than ${MOST_PAGES} pages`);
		tokens.add(nextToken);
		token = nextToken;
	}
}

/** A page that promises another one without its token is asked for once more. */
async function pageWithToken<T>(
	fetchPage: (token?: string) => Promise<TokenPage<T>>,
	token: string | undefined,
): Promise<TokenPage<T>> {
	const page = await fetchPage(token);
	return page.hasMore === true && !page.nextToken ? await fetchPage(token) : page;
}

/**
 * Pages by `file_offset`, as run results do: the offset grows by the files received. Where a page
 * does not say whether there are more, one more request settles it.
 * @param fetchPage gets the offset, answers a page with its files
 * @throws AiHubError of kind `unexpectedAnswer` for an empty page that promises more, or a page
 * that repeats an earlier one
 */
export async function* pagesByFileOffset<P extends { files?: unknown; has_more?: unknown }>(
	fetchPage: (fileOffset: number) => Promise<P>,
): AsyncGenerator<P> {
	const seen = new Set<string>();
	let hasMore: boolean | undefined = true;
	for (let offset = 0; ; ) {
		if (seen.size > MOST_PAGES) throw endless(`more than ${MOST_PAGES} pages`);
		const asked = await attempt(() => fetchPage(offset));
		// A server may well refuse to go beyond the end.
		if (!asked.ok && hasMore === undefined && isRefusal(asked.error)) return;
		if (!asked.ok) throw asked.error;
		const page = asked.value;
		const files = [page.files ?? []].flat() as unknown[];
		const isRepeated = files.length > 0 && seen.has(fingerprint(files));
		if (isRepeated && hasMore === undefined) return;
		if (isRepeated) throw endless(`the page at file ${offset} repeats an earlier one`);
		const wasPromised = hasMore === true && offset > 0;
		hasMore = flagOf(page.has_more);
		if (hasMore && files.length === 0) {
			throw endless(`the page at file ${offset} is empty but promises more`);
		}
		if (offset === 0 || files.length > 0 || wasPromised) yield page;
		if (hasMore === false || files.length === 0) return;
		seen.add(fingerprint(files));
		offset += files.length;
	}
}

function isRefusal(error: Error): boolean {
	return error instanceof AiHubError && ['rejected', 'notFound'].includes(error.kind);
}

/** Enough of a page to know it again, without keeping it. */
function fingerprint(files: unknown[]): string {
	const text = JSON.stringify(files);
	let hash = 0;
	for (let at = 0; at < text.length; at++) hash = (hash * 31 + text.charCodeAt(at)) | 0;
	return `${files.length} ${text.length} ${hash}`;
}

function flagOf(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	if (value === 0 || value === 1) return value === 1;
	const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
	return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** Gathers the entries of all pages, up to `limit` of them; no page is fetched beyond that. */
export async function collect<T>(pages: AsyncIterable<T[]>, limit = Infinity): Promise<T[]> {
	const entries: T[] = [];
	for await (const page of pages) {
		// One by one: a long page does not fit on the stack.
		for (const entry of page) entries.push(entry);
		if (entries.length >= limit) break;
	}
	return limit === Infinity ? entries : entries.slice(0, limit);
}

function endless(detail: string): AiHubError {
	return new AiHubError('unexpectedAnswer', `AI Hub never came to the end of a list: ${detail}`, {
		hint: 'Run this again. If it comes back, narrow the filters or set a limit instead of Return All.',
	});
}
