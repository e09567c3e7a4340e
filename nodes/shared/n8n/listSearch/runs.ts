import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listRuns, type Run } from '../../api/resources/runs';
import { isoOfNs } from '../../api/wire/time';
import { searchIn } from './searchIn';

const DAY_S = 24 * 60 * 60;

/** Runs of the last `days`, newest first. */
export function recentRuns(days: number) {
	return (api: Parameters<typeof listRuns>[0]): AsyncGenerator<Run[]> =>
		listRuns(api, {
			from_timestamp: Math.floor(api.now() / 1000) - days * DAY_S,
			sort_by: 'start_timestamp',
			order: 'DESCENDING',
		});
}

/** Runs of the last 7 days for the picker. */
export async function searchRuns(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchIn(this, {
		filter,
		paginationToken,
		pages: recentRuns(7),
		entry: (run) => ({
			name: `${isoOfNs(run.start_timestamp)?.slice(0, 16).replace('T', ' ') ?? 'No start time'} – ${run.status ?? 'unknown'} – ${run.id}`,
			value: run.id,
		}),
	});
}
