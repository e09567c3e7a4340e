import type { Expected } from '../wire/answer';

/** Nothing is wanted of it but that it was done; only words of an error say otherwise. */
const DONE: Expected = { orNothing: true };

/**
 * What a success of each operation must hold to be its answer. An error under a status of success, a
 * web page, a list that is none: all of that is an error, with the server's words.
 */
export const ANSWERS = {
	createBatch: { sure: ['id'] },
	getBatch: { sure: ['id'], any: ['id', 'name'] },
	listBatches: { list: 'batches' },
	deleteBatch: { ...DONE, sure: ['job_id'] },
	listFiles: { list: 'nodes' },
	addFileToBatch: DONE,
	deleteFileFromBatch: { ...DONE, sure: ['job_id'] },
	createMultipartUploadSession: { sure: ['session_id'] },
	uploadMultipartPart: { sure: ['part_id'] },
	commitMultipartUploadSession: DONE,
	// A start without an ID is for `startRun` to judge: the run may be there all the same.
	runApp: { sure: ['id', 'run_id', 'run'], any: [] },
	runDeployment: { sure: ['id', 'run_id', 'run'], any: [] },
	getRunStatus: { sure: ['id', 'run_id', 'run'], any: ['id', 'run_id', 'run', 'status', 'state'] },
	listRuns: { list: 'runs' },
	deleteRun: { ...DONE, sure: ['delete_input_dir_job_id', 'delete_output_dir_job_id'] },
	getRunResults: { sure: ['files'], any: ['files', 'id', 'status', 'case_info'] },
	jobStatus: { sure: ['state'], any: ['state', 'status'] },
	pollBatchesJob: { sure: ['state'], any: ['state', 'status'] },
	writeFile: DONE,
	deleteFileOrFolder: { ...DONE, sure: ['job_id'] },
	listFolder: { list: 'nodes' },
	listSecrets: { list: 'secrets' },
	createSecret: { ...DONE, sure: ['alias'] },
	updateSecret: { ...DONE, sure: ['alias'] },
	deleteSecret: { ...DONE, sure: ['alias'] },
	getAuditLogs: { list: 'data.results' },
} satisfies Record<string, Expected>;
