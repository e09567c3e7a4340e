import { AiHubError, invalidInput } from '../../../../shared/api/wire/errors';
import { assertUploadable, LARGEST_FILE_BYTES } from '../../../../shared/api/work/upload';
import {
	binaryProperties,
	type ItemFile,
	itemFile,
	propertiesNamed,
} from '../../../../shared/n8n/binary';
import type { ItemContext } from '../../../defineResource';
import { listParam } from '../../../parameters';

/**
 * The files of an item that are to be processed.
 * @throws AiHubError of kind `invalidInput` when it has none, or one that AI Hub does not take
 */
export async function filesOf(item: ItemContext): Promise<ItemFile[]> {
	const named = listParam(item, 'binaryPropertyName');
	const { n8n, itemIndex } = item;
	const properties =
		named.length > 0
			? named.flatMap((name) => propertiesNamed(n8n, itemIndex, name))
			: binaryProperties(n8n, itemIndex);
	if (properties.length === 0) {
		throw invalidInput(
			'The item has no files',
			'Check that the node before gives out binary data.',
		);
	}
	const files = await Promise.all(
		properties.map(async (property) => await itemFile(n8n, itemIndex, property)),
	);
	const offenders = files.flatMap((file) => problemsOf(file));
	if (offenders.length > 0)
		throw invalidInput(offenders.map(({ message }) => message).join('; '), offenders[0].hint);
	return files;
}

function problemsOf(file: ItemFile): Array<{ message: string; hint?: string }> {
	if (file.size > LARGEST_FILE_BYTES) {
		return [
			{
				message: `The file "${file.name}" has ${megabytes(file.size)} MB; AI Hub takes at most ${megabytes(LARGEST_FILE_BYTES)} MB`,
				hint: 'Split the file, or make it smaller.',
			},
		];
	}
	try {
		assertUploadable(file);
		return [];
	} catch (error) {
		return [error as AiHubError];
	}
}

/** Rounded up, because one byte over 50 MB is not 50 MB. */
function megabytes(bytes: number): string {
	return String(Math.ceil((bytes / 1024 / 1024) * 10) / 10);
}
