import { AiHubError, invalidInput } from '../../../../shared/api/wire/errors';
import { typeOf } from '../../../../shared/api/work/fileTypes';
import { assertUploadable, LARGEST_FILE_BYTES } from '../../../../shared/api/work/upload';
import { filesBrought } from '../../../../shared/n8n/files/brought';
import { chooseFiles, type FileChoice, type LeftOut } from '../../../../shared/n8n/files/choose';
import type { ItemFile } from '../../../../shared/n8n/files/itemFile';
import type { ItemContext } from '../../../defineResource';
import { listParam, param, rawParam } from '../../../parameters';
import { nothingToSend } from '../stages/leftOut';

const KB = 1024;

/**
 * The files of an item that are to be processed, and those that are not.
 * @throws AiHubError of kind `invalidInput` when it has none, or one that AI Hub does not take
 */
export async function filesOf(
	item: ItemContext,
): Promise<{ sent: ItemFile[]; leftOut: LeftOut[] }> {
	const { n8n, itemIndex } = item;
	const choice = fileChoice(item);
	const brought = await filesBrought(n8n, itemIndex, rawParam(item, 'binaryPropertyName'));
	const chosen = chooseFiles(brought, choice, n8n.getInputData()[itemIndex].json);
	const nothing = chosen.sent.length === 0 ? nothingToSend(chosen.leftOut) : undefined;
	if (nothing) throw nothing;
	const offenders = chosen.sent.flatMap((file) => problemsOf(file));
	if (offenders.length > 0)
		throw invalidInput(offenders.map(({ message }) => message).join('; '), offenders[0].hint);
	return chosen;
}

function fileChoice(item: ItemContext): FileChoice {
	return {
		types: typesOption(item),
		smallestSize: param<number>(item, 'options.smallestSize') * KB,
		withoutInlineImages: param<boolean>(item, 'options.withoutInlineImages'),
	};
}

/** People write types as `pdf`, `.pdf` or `*.pdf`. */
function typesOption(item: ItemContext): FileChoice['types'] {
	const types = listParam(item, 'options.fileTypes').map((type) =>
		type.toLowerCase().replace(/^\*?\./, ''),
	);
	if (types.includes('*')) return 'all';
	const strange = types.find((type) => !/^[a-z0-9+]{1,10}$/.test(type));
	if (strange !== undefined) {
		throw invalidInput(
			`"${strange.slice(0, 60)}" in File Types is not a file type`,
			'Write extensions with commas between them, such as pdf, docx, or * for all.',
		);
	}
	return types.length > 0 ? new Set(types.map(typeOf)) : undefined;
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
