import type { IBinaryData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { invalidInput } from '../../api/wire/errors';
import { binariesIn, type Brought, hasContent, isBinary, separated } from './binaries';
import { itemFile, type ItemFile } from './itemFile';

/**
 * The files that an item brings.
 * @param wanted what a person entered as Input Data Field Name: names of fields, beginnings of
 * numbered ones, files that an expression gives, or lists of those; an empty text for all
 * @throws AiHubError of kind `invalidInput` when it has none, or not those
 */
export async function filesBrought(
	context: IExecuteFunctions,
	itemIndex: number,
	wanted: unknown,
): Promise<ItemFile[]> {
	const item = context.getInputData()[itemIndex];
	const own = Object.entries(separated(item).binary ?? {}).map(
		([property, binary]): Brought => ({ property, binary }),
	);
	const entries = entriesOf(wanted);
	const brought =
		entries.length > 0 ? entries.flatMap((entry) => meant(entry, own, item, context)) : own;
	if (brought.length === 0) throw invalidInput('The item has no files', whyNone(context));
	return await Promise.all(
		once(brought).map(async (one, index) => await itemFile(context, itemIndex, index, one)),
	);
}

/** Names are separated by commas, also within a list. */
function entriesOf(wanted: unknown): unknown[] {
	if (wanted === null || wanted === undefined) throw notAFile('nothing');
	if (Array.isArray(wanted)) return wanted.flatMap(entriesOf);
	if (typeof wanted === 'object') return [wanted];
	return String(wanted)
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
}

function meant(
	entry: unknown,
	own: Brought[],
	{ json }: INodeExecutionData,
	context: IExecuteFunctions,
): Brought[] {
	if (typeof entry !== 'string') return given(entry, own);
	const found = named(entry, own);
	if (found.length > 0) return found;
	const at = entry.split(/[.[\]]+/).filter((key) => key !== '');
	const value = at.reduce<unknown>((inner, key) => (inner as never)?.[key], json);
	if (typeof value === 'object' && value !== null) return given(value, own);
	if (entry.includes('[object Object]')) throw notAFile('text around an expression');
	throw missing(entry, own, context);
}

/**
 * Forms and mail nodes of n8n number the files of one field, `scan_0`, `attachment_1`, `data0`: the
 * name without the number means all of them.
 */
function named(name: string, own: Brought[]): Brought[] {
	const exact = own.find(({ property }) => property === name);
	if (exact) return [exact];
	const number = ({ property }: Brought) => Number(property.slice(name.length).replace(/^_/, ''));
	return own
		.filter(({ property }) => {
			return property.startsWith(name) && /^_?\d+$/.test(property.slice(name.length));
		})
		.sort((one, other) => number(one) - number(other));
}

/** A file, or an object or list of files, that an expression gives. */
function given(value: unknown, own: Brought[]): Brought[] {
	if (isBinary(value)) return [ownFile(value, own) ?? foreign(value)];
	const files = binariesIn(value);
	if (files.length === 0) throw notAFile(Array.isArray(value) ? 'a list' : 'an object');
	return files.map(([name, file]) => {
		const field = own.filter(({ property }) => property === name);
		return ownFile(file, field) ?? ownFile(file, own) ?? foreign(file);
	});
}

function ownFile(file: IBinaryData, own: Brought[]): Brought | undefined {
	const same = own.filter(({ binary }) => isSame(binary, file));
	// Without its content it cannot be told which of two files of one name it is.
	return same.length > 1 && !hasContent(file) ? undefined : same[0];
}

function foreign(binary: IBinaryData): Brought {
	if (hasContent(binary)) return { property: 'data', binary, elsewhere: true };
	throw invalidInput(
		'The expression in Input Data Field Name gives a file without its content',
		"So n8n does where it keeps files in memory. Enter the name of the field, or give the file with $('Name of the node').item.binary.",
	);
}

function isSame(one: IBinaryData, other: IBinaryData): boolean {
	if (one.id !== undefined || other.id !== undefined) return one.id === other.id;
	if (hasContent(other) && one.data !== other.data) return false;
	return (
		one.fileName === other.fileName && one.mimeType === other.mimeType && one.bytes === other.bytes
	);
}

/** Two fields of an item may hold the same file: they are two files all the same. */
function isOne(one: Brought, other: Brought): boolean {
	return (
		one.elsewhere === other.elsewhere &&
		one.property === other.property &&
		isSame(one.binary, other.binary)
	);
}

function once(brought: Brought[]): Brought[] {
	return brought.filter((one, index) => {
		return index === brought.findIndex((other) => isOne(one, other));
	});
}

function missing(name: string, own: Brought[], context: IExecuteFunctions): Error {
	const fields = own.map(({ property }) => property).join(', ');
	return invalidInput(
		`The item has no file in the field "${name}"`,
		fields === ''
			? `It has no files at all. ${whyNone(context)}`
			: `Its files are in: ${fields}. Put one of these names into Input Data Field Name.`,
	);
}

function notAFile(what: string): Error {
	return invalidInput(
		`Input Data Field Name gives ${what}, and no file`,
		'Enter the name of a field, or an expression that gives a file and nothing else, such as {{ $binary.data }}.',
	);
}

function whyNone(context: IExecuteFunctions): string {
	// So n8n calls a node that an agent uses as a tool.
	if (context.getNode().type.endsWith('Tool')) {
		return 'A tool of an agent gets no files, also not those of the chat. Set Documents to Existing Batch or Drive Folder, or process the files before the agent.';
	}
	const check = 'Check that the node before gives out binary data.';
	if (context.getMode() !== 'manual') return check;
	return `${check} Pinned data has no files: unpin it in that node and execute it again.`;
}
