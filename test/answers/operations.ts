import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { getAuditLogs } from '../../nodes/shared/api/resources/auditLogs';
import {
	addFileToBatch,
	deleteFileFromBatch,
	listFiles,
} from '../../nodes/shared/api/resources/batchFiles';
import {
	createBatch,
	deleteBatch,
	getBatch,
	listBatches,
} from '../../nodes/shared/api/resources/batches';
import {
	deleteFileOrFolder,
	getFileMetadata,
	writeFile,
} from '../../nodes/shared/api/resources/files';
import { jobStatus, pollBatchesJob } from '../../nodes/shared/api/resources/jobs';
import {
	commitMultipartUploadSession,
	createMultipartUploadSession,
	uploadMultipartPart,
} from '../../nodes/shared/api/resources/multipartUpload';
import { assertSame, readDriveFile } from '../../nodes/shared/api/work/readDriveFile';
import { getRunResults } from '../../nodes/shared/api/resources/results';
import { deleteRun, getRunStatus, listRuns } from '../../nodes/shared/api/resources/runs';
import {
	createSecret,
	deleteSecret,
	listSecrets,
	updateSecret,
} from '../../nodes/shared/api/resources/secrets';
import type { Api } from '../../nodes/shared/api/wire/api';
import { collect } from '../../nodes/shared/api/wire/paginate';
import { startRun } from '../../nodes/shared/api/work/startRun';
import { byId } from '../engine/world';

/** What a success of the operation holds: an object, a list, that it was done, a new run, or a file. */
export type AnswerClass = 'object' | 'list' | 'done' | 'start' | 'file' | 'head';

export interface OperationUse {
	is: AnswerClass;
	route: RegExp;
	/** A well-formed answer. */
	good: unknown;
	/** Drives it over the api layer alone. */
	api(api: Api): Promise<unknown>;
	/** The operation of the node that sends it. */
	node: string;
	parameters: INodeParameters;
	/** The input item has a file of so many bytes. */
	fileBytes?: number;
	/** What its answer leaves open the node reads elsewhere, where it stands that it was done. */
	isLookedUp?: true;
}

const BYTES = Buffer.from('file');
const MIB = 1024 * 1024;
const DELETION = {
	delete_db_data: true,
	delete_input: false,
	delete_output: true,
	delete_logs: true,
};
const run = {
	id: 'run-1',
	status: 'COMPLETE',
	start_timestamp: 1_768_478_400_000_000_000,
	tags: [],
};
const file = { name: 'a.pdf', full_path: 'x/a.pdf', metadata: { node_type: 'file', size: 4 } };
const secret = { alias: 'key', value: 'hidden value' };
const path = 'acme/Team/fs/Drive/a.pdf';
const batchId = byId(7);
const all = { returnAll: true };
const uploads = { node: 'batchFile.upload', parameters: { batchId }, fileBytes: 11 * MIB };

async function contentOf(api: Api): Promise<string> {
	const file = await readDriveFile(api, path);
	const pieces: Buffer[] = [];
	if (Buffer.isBuffer(file.content)) pieces.push(file.content);
	else for await (const piece of file.content) pieces.push(piece);
	const bytes = Buffer.concat(pieces);
	await assertSame(api, file, bytes.length);
	return bytes.toString();
}

