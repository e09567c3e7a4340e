import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import type { Run } from '../../api/resources/runs';
import { isoOfNs } from '../../api/wire/time';
import { recentRuns } from './runs';
import { searchIn } from './searchIn';

const DAYS = 30;

/** Apps that ran in the last 30 days: AI Hub has no list of apps. */
export async function searchApps(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const entry = firstOfEach((run) => run.app_id);
	return await searchIn(this, { filter, paginationToken, pages: recentRuns(DAYS), entry });
}

/** Deployments that ran in the last 30 days: AI Hub has no list of deployments. */
export async function searchDeployments(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const entry = firstOfEach((run) => run.deployment_id);
	return await searchIn(this, { filter, paginationToken, pages: recentRuns(DAYS), entry });
}

/** One entry for each ID. A run does not name its app, so the entry says when it ran last. */
function firstOfEach(idOf: (run: Run) => string | null | undefined) {
	const seen = new Set<string>();
	return (run: Run) => {
		const id = idOf(run);
		if (!id || seen.has(id)) return undefined;
		seen.add(id);
		const lastRun = isoOfNs(run.start_timestamp)?.slice(0, 16).replace('T', ' ');
		return {
			name: lastRun ? `${id} (last run ${lastRun})` : id,
			value: id,
		};
	};
}
