import type { Api } from '../wire/api';
import { missingFiles, MOST_UPLOADS, notTaken } from './batchContents';
import { type FileSource, uploadFile } from './upload';

/**
 * Uploads a file to a batch that may hold others, and sees that it is in AI Hub's list where the answer
 * leaves that open: the list of a large batch costs more than the upload.
 *
 * @throws AiHubError, as `uploadFile`
 */
export async function uploadToBatch(api: Api, batchId: number, file: FileSource): Promise<void> {
	for (let uploads = 1; ; uploads++) {
		const { isCertain } = await uploadFile(api, batchId, file);
		const missing = isCertain ? [] : await missingFiles(api, batchId, [file]);
		if (missing.length === 0) return;
		if (uploads === MOST_UPLOADS) throw notTaken(batchId, missing);
	}
}
