import type { DriveFile } from '../entities';
import { ApiError, type Answer } from '../http';
import type { Call, Route } from '../route';
import { nodeJson, tokenPage } from './batches';

const PATH_SHAPE = /^[^/]+\/[^/]+\/fs\/[^/]+\/.+$/;
const BINARY = 'application/octet-stream';

function pathOf(call: Call): string {
	return call.param('path').replace(/^\/+|\/+$/g, '');
}

/** The specification prints `{retries:3,…}` and `{'retries': 3, …}`; its code samples send JSON. */
function asJson(header: string): string {
	return header.replaceAll("'", '"').replace(/([{,]\s*)([\w-]+)(\s*:)/g, '$1"$2"$3');
}

/** `IB-Retry-Config`: how often, and after how many seconds, to look again. @throws ApiError 400 */
function retryConfig(call: Call): { retries: number; backoffMs: number } {
	const header = call.headers['ib-retry-config'];
	if (typeof header !== 'string') return { retries: 0, backoffMs: 0 };
	try {
		const config = JSON.parse(asJson(header)) as Record<string, unknown>;
		const retries = Number(config.retries ?? 0);
		const backoffMs = Number(config['backoff-seconds'] ?? 0) * 1000;
		if (retries >= 0 && backoffMs >= 0) return { retries, backoffMs };
	} catch {
		// Answered below, like numbers that are none.
	}
	throw new ApiError(400, 'IB-Retry-Config is not valid.');
}

/** Looks for something until it is there or the tries of `IB-Retry-Config` are used up. */
async function lookFor<T>(call: Call, look: () => T | undefined): Promise<T | undefined> {
	const { retries, backoffMs } = retryConfig(call);
	let found = look();
	for (let tries = 0; found === undefined && tries < retries; tries++) {
		await call.world.scheduler.sleep(backoffMs);
		found = look();
	}
	return found;
}

/** The bytes from–to that a Range header names. @throws ApiError 416 */
function byteRange(header: string, size: number): { from: number; to: number } {
	const match = /^bytes=(\d+)-(\d*)$/.exec(header.trim());
	const from = Number(match?.[1]);
	const to = Math.min(match?.[2] ? Number(match[2]) : size - 1, size - 1);
	if (!match || from >= size || to < from) throw new ApiError(416, `Not a range: ${header}`);
	return { from, to };
}

function contents(call: Call, file: DriveFile): Answer {
	if (!file.chunks) throw new ApiError(500, 'This emulator keeps no bytes (storeBytes: false).');
	const headers = { 'Content-Type': BINARY };
	if (call.headers.range === undefined) return { status: 200, bytes: file.chunks, headers };
	const { from, to } = byteRange(call.headers.range, file.size);
	return {
		status: 206,
		bytes: Buffer.concat(file.chunks).subarray(from, to + 1),
		headers: { ...headers, 'Content-Range': `bytes ${from}-${to}/${file.size}` },
	};
}

function folderListing(call: Call, path: string): Answer {
	const size = call.integer('page-size') ?? call.integer('page_size');
	const token = call.query.get('start-token');
	const { entries, ...page } = tokenPage(call, call.store.drive.list(path), size, token);
	const nodes = entries.map((node) => nodeJson(node.name, node.path, node.file));
	return { status: 200, json: { nodes, ...page } };
}

async function readFile(call: Call): Promise<Answer> {
	const path = pathOf(call);
	const type = call.query.get('expect-node-type');
	const { drive } = call.store;
	if (type === 'folder') {
		if (await lookFor(call, () => drive.isFolder(path) || undefined)) {
			return folderListing(call, path);
		}
		throw new ApiError(404, `There is no folder at ${path}.`);
	}
	if (type !== 'file') throw new ApiError(400, 'expect-node-type must be file or folder.');
	const file = await lookFor(call, () => drive.get(path));
	if (file) return contents(call, file);
	if (drive.isFolder(path)) throw new ApiError(400, `${path} is a folder, not a file.`);
	throw new ApiError(404, `There is no file at ${path}.`);
}

function writeFile(call: Call): Answer {
	const path = pathOf(call);
	const { drive } = call.store;
	if (!PATH_SHAPE.test(path)) {
		throw new ApiError(400, 'The path must be ORGANIZATION/WORKSPACE/fs/DRIVE/FILE.');
	}
	if (drive.isFolder(path)) throw new ApiError(400, `${path} is a folder.`);
	if (call.chunks.length === 0) throw new ApiError(400, 'The request body is empty.');
	const onlyNew = call.headers['if-none-match'] === '*';
	if (onlyNew && drive.get(path)) return { status: 412 };
	drive.put(path, call.chunks, call.now);
	if (!onlyNew) return { status: 204 };
	const encoded = path.split('/').map(encodeURIComponent).join('/');
	return { status: 201, headers: { Location: `${call.world.root}/v2/files/${encoded}` } };
}

async function getFileMetadata(call: Call): Promise<Answer> {
	const path = pathOf(call);
	const { drive } = call.store;
	const found = await lookFor(call, () => drive.get(path) ?? (drive.isFolder(path) || undefined));
	if (found === undefined) throw new ApiError(404);
	if (found === true) return { status: 200, headers: { 'Content-Type': 'application/json' } };
	return {
		status: 200,
		headers: {
			'Content-Type': BINARY,
			'Content-Length': String(found.size),
			'last-modified': new Date(found.modifiedAt).toUTCString(),
		},
	};
}

function deleteFileOrFolder(call: Call): Answer {
	const path = pathOf(call);
	call.store.drive.delete(path);
	const job = call.store.addJob(call.now, `${path} deleted.`);
	return { status: 202, headers: { Location: `${call.world.root}/v2/jobs/${job.id}` } };
}

/** The specification has the IB-Context of these optional, and the vendor's own tools send none. */
const common = { path: '/v2/files/{path+}', withoutContext: true };

export const fileRoutes: Route[] = [
	{ operationId: 'readFile', method: 'GET', ...common, handle: readFile },
	{ operationId: 'writeFile', method: 'PUT', ...common, handle: writeFile },
	{ operationId: 'getFileMetadata', method: 'HEAD', ...common, handle: getFileMetadata },
	{ operationId: 'deleteFileOrFolder', method: 'DELETE', ...common, handle: deleteFileOrFolder },
];
