import { listFiles } from '../../../shared/api/resources/batchFiles';
import { collect } from '../../../shared/api/wire/paginate';
import type { Operation } from '../../defineResource';
import { batchField } from '../../../shared/n8n/fields/ids';
import { optionsField } from '../../fields/options';
import { pagingFields, wantedResults } from '../../fields/paging';
import { batchIdParam } from '../../parameters';
import { nodeJson } from './nodeJson';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many files of batch',
	description: 'List the files in a batch',
	operationIds: ['listFiles'],
	fields: [batchField, ...pagingFields, optionsField()],
	async execute(item) {
		const batchId = batchIdParam(item);
		const files = await collect(listFiles(item.api, batchId), wantedResults(item));
		if (files.length === 0) {
			item.n8n.addExecutionHints({
				message: `Batch ${batchId} has no files. Put some into it with Batch File → Upload.`,
				location: 'outputPane',
			});
		}
		return files.map(nodeJson);
	},
};
