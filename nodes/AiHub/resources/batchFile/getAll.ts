import { listFiles } from '../../../shared/api/batchFiles';
import { collect } from '../../../shared/api/paginate';
import { isoOfMs } from '../../../shared/api/time';
import type { Operation } from '../../defineResource';
import { batchField } from '../../fields/ids';
import { optionsField } from '../../fields/options';
import { pagingFields, wantedResults } from '../../fields/paging';
import { batchIdParam } from '../../parameters';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many files of batch',
	description: 'List the files in a batch',
	operationIds: ['listFiles'],
	fields: [batchField, ...pagingFields, optionsField()],
	async execute(item) {
		const files = await collect(listFiles(item.api, batchIdParam(item)), wantedResults(item));
		return files.map((file) => ({
			...file,
			modified_at: isoOfMs((file.metadata?.modified_timestamp ?? 0) * 1000),
		}));
	},
};
