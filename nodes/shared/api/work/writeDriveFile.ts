import { getFileMetadata, writeFile } from '../resources/files';
import type { Api } from '../wire/api';
import { AiHubError, attempt, saysGone } from '../wire/errors';
import type { FileBody } from '../wire/send';

const MOST_TRIES = 3;

/**
 * Creates or overwrites a file on a drive, and sees that it is there where the answer leaves that open
 * (operationIds `writeFile`, `getFileMetadata`).
 * @param options.onlyIfNew refuse to overwrite
 * @returns whether the file is known to be new
 * @throws AiHubError; `rejected` with status 412 when it exists and `onlyIfNew` is set,
 * `unexpectedAnswer` when AI Hub takes it and does not have it
 */
export async function writeDriveFile(
	api: Api,
	path: string,
	content: Buffer | FileBody,
	options: { onlyIfNew?: boolean } = {},
): Promise<{ created: boolean }> {
	// A second try would be refused because of the first one's file.
	const mostTries = options.onlyIfNew ? 1 : MOST_TRIES;
	for (let tries = 1; ; tries++) {
		const { created, isCertain } = await writeFile(api, path, content, options);
		const size = content instanceof Uint8Array ? content.length : content.size;
		if (isCertain || (await isThere(api, path, size))) return { created };
		if (tries === mostTries) {
			throw new AiHubError(
				'unexpectedAnswer',
				'AI Hub did not keep the file: it is not there as it was sent',
				{
					hint: 'Check API Root in the credential. If it is right, a proxy in between may have given the answer: run this again.',
					operationId: 'writeFile',
					maybeDone: true,
				},
			);
		}
	}
}

async function isThere(api: Api, path: string, size: number): Promise<boolean> {
	const found = await attempt(() => getFileMetadata(api, path));
	// What is told like a folder has no size: it may be a file that is JSON.
	if (found.ok) return (found.value.size ?? size) === size;
	if (saysGone(found.error)) return false;
	throw found.error;
}
