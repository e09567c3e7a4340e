import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import type { Run } from '../../api/resources/runs';
import { hubUrlOfRun } from '../../api/wire/apiRoot';
import type { N8nApi } from '../api';
import { namesOf } from './names';
import { recentRuns } from './runs';
import { LOOKED_THROUGH, searchIn } from './searchIn';

const DAYS = 30;
/** What tells one ID from another is at its end: those made at one time begin alike. */
const ID_END = 4;
/** The editor shows some 50 characters, and the end of the ID, which stays the same, is to be in sight. */
const LONGEST_ALONE = 40;
const LONGEST_OF_TWO = 18;

/** What ran, with its newest runs first. */
interface Ran {
	id: string;
	runs: Run[];
}

interface Named {
	item: INodeListSearchItems;
	/** In full: the label cuts them off. */
	names: string[];
}

/** Apps that ran in the last 30 days: AI Hub has no list of apps. */
export async function searchApps(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchRan(this, 'app', { filter, paginationToken });
}

/** Deployments that ran in the last 30 days: AI Hub has no list of deployments. */
export async function searchDeployments(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchRan(this, 'deployment', { filter, paginationToken });
}

async function searchRan(
	n8n: ILoadOptionsFunctions,
	what: 'app' | 'deployment',
	asked: { filter?: string; paginationToken?: string },
): Promise<INodeListSearchResult> {
	const timeZone = n8n.getTimezone();
	return await searchIn<Named>(n8n, {
		...asked,
		pages: async function* (api) {
			const ran = await allThatRan(api, what);
			const names = await namesOf(
				api,
				ran.map(({ runs }) => runs),
			);
			yield ran.map(({ id, runs }, index) => ({
				item: {
					name: labelOf(id, names[index], runs[0], timeZone),
					value: id,
					url: hubUrlOfRun(api.apiRoot, { [`${what}_id`]: id }),
				},
				names: names[index],
			}));
		},
		entry: ({ item }) => item,
		words: ({ names }) => names,
		// Longer ones are cut off.
		notListed: {
			some: 'Not listed? Paste its address: choose By URL',
			none: 'None ran lately. Paste its address: choose By URL',
			filtered: 'Not found. Paste its address: choose By URL',
		},
	});
}

async function allThatRan(api: N8nApi, what: 'app' | 'deployment'): Promise<Ran[]> {
	const byId = new Map<string, Ran>();
	let looked = 0;
	for await (const page of recentRuns(DAYS)(api)) {
		for (const run of page) {
			const id = run[`${what}_id`];
			if (!id) continue;
			const ran = byId.get(id);
			if (ran) ran.runs.push(run);
			else byId.set(id, { id, runs: [run] });
		}
		looked += page.length;
		if (looked >= LOOKED_THROUGH) break;
	}
	return [...byId.values()];
}

/**
 * What a person knows it by comes first, as the editor cuts off the rest: what it read, the end of its
 * ID, then when it ran. n8n keeps the label with the workflow, so it says only what stays true: no number of runs, no
 * "last".
 */
function labelOf(id: string, names: string[], newest: Run, timeZone: string): string {
	const longest = names.length > 1 ? LONGEST_OF_TWO : LONGEST_ALONE;
	const quoted = names.map((name) => `"${shortened(name, longest)}"`);
	const read = names.length > 0 ? [quoted.join(', ')] : [];
	const ranAt = newest.start_timestamp
		? [`ran ${dayAndTime(newest.start_timestamp, timeZone)}`]
		: [];
	return [...read, `…${id.slice(-ID_END)}`, ...ranAt].join(' · ');
}

/** "25 Nov 2026 02:53", from ns, in the zone of the workflow. */
function dayAndTime(ns: number, timeZone: string): string {
	const format = new Intl.DateTimeFormat('en-GB', {
		timeZone,
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
	});
	return format.format(new Date(ns / 1e6)).replace(',', '');
}

function shortened(name: string, longest: number): string {
	return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}
