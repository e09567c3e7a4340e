import type { Batch, DriveFile } from '../entities';
import { ApiError } from '../http';
import { optionalText, requiredText, type Call, type Route } from '../route';

const MAX_NAME_LENGTH = 255;

/** The batch that the path names. @throws ApiError 404 without a body */
function batchOf(call: Call): Batch {
	const batch = call.store.batches.get(Number(call.param('batch_id')));
	if (!batch) throw new ApiError(404);
	return batch;
}

function batchInfo(batch: Batch): Record<string, unknown> {
	const [org] = batch.path.split('/');
	return {
		id: batch.id,
		name: batch.name,
		workspace: batch.workspace,
		mount_point: 'Instabase Drive',
		repo_owner: org,
		batch_owner: batch.owner,
		created_at_ms: batch.createdAt,
		updated_at_ms: batch.updatedAt,
		path_suffix: `batches/${batch.id}`,
	};
}

/** A file or folder as lists tell it. */
export function nodeJson(
	name: string,
	path: string,
	file: DriveFile | undefined,
): Record<string, unknown> {
	return {
		name,
		full_path: path,
		metadata: {
			node_type: file ? 'file' : 'folder',
			...(file && {
				size: file.size,
				modified_timestamp: Math.floor(file.modifiedAt / 1000),
			}),
		},
		perms: { can_read: true, can_write: true, can_delete: true },
	};
}

/** A page by token. The token is opaque to clients. @throws ApiError 400 */
export function tokenPage<T>(
	call: Call,
	entries: T[],
	pageSize: number | undefined,
	token: string | null,
): { entries: T[]; next_page_token: string; has_more: boolean } {
	const start = token ? Number(Buffer.from(token, 'base64url').toString().replace('from:', '')) : 0;
	if (!Number.isInteger(start)) throw new ApiError(400, 'The page token is not valid.');
	if (pageSize === 0) throw new ApiError(400, 'page_size must be at least 1.');
	const page = call.page(entries, pageSize, start);
	const next = start + page.length;
	const more = next < entries.length;
	return {
		entries: page,
		next_page_token: more ? Buffer.from(`from:${next}`).toString('base64url') : '',
		has_more: more,
	};
}

function createBatch(call: Call) {
	const body = call.json();
	const name = requiredText(body, 'name');
	const workspace = optionalText(body, 'workspace');
	if (name.length > MAX_NAME_LENGTH) {
		throw new ApiError(400, `name is longer than ${MAX_NAME_LENGTH} characters.`);
	}
	if (workspace === undefined && call.user.serviceAccount) {
		throw new ApiError(400, 'A service account has no personal workspace: workspace is required.');
	}
	const { username } = call.user;
	const batch = call.store.addBatch(name, workspace ?? username, username, call.now);
	return { status: 200, json: { id: batch.id } };
}

function listBatches(call: Call) {
	const workspace = call.query.get('workspace');
	const username = call.query.get('username');
	const found = [...call.store.batches.values()]
		.filter((batch) => !workspace || batch.workspace === workspace)
		.filter((batch) => !username || batch.owner === username)
		.reverse();
	const offset = call.integer('offset') ?? call.integer('file_offset') ?? 0;
	const page = call.page(found, call.integer('limit'), offset);
	return { status: 200, json: { batches: page.map(batchInfo) } };
}

function deleteBatch(call: Call) {
	const batch = batchOf(call);
	call.store.deleteBatch(batch.id);
	const job = call.store.addJob(call.now, `Batch ${batch.id} deleted.`);
	return { status: 202, json: { job_id: job.id } };
}

function listFiles(call: Call) {
	const { path } = batchOf(call);
	const files = call.store.drive.filesUnder(path);
	const token = call.query.get('start_token');
	const { entries, ...page } = tokenPage(call, files, call.integer('page_size'), token);
	const nodes = entries.map((file) => nodeJson(file.path.slice(path.length + 1), file.path, file));
	return { status: 200, json: { nodes, ...page } };
}

function addFileToBatch(call: Call) {
	const batch = batchOf(call);
	const name = call.param('filename');
	if (name.length > MAX_NAME_LENGTH) {
		throw new ApiError(400, `The file name is longer than ${MAX_NAME_LENGTH} characters.`);
	}
	if (call.chunks.length === 0) throw new ApiError(400, 'The request body is empty.');
	call.store.drive.put(`${batch.path}/${name}`, call.chunks, call.now);
	batch.updatedAt = call.now;
	return { status: 204 };
}

function deleteFileFromBatch(call: Call) {
	const batch = batchOf(call);
	call.store.drive.delete(`${batch.path}/${call.param('filename')}`);
	batch.updatedAt = call.now;
	return { status: 202 };
}

const BATCH = '/v2/batches/{batch_id}';

export const batchRoutes: Route[] = [
	{ operationId: 'createBatch', method: 'POST', path: '/v2/batches', handle: createBatch },
	{ operationId: 'listBatches', method: 'GET', path: '/v2/batches', handle: listBatches },
	{
		operationId: 'getBatch',
		method: 'GET',
		path: BATCH,
		handle: (call) => ({ status: 200, json: batchInfo(batchOf(call)) }),
	},
	{ operationId: 'deleteBatch', method: 'DELETE', path: BATCH, handle: deleteBatch },
	{ operationId: 'listFiles', method: 'GET', path: `${BATCH}/files`, handle: listFiles },
	{
		operationId: 'addFileToBatch',
		method: 'PUT',
		path: `${BATCH}/files/{filename}`,
		handle: addFileToBatch,
	},
	{
		operationId: 'deleteFileFromBatch',
		method: 'DELETE',
		path: `${BATCH}/files/{filename}`,
		handle: deleteFileFromBatch,
	},
];
