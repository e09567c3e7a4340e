import { AiHubError } from '../shared/api/errors';
import type { Run } from '../shared/api/runs';

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

export interface PageSizes {
	/** Runs asked for in one page. */
	limit: number;
	/** A page shorter than this is the last one; longer ones may have been cut by the server. */
	shortPage: number;
}

export const PAGE_SIZES: PageSizes = { limit: 100, shortPage: 20 };

/** Start of a run, whole seconds since 1970; undefined when it has none yet. */
export function startSecond(run: Partial<Run>): number | undefined {
	return run.start_timestamp ? Math.floor(run.start_timestamp / 1e9) : undefined;
}

/**
 * Lists runs page by page, oldest start first. Each page begins just before the last start of the
 * page before it, so that runs which come or go meanwhile shift nothing; the offset serves only where
 * one second holds more than a page. A run may therefore come several times.
 */
export async function* listByStart(
	source: RunSource,
	query: { from: number; to?: number; status?: string[] },
	sizes: PageSizes = PAGE_SIZES,
): AsyncGenerator<Run[]> {
	let { from } = query;
	let seen = new Set<string>();
	for (let offset = 0; ; ) {
		const page = await source.list({
			...query,
			from,
			order: 'ASCENDING',
			limit: sizes.limit,
			offset,
		});
		if (page.length > 0) yield page;
		if (page.length === 0 || page.length < sizes.shortPage) return;
		if (offset > 0 && page.every((run) => seen.has(run.id))) throw endless(offset);

		// One second back: whether the server means "from" or "after" that second is not documented.
		const next = Math.max(...page.map((run) => startSecond(run) ?? 0)) - 1;
		if (next > from) {
			from = next;
			offset = 0;
			seen = new Set();
		} else {
			offset += page.length;
			for (const run of page) seen.add(run.id);
		}
	}
}

function endless(offset: number): AiHubError {
	return new AiHubError(
		'unexpectedAnswer',
		`AI Hub never came to the end of a list: the page of runs at offset ${offset} repeats earlier ones`,
		{ hint: 'The next poll tries again. If this goes on, narrow the filters of the trigger.' },
	);
}