/** Every operation of the specification; the more special routes stand first. */
export const OPERATIONS: Record<string, OperationUse> = {
	createMultipartUploadSession: {
		is: 'object',
		route: /^POST \/v2\/batches\/multipart-upload$/,
		good: { session_id: 's', part_size: 8 * MIB },
		api: (api) => createMultipartUploadSession(api, 7, { name: 'a.pdf', size: 11 * MIB }),
		...uploads,
	},
	uploadMultipartPart: {
		is: 'object',
		route: /^PUT \/v2\/batches\/multipart-upload\/sessions\/s\/parts\//,
		good: { part_num: 1, part_id: 'p' },
		api: (api) => uploadMultipartPart(api, 's', 1, BYTES),
		...uploads,
	},
	commitMultipartUploadSession: {
		is: 'done',
		route: /^POST \/v2\/batches\/multipart-upload\/sessions\/s$/,
		good: {},
		api: (api) => commitMultipartUploadSession(api, 's', { action: 'commit', parts: [] }),
		isLookedUp: true,
		...uploads,
	},
	pollBatchesJob: {
		is: 'object',
		route: /^GET \/v2\/batches\/jobs\//,
		good: { state: 'COMPLETE' },
		api: (api) => pollBatchesJob(api, 'job-1'),
		node: 'job.get',
		parameters: { jobId: 'job-1' },
	},
	jobStatus: {
		is: 'object',
		route: /^GET \/v2\/jobs\//,
		good: { state: 'COMPLETE', message: 'done' },
		api: (api) => jobStatus(api, 'job-1'),
		node: 'job.get',
		parameters: { jobId: 'job-1' },
	},
	listFiles: {
		is: 'list',
		route: /^GET \/v2\/batches\/7\/files/,
		good: {
			nodes: [file, { ...file, metadata: { ...file.metadata, size: 11 * MIB } }],
			has_more: false,
		},
		api: (api) => collect(listFiles(api, 7)),
		node: 'batchFile.getAll',
		parameters: { batchId, ...all },
	},
	addFileToBatch: {
		is: 'done',
		route: /^PUT \/v2\/batches\/7\/files\//,
		good: {},
		api: (api) => addFileToBatch(api, 7, 'a.pdf', BYTES),
		node: 'batchFile.upload',
		parameters: { batchId },
		fileBytes: 4,
	},
	deleteFileFromBatch: {
		is: 'done',
		route: /^DELETE \/v2\/batches\/7\/files\//,
		good: { job_id: 'job-1' },
		api: (api) => deleteFileFromBatch(api, 7, 'a.pdf'),
		node: 'batchFile.delete',
		parameters: { batchId, fileName: { __rl: true, mode: 'name', value: 'a.pdf' } },
	},
	createBatch: {
		is: 'object',
		route: /^POST \/v2\/batches$/,
		good: { id: 7, name: 'Invoices' },
		api: (api) => createBatch(api, { name: 'Invoices' }),
		node: 'batch.create',
		parameters: { name: 'Invoices' },
	},
	listBatches: {
		is: 'list',
		route: /^GET \/v2\/batches(\?|$)/,
		good: { batches: [{ id: 7, name: 'Invoices', created_at_ms: 1_768_478_400_000 }] },
		api: (api) => collect(listBatches(api), 1),
		node: 'batch.getAll',
		parameters: { limit: 1 },
	},
	getBatch: {
		is: 'object',
		route: /^GET \/v2\/batches\/7$/,
		good: { id: 7, name: 'Invoices' },
		api: (api) => getBatch(api, 7),
		node: 'batch.get',
		parameters: { batchId },
	},
	deleteBatch: {
		is: 'done',
		route: /^DELETE \/v2\/batches\/7$/,
		good: { job_id: 'job-1' },
		api: (api) => deleteBatch(api, 7),
		node: 'batch.delete',
		parameters: { batchId },
	},
	runApp: {
		is: 'start',
		route: /^POST \/v2\/apps\/runs$/,
		good: run,
		api: (api) =>
			startRun(api, { target: { app: { app_id: 'app-1' } }, body: { batch_id: 7 } }, { tag: 't' }),
		node: 'run.runApp',
		parameters: { appId: byId('app-1'), batchId },
	},
	runDeployment: {
		is: 'start',
		route: /^POST \/v2\/apps\/deployments\/dep-1\/runs$/,
		good: run,
		api: (api) =>
			startRun(api, { target: { deploymentId: 'dep-1' }, body: { batch_id: 7 } }, { tag: 't' }),
		node: 'run.runDeployment',
		parameters: { deploymentId: byId('dep-1'), batchId },
	},
	listRuns: {
		is: 'list',
		route: /^GET \/v2\/apps\/runs(\?|$)/,
		good: { runs: [run] },
		api: (api) => collect(listRuns(api, { from_timestamp: 1 }), 1),
		node: 'run.getAll',
		parameters: { limit: 1 },
	},
	getRunResults: {
		is: 'object',
		route: /^GET \/v2\/apps\/runs\/run-1\/results/,
		good: {
			id: 'run-1',
			status: 'COMPLETE',
			has_more: false,
			files: [
				{
					original_file_name: 'a.pdf',
					documents: [
						{
							class_name: 'Invoice',
							page_numbers: [1],
							fields: [{ field_name: 'Total', value: '12.50', type: 'TEXT' }],
						},
					],
				},
			],
		},
		api: (api) => getRunResults(api, 'run-1'),
		node: 'run.getResults',
		parameters: { runId: byId('run-1') },
	},
	getRunStatus: {
		is: 'object',
		route: /^GET \/v2\/apps\/runs\/run-1$/,
		good: run,
		api: (api) => getRunStatus(api, 'run-1'),
		node: 'run.get',
		parameters: { runId: byId('run-1') },
	},
	deleteRun: {
		is: 'done',
		route: /^DELETE \/v2\/apps\/runs\/run-1/,
		good: { delete_output_dir_job_id: 'job-1', delete_input_dir_job_id: null },
		api: (api) => deleteRun(api, 'run-1', DELETION),
		node: 'run.delete',
		parameters: { runId: byId('run-1') },
	},
	readFile: {
		is: 'file',
		route: /^GET \/v2\/files\//,
		good: 'content of the file',
		api: contentOf,
		node: 'driveFile.download',
		parameters: { path },
	},
	writeFile: {
		is: 'done',
		route: /^PUT \/v2\/files\//,
		good: {},
		api: (api) => writeFile(api, path, BYTES),
		node: 'driveFile.upload',
		parameters: { path, content: 'text', text: 'words' },
	},
	getFileMetadata: {
		is: 'head',
		route: /^HEAD \/v2\/files\//,
		// As long as the text that the upload writes.
		good: 'words',
		api: (api) => getFileMetadata(api, path),
		node: 'driveFile.getMetadata',
		parameters: { path },
	},
	deleteFileOrFolder: {
		is: 'done',
		route: /^DELETE \/v2\/files\//,
		good: {},
		api: (api) => deleteFileOrFolder(api, path),
		node: 'driveFile.delete',
		parameters: { path },
	},
	listSecrets: {
		is: 'list',
		route: /^GET \/v2\/aihub\/secrets/,
		good: { secrets: [{ alias: 'key' }] },
		api: (api) => listSecrets(api),
		node: 'secret.getAll',
		parameters: all,
	},
	createSecret: {
		is: 'done',
		route: /^POST \/v2\/aihub\/secrets/,
		good: { alias: 'key' },
		api: (api) => createSecret(api, { ...secret, allowed_workspaces_type: 'NONE' }),
		node: 'secret.create',
		parameters: secret,
	},
	updateSecret: {
		is: 'done',
		route: /^PATCH \/v2\/aihub\/secrets/,
		good: { alias: 'key' },
		api: (api) => updateSecret(api, secret),
		node: 'secret.update',
		parameters: { alias: 'key', updateFields: { description: 'new' } },
	},
	deleteSecret: {
		is: 'done',
		route: /^DELETE \/v2\/aihub\/secrets/,
		good: {},
		api: (api) => deleteSecret(api, 'key'),
		node: 'secret.delete',
		parameters: { alias: 'key' },
	},
	getAuditLogs: {
		is: 'list',
		route: /^POST \/v1\/auditlogs/,
		good: { data: { results: [{ timestamp_millis: '1768478400000', email: 'a@b.c' }] } },
		api: (api) => collect(getAuditLogs(api), 1),
		node: 'auditLog.getAll',
		parameters: { limit: 1 },
	},
};

const contents = new Map<number, string>();

/** The input item of the node, with a file where the operation takes one. */
export function inputItem(fileBytes: number | undefined): INodeExecutionData {
	if (fileBytes === undefined) return { json: {} };
	const data = contents.get(fileBytes) ?? Buffer.alloc(fileBytes, 'x').toString('base64');
	contents.set(fileBytes, data);
	return { json: {}, binary: { data: { data, mimeType: 'application/pdf', fileName: 'a.pdf' } } };
}
