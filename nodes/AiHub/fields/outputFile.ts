import type { IBinaryData, INodeProperties } from 'n8n-workflow';

import { AiHubError, attempt } from '../../shared/api/wire/errors';
import { assertSame, type DriveFile } from '../../shared/api/work/readDriveFile';
import type { ItemContext } from '../defineResource';
import { textParam } from '../parameters';

/** Where a downloaded file goes. */
export const outputFileField: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the output binary field to put the file in',
	description: 'Name of the binary field that the nodes after this one find the file under',
};

/** The binary field of this item. */
export function outputFieldName(item: ItemContext): string {
	return textParam(item, 'binaryPropertyName') ?? 'data';
}

/**
 * Streams a file into n8n's binary data. AI Hub calls every file `application/octet-stream`; then
 * n8n finds out the type by the name.
 * @throws AiHubError of kind `unavailable` when the file does not arrive whole, `unexpectedAnswer` when
 * it is not the one that AI Hub has
 */
export async function outputFile(
	{ n8n, api }: ItemContext,
	file: DriveFile,
	fileName: string,
): Promise<IBinaryData> {
	const { content, contentType } = file;
	const mimeType = contentType?.split(';')[0].trim();
	const stored = await attempt(
		async () =>
			await n8n.helpers.prepareBinaryData(
				content as Parameters<typeof n8n.helpers.prepareBinaryData>[0],
				fileName,
				mimeType === 'application/octet-stream' ? undefined : mimeType,
			),
	);
	// A stop in the middle looks like a broken connection: it is told apart here.
	api.throwIfCancelled();
	if (stored.ok) {
		const { bytes } = stored.value;
		if (bytes !== undefined) await assertSame(api, file, bytes);
		return stored.value;
	}
	throw new AiHubError(
		'unavailable',
		`The download of "${fileName}" broke off: ${stored.error.message}`,
		{ hint: 'This is usually temporary. Run this again in a few minutes.' },
	);
}
