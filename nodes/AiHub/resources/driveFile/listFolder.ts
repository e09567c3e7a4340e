import { listFolder as listFolderPages } from '../../../shared/api/resources/files';
import { collect } from '../../../shared/api/wire/paginate';
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
				"AI Hub does not document how to list a folder. This asks as the vendor's own tools do, and may not work on your server.",
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
