import { AiHubError, attempt } from '../shared/api/wire/errors';
import type { Run } from '../shared/api/resources/runs';
import { collect, isRefusal, pagesByOffset } from '../shared/api/wire/paginate';

export interface ListQuery {
	/** Seconds since 1970. */
	from: number;
	/** Seconds since 1970. */
	to?: number;
	status?: string[];
	order: 'ASCENDING' | 'DESCENDING';
	limit: number;
	offset: number;
}

/** What the trigger asks of AI Hub. The filters that AI Hub understands are in every list. */
export interface RunSource {
	/** One page of runs, sorted by start. */
	list(query: ListQuery): Promise<Run[]>;
	/** One run; undefined when it does not exist any more. */
	get(runId: string): Promise<Run | undefined>;
}

/** Runs asked for in one page. */
export const PAGE_SIZE = 100;

/** When so many pages in a row hold nothing new, the server does not know offsets. */
const MOST_REPEATED = 5;

/** Start of a run, whole seconds since 1970; undefined when it has none yet. */
export function startSecond(run: Partial<Run>): number | undefined {
	return run.start_timestamp ? Math.floor(run.start_timestamp / 1e9) : undefined;
}

/**
 * All runs that started at `from` or later, oldest first, where one page of the newest ones is sure
 * to hold them: it goes back to before `from`, or nothing follows it.
 * @param cursor start of the newest run listed before: a page that ends earlier is not of the newest
 * @returns undefined where they may be more
 */
export async function newestSince(
	source: RunSource,
	{ from, cursor }: { from: number; cursor: number },
	limit = PAGE_SIZE,
): Promise<Run[] | undefined> {
	const query = { from: 1, order: 'DESCENDING' as const };
	const page = await source.list({ ...query, limit, offset: 0 });
	const starts = startsOf(page);
	const isNewestFirst = starts.every((start, index) => start <= (starts[index - 1] ?? start));
	if (!isNewestFirst || (starts[0] ?? 0) < cursor) return undefined;
	const isAll =
		starts[starts.length - 1] < from ||
		(page.length < limit && (await isEnd(source, { ...query, offset: page.length })));
	return isAll ? page.reverse() : undefined;
}

/**
 * Lists runs page by page, oldest start first. Each page begins just before the last start of the
 * page before it, so that runs which come or go meanwhile shift nothing; the offset serves only where
 * one second holds more than a page. A run may therefore come several times. Where the server does
 * not sort, they are all read before the first one is given.
 */
export async function* listByStart(
	source: RunSource,
	range: { from: number; to?: number; status?: string[] },
	limit = PAGE_SIZE,
): AsyncGenerator<Run[]> {
	const query = { ...range, order: 'ASCENDING' as const };
	let seen = new Set<string>();
	let repeated = 0;
	let longest = limit;
	for (let offset = 0; ; ) {
		const page = await source.list({ ...query, limit, offset });
		if (!isAscending(page)) return yield* sortedHere(source, range, limit);
		if (page.length > 0) yield page;
		// Runs that come in before the offset shift a short page onto earlier runs, but not for long.
		const isRepeated = page.every((run) => seen.has(run.id));
		repeated = isRepeated ? repeated + 1 : 0;
		if (page.length < longest) {
			if (await isEnd(source, { ...query, offset: offset + page.length })) return;
			longest = Math.max(1, page.length);
		}
		if (repeated >= MOST_REPEATED) throw endless(offset);
		// One second back: whether the server means "from" or "after" that second is not documented.
		const next = page.reduce((latest, run) => Math.max(latest, startSecond(run) ?? 0), 0) - 1;
		if (next > query.from) {
			query.from = next;
			offset = 0;
			seen = new Set();
		} else {
			offset += page.length;
			for (const run of page) seen.add(run.id);
		}
	}
}

/** To go on from the last start of a page would lose the runs that a server gives behind it. */
async function* sortedHere(
	source: RunSource,
	range: { from: number; to?: number; status?: string[] },
	limit: number,
): AsyncGenerator<Run[]> {
	const query = { ...range, order: 'ASCENDING' as const };
	const pages = pagesByOffset(
		async (offset) => await source.list({ ...query, limit, offset }),
		(run) => run.id,
	);
	const runs = await collect(pages);
	const from = (run: Run) => startSecond(run) ?? 0;
	runs.sort((one, other) => from(one) - from(other));
	for (let at = 0; at < runs.length; at += limit) yield runs.slice(at, at + limit);
}

function startsOf(page: Run[]): number[] {
	return page.flatMap((run) => startSecond(run) ?? []);
}

function isAscending(page: Run[]): boolean {
	return startsOf(page).every((start, index, starts) => start >= (starts[index - 1] ?? start));
}

/** A page may be short because the server gives no longer ones: at the end, nothing follows it. */
async function isEnd(source: RunSource, query: Omit<ListQuery, 'limit'>): Promise<boolean> {
	if (query.offset === 0) return true;
	const next = await attempt(async () => await source.list({ ...query, limit: 1 }));
	// A server may refuse an offset behind the end.
	if (next.ok) return next.value.length === 0;
	if (isRefusal(next.error)) return true;
	throw next.error;
}

function endless(offset: number): AiHubError {
	return new AiHubError(
		'unexpectedAnswer',
		`AI Hub never came to the end of a list: the page of runs at offset ${offset} brings nothing new`,
		{ hint: 'The next poll tries again. If this goes on, narrow the filters of the trigger.' },
	);
}
