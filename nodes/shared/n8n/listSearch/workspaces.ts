import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { type Batch, listBatches } from '../../api/resources/batches';
import { searchIn } from './searchIn';

/** Workspaces that have a batch in them: AI Hub has no list of workspaces. */
export async function searchWorkspaces(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const seen = new Set<string>();
	return await searchIn(this, {
		filter,
		paginationToken,
		pages: (api) => listBatches(api),
		entry: ({ workspace }: Batch) => {
			if (!workspace || seen.has(workspace)) return undefined;
			seen.add(workspace);
			return { name: `${workspace} (seen in batches)`, value: workspace };
		},
	});
}
