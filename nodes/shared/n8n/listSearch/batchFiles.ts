import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listFiles } from '../../api/resources/batchFiles';
import { locatorValue, toBatchId } from '../values';
import { searchIn } from './searchIn';

/** Files of the batch chosen in the same node. */
export async function searchBatchFiles(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchIn(this, {
		filter,
		paginationToken,
		pages: (api) =>
			listFiles(api, toBatchId(locatorValue(this.getCurrentNodeParameter('batchId')).value)),
		entry: ({ name }) => (name ? { name, value: name } : undefined),
	});
}
