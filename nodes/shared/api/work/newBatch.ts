import { mapConcurrent } from '../../concurrency';
import { createBatch } from '../resources/batches';
import type { Api } from '../wire/api';
import { AiHubError } from '../wire/errors';
import { missingFiles, MOST_UPLOADS, notTaken } from './batchContents';
import { type FileSource, uploadFile } from './upload';

/**
 * Creates a batch and uploads all files to it (operationIds `createBatch`, `addFileToBatch` or the
 * multipart upload, `listFiles`). Afterwards every file is in AI Hub's own list of the batch, with
 * its size: a run over less would be paid, and give less.
 *
 * @param options.inParallel files uploaded at the same time
 * @param options.created told the ID of the batch as soon as it is there
 * @returns the ID of the batch
 * @throws AiHubError
 */
export async function uploadNewBatch(
	api: Api,
	batch: { name: string; workspace?: string },
	files: FileSource[],
	options: { inParallel: number; created?: (batchId: number) => void },
): Promise<number> {
	const id = batchIdOf(await createBatch(api, batch));
	options.created?.(id);
	let missing: FileSource[] = files;
	for (let uploads = 1; ; uploads++) {
		await mapConcurrent(missing, options.inParallel, async (file) => {
			await uploadFile(api, id, file);
		});
		missing = await missingFiles(api, id, files);
		if (missing.length === 0) return id;
		if (uploads === MOST_UPLOADS) throw notTaken(id, missing);
	}
}

/** The ID is a number in the specification; some servers send it as text. */
function batchIdOf({ id }: { id: number | string }): number {
	const batchId = Number(id);
	if (Number.isSafeInteger(batchId) && batchId > 0) return batchId;
	throw new AiHubError('unexpectedAnswer', 'AI Hub created a batch without telling its ID', {
		hint: 'Run this again. If it comes back, look at the batches in AI Hub.',
	});
}
