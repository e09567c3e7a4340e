import type { Operation } from '../../defineResource';
import { processByCallback } from './callback';
import { jobOperationIds } from '../../fields/job';
import { processFields } from './fields';
import { processByPolling } from './polling';

export const process: Operation = {
	value: 'process',
	name: 'Process',
	action: 'Process document',
	description:
		'Upload files, run an app or deployment on them, wait for it, and return the fields of each document',
	operationIds: [
		'createBatch',
		'addFileToBatch',
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
		const byCallback = context.n8n.getNodeParameter('waitBy', 0, 'polling') === 'callback';
		return byCallback ? await processByCallback(context) : await processByPolling(context);
	},
};
