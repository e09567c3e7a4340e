import type { Deployment, DriveFile, Mail } from './entities';
import { ApiError } from './http';
import type { Call } from './route';

const MAX_FILES = 1000;

/** A file that a run works on: a snapshot, so that deleting the input later changes nothing. */
export interface InputFile {
	name: string;
	/** path on the drive */
	path: string;
	bytes: Buffer | undefined;
}

/** What a run works on. */
export interface RunInput {
	batchId: number | null;
	inputDir: string | null;
	files: InputFile[];
}

function asInput(folder: string, file: DriveFile): InputFile {
	const bytes = file.chunks && Buffer.concat(file.chunks);
	return { name: file.path.slice(folder.length + 1), path: file.path, bytes };
}

function filesIn(call: Call, folder: string): InputFile[] {
	const files = call.store.drive.filesUnder(folder);
	if (files.length === 0) throw new ApiError(400, 'The input has no files.');
	if (files.length > MAX_FILES) {
		throw new ApiError(400, `The input has ${files.length} files; the limit is ${MAX_FILES}.`);
	}
	return files.map((file) => asInput(folder, file));
}

function mailFiles(call: Call, body: Record<string, unknown>): RunInput {
	const from = body.from_timestamp;
	const to = body.to_timestamp;
	if (typeof from !== 'number' || typeof to !== 'number') {
		throw new ApiError(
			400,
			'from_timestamp and to_timestamp are required for a mailbox integration.',
		);
	}
	const wanted = (mail: Mail) => mail.receivedAt >= from && mail.receivedAt <= to;
	const inputDir = `${call.store.workspacePath('Mailbox')}/pulled/${call.now}`;
	const files = call.store.mails.filter(wanted).flatMap((mail) => mail.attachments);
	return {
		batchId: null,
		inputDir,
		files: files.map(({ name, bytes }) => ({ name, path: `${inputDir}/${name}`, bytes })),
	};
}

/** The vendor's clients send the `batch_id` also as text, as results give it. @throws ApiError 400 */
function wholeNumber(id: unknown): number {
	if (Number.isInteger(id)) return id as number;
	if (typeof id === 'string' && /^\d+$/.test(id)) return Number(id);
	throw new ApiError(400, 'batch_id must be an integer.');
}

/**
 * Finds what a run POST gives as its input.
 * @throws ApiError 400 when there is no input, or more than one; 404 when it does not exist
 */
export function runInput(
	call: Call,
	body: Record<string, unknown>,
	deployment?: Deployment,
): RunInput {
	const { batch_id: batchId, input_dir: inputDir } = body;
	if (body.manual_upstream_integration === true) {
		if (deployment?.upstream === 'mailbox') return mailFiles(call, body);
		throw new ApiError(400, 'No upstream integration is configured for this deployment.');
	}
	if (batchId !== undefined && batchId !== null) {
		const batch = call.store.batches.get(wholeNumber(batchId));
		if (!batch) throw new ApiError(404, `Batch ${String(batchId)} does not exist.`);
		return { batchId: batch.id, inputDir: batch.path, files: filesIn(call, batch.path) };
	}
	if (typeof inputDir !== 'string' || inputDir === '') {
		throw new ApiError(400, 'batch_id or input_dir is required.');
	}
	const folder = inputDir.replace(/\/+$/, '');
	if (!call.store.drive.isFolder(folder)) {
		throw new ApiError(404, `The folder ${folder} does not exist.`);
	}
	return { batchId: null, inputDir: folder, files: filesIn(call, folder) };
}
