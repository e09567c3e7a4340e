import { deleteRun } from '../../../shared/api/resources/runs';
import type { Operation } from '../../defineResource';
import { runField } from '../../../shared/n8n/fields/ids';
import { deletionResult, jobOperationIds, waitForDeletionOptions } from '../../fields/job';
import { optionsField } from '../../fields/options';
import { param, runIdParam } from '../../parameters';

export const del: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete run',
	description: 'Delete a run with its output, logs and data, and its batch only if you choose so',
	operationIds: ['deleteRun', ...jobOperationIds],
	fields: [
		runField,
		{
			displayName: 'Delete Output',
			name: 'deleteOutput',
			type: 'boolean',
			default: true,
			description: 'Whether to delete the output files of the run',
		},
		{
			displayName: 'Delete Logs',
			name: 'deleteLogs',
			type: 'boolean',
			default: true,
			description: 'Whether to delete the logs of the run',
		},
		{
			displayName: 'Delete Database Data',
			name: 'deleteDbData',
			type: 'boolean',
			default: true,
			description: 'Whether to delete what AI Hub keeps of the run in its database',
		},
		{
			displayName: 'Delete Input and Batch',
			name: 'deleteInput',
			type: 'boolean',
			default: false,
			description:
				'Whether to delete the input files as well. This deletes the whole batch that the run processed.',
		},
		{
			displayName: 'The input files and the batch of the run will be deleted for good.',
			name: 'deleteInputNotice',
			type: 'notice',
			displayOptions: { show: { deleteInput: [true] } },
			default: '',
		},
		optionsField(waitForDeletionOptions),
	],
	async execute(item) {
		const runId = runIdParam(item);
		const deletesInput = param<boolean>(item, 'deleteInput');
		const jobs = await deleteRun(item.api, runId, {
			delete_db_data: param<boolean>(item, 'deleteDbData'),
			delete_input: deletesInput,
			delete_output: param<boolean>(item, 'deleteOutput'),
			delete_logs: param<boolean>(item, 'deleteLogs'),
		});
		return await deletionResult(item, jobs, {
			run_id: runId,
			deleted_input_and_batch: deletesInput,
		});
	},
};
