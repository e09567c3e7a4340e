import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { waitForJob } from '../../shared/api/work/job';
import type { ItemContext } from '../defineResource';
import { param } from '../parameters';

/** What waiting for a job uses of the API. */
export const jobOperationIds = ['jobStatus', 'pollBatchesJob'];

/** "Wait for Deletion" and its limit: AI Hub deletes in the background. */
export const waitForDeletionOptions: INodeProperties[] = [
	{
		displayName: 'Wait for Deletion',
		name: 'waitForDeletion',
		type: 'boolean',
		default: false,
		description:
			'Whether to wait until AI Hub has deleted it. Otherwise the node goes on while AI Hub deletes in the background.',
	},
	{
		displayName: 'Wait Limit (Minutes)',
		name: 'waitLimit',
		type: 'number',
		displayOptions: { show: { waitForDeletion: [true] } },
		typeOptions: { minValue: 0 },
		default: 10,
		description: 'Longest wait for the deletion, in minutes',
	},
];

/** The `json` of a deletion: n8n's `deleted: true`, the jobs, and their end when waited for. */
export async function deletionResult(
	item: ItemContext,
	ids: string[],
	details: IDataObject,
): Promise<IDataObject> {
	const wait = param<boolean>(item, 'options.waitForDeletion');
	const limitMs = param<number>(item, 'options.waitLimit') * 60_000;
	if (wait) for (const id of ids) await waitForJob(item.api, id, limitMs);
	return { deleted: true, ...details, job_ids: ids, job_state: jobState(ids, wait) };
}

/** Some deletions name no job; then nothing is known of its end. */
function jobState(ids: string[], waited: boolean): string {
	if (ids.length === 0) return 'UNKNOWN';
	return waited ? 'COMPLETE' : 'PENDING';
}
