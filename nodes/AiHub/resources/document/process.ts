import type { Operation } from '../../defineResource';
import { jobOperationIds } from '../../fields/job';
import { processFields } from './form/fields';
import { processByCallback } from './n8n/callback';
import { processByPolling } from './n8n/polling';

export const process: Operation = {
	value: 'process',
	name: 'Process',
	action: 'Process document',
	description:
		'Upload files, run an app or deployment on them, wait for it, and return the fields of each document',
	operationIds: [
		'createBatch',
		'addFileToBatch',
		'listFiles',
		'createMultipartUploadSession',
		'uploadMultipartPart',
		'commitMultipartUploadSession',
		'runApp',
		'runDeployment',
		'listRuns',
		'getRunStatus',
		'getRunResults',
		'deleteRun',
		...jobOperationIds,
	],
	fields: processFields,
	async executeAll(context) {
		const byCallback = context.n8n.getNodeParameter('options.waitBy', 0, 'polling') === 'callback';
		return byCallback ? await processByCallback(context) : await processByPolling(context);
	},
};
