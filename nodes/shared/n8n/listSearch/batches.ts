import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listBatches } from '../../api/resources/batches';
import { searchIn } from './searchIn';

/** Batches for the picker, a page at a time. */
export async function searchBatches(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchIn(this, {
		filter,
		paginationToken,
		pages: (api) => listBatches(api),
		entry: ({ id, name, workspace }) => ({
			name: `${name ?? 'Batch'} (${id}${workspace ? `, ${workspace}` : ''})`,
			value: id,
		}),
	});
}
