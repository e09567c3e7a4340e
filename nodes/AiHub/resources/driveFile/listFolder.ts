import { listFolder as listFolderPages } from '../../../shared/api/files';
import { collect } from '../../../shared/api/paginate';
import type { Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { pagingFields, wantedResults } from '../../fields/paging';
import { nodeJson } from '../batchFile/nodeJson';
import { pathField, pathParam } from './fields';

export const listFolder: Operation = {
	value: 'listFolder',
	name: 'List Folder',
	action: 'List folder of drive',
	description: 'List the files and folders in a folder. AI Hub does not document this call.',
	operationIds: ['readFile'],
	fields: [
		{
			displayName:
				"AI Hub's documentation does not mention listing folders. It works on the servers we know of, and may stop working.",
			name: 'listFolderNotice',
			type: 'notice',
			default: '',
		},
		{
			...pathField,
			placeholder: 'e.g. acme/Accounting/fs/Instabase Drive/invoices',
			description: 'Full path of the folder: organization, workspace, "fs", drive, folders',
		},
		...pagingFields,
		optionsField(),
	],
	async execute(item) {
		const nodes = await collect(listFolderPages(item.api, pathParam(item)), wantedResults(item));
		return nodes.map(nodeJson);
	},
};
