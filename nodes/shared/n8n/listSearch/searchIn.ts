import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { attempt } from '../../api/wire/errors';
import { apiFor, type N8nApi } from '../api';
import { nodeError } from '../errors';

/** Entries shown at once; the editor asks for more when one scrolls down. */
const SHOWN = 50;
/** Entries looked through for one answer: a search in a long history must not take minutes. */
export const LOOKED_THROUGH = 2_000;

interface Search<T> {
	filter?: string;
	/** Number of entries that earlier answers have shown. */
	paginationToken?: string;
	pages(api: N8nApi): AsyncIterable<T[]>;
	/** Undefined for what is not to be shown, such as an app seen before. */
	entry(entry: T): INodeListSearchItems | undefined;
	/** What it is found by, too: more than its name shows. */
	words?(entry: T): string[];
	/** What stands under the last entry, for a list that cannot have all. */
	notListed?: NotListed;
}

interface NotListed {
	some: string;
	/** The list is empty. */
	none: string;
	/** The list has entries, but none with the filter. */
	filtered: string;
}

/** Answers the next entries whose name, value or words contain the filter. */
export async function searchIn<T>(
	n8n: ILoadOptionsFunctions,
	search: Search<T>,
): Promise<INodeListSearchResult> {
	const outcome = await attempt(async () => await nextEntries(await apiFor(n8n), search));
	if (outcome.ok) return outcome.value;
	throw nodeError(n8n.getNode(), outcome.error);
}

async function nextEntries<T>(api: N8nApi, search: Search<T>): Promise<INodeListSearchResult> {
	const shown = Number(search.paginationToken ?? 0);
	const wanted = search.filter?.trim().toLowerCase() ?? '';
	const matches: INodeListSearchItems[] = [];
	let entries = 0;
	let looked = 0;
	for await (const page of search.pages(api)) {
		for (const one of page) {
			const item = search.entry(one);
			if (item) entries++;
			const words = item && [item.name, String(item.value), ...(search.words?.(one) ?? [])];
			if (words?.some((word) => word.toLowerCase().includes(wanted))) matches.push(item!);
		}
		looked += page.length;
		if (matches.length > shown + SHOWN || looked >= LOOKED_THROUGH) break;
	}
	const results = matches.slice(shown, shown + SHOWN);
	const more = matches.length > shown + SHOWN;
	if (more) return { results, paginationToken: String(shown + SHOWN) };
	const { notListed } = search;
	if (!notListed) return { results };
	const words =
		entries === 0 ? notListed.none : matches.length > 0 ? notListed.some : notListed.filtered;
	// The editor has no other place for a text in the list. To choose it is to choose nothing.
	return { results: [...results, { name: words, value: '' }] };
}
