import { AiHubError, attempt } from './errors';

const MOST_EMPTY_PAGES = 10;
const MOST_FRUITLESS_PAGES = 10;
/** Far more than any list of AI Hub has. */
const MOST_PAGES = 10_000;

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
	for (let offset = 0, fruitless = 0, pages = 0; ; pages++) {
		if (pages >= MOST_PAGES) throw endless(`more than ${MOST_PAGES} pages`);
		const outcome = await attempt(async () => await fetchPage(offset, pageSize));
		// A server may refuse an offset behind the end, which a short page has told already.
		if (!outcome.ok && offset > 0 && last.length < pageSize && isRefusal(outcome.error)) return;
		if (!outcome.ok) throw outcome.error;
		const page = outcome.value;
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
 * @throws AiHubError of kind `unexpectedAnswer` when a token comes twice, when there is more but no
 * token for it, or when pages bring nothing new
 */
export async function* pagesByToken<T>(
	fetchPage: (token?: string) => Promise<{ entries: T[]; nextToken?: string; hasMore?: boolean }>,
): AsyncGenerator<T[]> {
	const tokens = new Set<string>();
	const news = new News();
	let token: string | undefined;
	for (let fruitless = 0, isAskedAgain = false; ; ) {
		const page = await fetchPage(token);
		fruitless = news.isIn(page.entries) ? 0 : fruitless + 1;
		if (fruitless === 0) yield page.entries;
		if (page.hasMore === false) return;
		if (!page.nextToken) {
			if (page.hasMore === undefined) return;
			// Asking once more settles it.
			if (isAskedAgain) throw endless('there is more, but no token to ask for it');
			isAskedAgain = true;
			continue;
		}
		isAskedAgain = false;
		if (tokens.has(page.nextToken)) throw endless('the same page token came twice');
		if (fruitless >= MOST_EMPTY_PAGES) throw endless(`${fruitless} pages brought nothing new`);
		if (tokens.size >= MOST_PAGES) throw endless(`more than ${MOST_PAGES} pages`);
		tokens.add(page.nextToken);
		token = page.nextToken;
	}
}

/**
 * Pages by `file_offset`, as run results do: the offset grows by the files received. A server that
 * does not say whether there is more is asked once more after every page with files.
 * @param fetchPage gets the offset, answers a page with its files
 * @throws AiHubError of kind `unexpectedAnswer` for an empty page that promises more, or a page
 * that came before
 */
export async function* pagesByFileOffset<P extends { files?: unknown; has_more?: boolean | null }>(
	fetchPage: (fileOffset: number) => Promise<P>,
): AsyncGenerator<P> {
	const before = new Map<string, unknown[][]>();
	for (let offset = 0, pages = 0, isAsking = false; ; pages++) {
		const answer = await attempt(() => fetchPage(offset));
		// There was no word of more, and the server refuses the question: that was all.
		if (!answer.ok && isAsking && isRefusal(answer.error)) return;
		if (!answer.ok) throw answer.error;
		const page = answer.value;
		const files = Array.isArray(page.files) ? (page.files as unknown[]) : [];
		const saysMore = typeof page.has_more === 'boolean' ? page.has_more : undefined;
		if (saysMore && files.length === 0) {
			throw endless(`the page at file ${offset} is empty but promises more`);
		}
		const outline = outlineOf(files);
		const alike = before.get(outline) ?? [];
		if (files.length > 0 && alike.some((others) => isSame(files, others))) {
			// Without a word on whether there is more, the server may not know about offsets at all.
			if (saysMore === undefined) return;
			throw endless(`the page at file ${offset} repeats an earlier one`);
		}
		if (pages >= MOST_PAGES) throw endless(`more than ${MOST_PAGES} pages`);
		before.set(outline, [...alike, files]);
		yield page;
		if (saysMore === false || files.length === 0) return;
		isAsking = saysMore === undefined;
		offset += files.length;
	}
}

/** A server may refuse to go on behind the end. A proxy's page says nothing of it. */
export function isRefusal(error: Error): boolean {
	if (!(error instanceof AiHubError) || error.details.isPage) return false;
	return ['notFound', 'rejected'].includes(error.kind);
}

/** Tells pages apart by what is cheap to read: only those alike are compared as a whole. */
function outlineOf(files: unknown[]): string {
	return JSON.stringify(
		files.map((file) => {
			const { original_file_name: name, documents } = (file ?? {}) as {
				original_file_name?: unknown;
				documents?: unknown;
			};
			return [name, Array.isArray(documents) ? documents.length : null];
		}),
	);
}

function isSame(files: unknown[], others: unknown[]): boolean {
	return files.every((file, index) => JSON.stringify(file) === JSON.stringify(others[index]));
}

/** Remembers the entries of a list, to notice pages that bring none it has not had. */
class News {
	private readonly seen = new Set<string>();

	isIn(entries: unknown[]): boolean {
		const before = this.seen.size;
		for (const entry of entries) this.seen.add(JSON.stringify(entry));
		return this.seen.size > before;
	}
}

/** Gathers the entries of all pages, up to `limit` of them; no page is fetched beyond that. */
export async function collect<T>(pages: AsyncIterable<T[]>, limit = Infinity): Promise<T[]> {
	const entries: T[] = [];
	for await (const page of pages) {
		// One by one, because a long list does not fit on the stack.
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
