import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { UploadedPart, UploadSession } from '../entities';
import { ApiError, sizeOf } from '../http';
import { requiredText, type Call, type Route } from '../route';

const MAX_NAME_LENGTH = 255;
const SESSIONS = '/v2/batches/multipart-upload/sessions';

/** A session id with all the characters that real ones have. */
function sessionId(): string {
	const part = () => randomBytes(15).toString('base64url');
	return `${part()}.${part()}_${part()}-${part()}`;
}

function sessionOf(call: Call): UploadSession {
	const session = call.store.sessions.get(call.param('session_id'));
	if (!session) throw new ApiError(404, 'The upload session does not exist.');
	return session;
}

function createMultipartUploadSession(call: Call) {
	const body = call.json();
	const batchId = Number(body.batch_id);
	const fileSize = Number(body.file_size);
	const filename = requiredText(body, 'filename');
	if (filename.length > MAX_NAME_LENGTH) {
		throw new ApiError(400, `filename is longer than ${MAX_NAME_LENGTH} characters.`);
	}
	if (!Number.isInteger(fileSize) || fileSize < 1) {
		throw new ApiError(400, 'file_size must be a positive integer.');
	}
	if (!call.store.batches.has(batchId)) throw new ApiError(404);
	const { partSize } = call.world.limits;
	const id = sessionId();
	const parts = new Map<number, UploadedPart>();
	const hash = createHash('sha256');
	call.store.sessions.set(id, {
		id,
		batchId,
		filename,
		fileSize,
		partSize,
		parts,
		hash,
		hashed: 0,
	});
	return {
		status: 201,
		json: { session_id: id, part_size: partSize },
		headers: { Location: `${call.world.root}${SESSIONS}/${id}` },
	};
}

function expectedPartSize(session: UploadSession, number: number): number {
	const rest = session.fileSize - (number - 1) * session.partSize;
	return Math.min(rest, session.partSize);
}

function uploadMultipartPart(call: Call) {
	const session = sessionOf(call);
	const number = Number(call.param('part_num'));
	const count = Math.ceil(session.fileSize / session.partSize);
	if (!Number.isInteger(number) || number < 1 || number > count) {
		throw new ApiError(400, `part_num must be between 1 and ${count}.`);
	}
	const size = sizeOf(call.chunks);
	const expected = expectedPartSize(session, number);
	if (size !== expected) {
		throw new ApiError(400, `Part ${number} has ${size} bytes; it must have ${expected}.`);
	}
	const id = randomUUID();
	session.parts.set(number, { id, size, chunks: call.chunks });
	if (!call.store.drive.storeBytes) dropHashed(session);
	return { status: 201, json: { part_id: id, part_num: number } };
}

/** Drops the contents of parts as soon as all before them are in the file's hash. */
function dropHashed(session: UploadSession): void {
	for (;;) {
		const part = session.parts.get(session.hashed + 1);
		if (!part?.chunks) return;
		for (const chunk of part.chunks) session.hash.update(chunk);
		part.chunks = undefined;
		session.hashed++;
	}
}

/** The parts in their order. @throws ApiError 400 when one is missing, foreign or out of order */
function orderedParts(session: UploadSession, listed: unknown) {
	if (!Array.isArray(listed)) throw new ApiError(400, 'parts is required to commit.');
	return listed.map((entry: { part_num?: unknown; part_id?: unknown } | null, index) => {
		const number = index + 1;
		const part = session.parts.get(number);
		if (entry?.part_num !== number) {
			throw new ApiError(400, 'parts must be listed in order, starting at part 1.');
		}
		if (!part || part.id !== entry.part_id) {
			throw new ApiError(400, `Part ${number} was not uploaded with this part_id.`);
		}
		return part;
	});
}

function commit(call: Call, session: UploadSession, listed: unknown): void {
	const parts = orderedParts(session, listed);
	const size = parts.reduce((sum, part) => sum + part.size, 0);
	if (size !== session.fileSize) {
		throw new ApiError(400, `The parts have ${size} bytes; file_size is ${session.fileSize}.`);
	}
	const batch = call.store.batches.get(session.batchId);
	if (!batch) throw new ApiError(404);
	const chunks = parts.flatMap((part) => part.chunks ?? []);
	const { drive } = call.store;
	const known = drive.storeBytes ? undefined : { size, sha256: session.hash.digest('hex') };
	drive.put(`${batch.path}/${session.filename}`, chunks, call.now, known);
	batch.updatedAt = call.now;
}

function commitMultipartUploadSession(call: Call) {
	const session = sessionOf(call);
	const { action, parts } = call.json();
	if (action !== 'commit' && action !== 'abort') {
		throw new ApiError(400, 'action must be commit or abort.');
	}
	if (action === 'commit') commit(call, session, parts);
	call.store.sessions.delete(session.id);
	return { status: 201 };
}

export const multipartRoutes: Route[] = [
	{
		operationId: 'createMultipartUploadSession',
		method: 'POST',
		path: '/v2/batches/multipart-upload',
		handle: createMultipartUploadSession,
	},
	{
		operationId: 'uploadMultipartPart',
		method: 'PUT',
		path: `${SESSIONS}/{session_id}/parts/{part_num}`,
		handle: uploadMultipartPart,
	},
	{
		operationId: 'commitMultipartUploadSession',
		method: 'POST',
		path: `${SESSIONS}/{session_id}`,
		handle: commitMultipartUploadSession,
	},
];
