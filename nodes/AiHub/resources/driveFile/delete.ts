import { invalidInput } from '../../../shared/api/wire/errors';
import { deleteFileOrFolder } from '../../../shared/api/resources/files';
import type { Operation } from '../../defineResource';
import { deletionResult, jobOperationIds, waitForDeletionOptions } from '../../fields/job';
import { optionsField } from '../../fields/options';
import { pathField, pathParam } from './fields';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete drive file',
	description:
		'Delete a file, or a folder with all that is in it, from a drive. AI Hub gives no error when nothing is there, and cannot delete on Google Drive.',
	operationIds: ['deleteFileOrFolder', ...jobOperationIds],
	fields: [pathField, optionsField(waitForDeletionOptions)],
	async execute(item) {
		const path = pathParam(item);
		if (path.endsWith('/')) {
			throw invalidInput(
				'The path ends with a slash: all of the folder would be deleted',
				'If an expression stands at its end, it gave nothing. To delete the folder, remove the slash.',
			);
		}
		const jobs = await deleteFileOrFolder(item.api, path);
		return await deletionResult(item, jobs, { path });
	},
};
