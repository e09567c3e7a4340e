import { BINARY_ENCODING, type IBinaryData, type IExecuteFunctions } from 'n8n-workflow';

import { LONGEST_NAME } from '../api/resources/batches';
import { invalidInput } from '../api/wire/errors';
import type { FileSource } from '../api/work/upload';

const STREAM_CHUNK_BYTES = 256 * 1024;

/** A file of an item, ready to upload, and where it came from. */
export interface ItemFile extends FileSource {
	itemIndex: number;
	/** Name of the binary property. */
	property: string;
	mimeType: string;
}

/**
 * A binary property of an item as a file to upload; its bytes are streamed where n8n stores them
 * outside of memory.
 * @throws AiHubError of kind `invalidInput` when the item has no such property
 */
export async function itemFile(
	context: IExecuteFunctions,
	itemIndex: number,
	property: string,
): Promise<ItemFile> {
	const binary = binaryOf(context, itemIndex, property);
	const { id } = binary;
	const name = binary.fileName?.split(/[\\/]/).pop() || defaultName(property, binary);
	const common = { itemIndex, property, mimeType: binary.mimeType, name };
	if (id === undefined) {
		const bytes = Buffer.from(binary.data, BINARY_ENCODING);
		return { ...common, size: bytes.length, open: async () => chunksOf(bytes) };
	}
	return {
		...common,
		size: binary.bytes ?? (await context.helpers.getBinaryMetadata(id)).fileSize,
		open: async () => await context.helpers.getBinaryStream(id, STREAM_CHUNK_BYTES),
	};
}

function binaryOf(context: IExecuteFunctions, itemIndex: number, property: string): IBinaryData {
	const present = binaryProperties(context, itemIndex);
	if (!present.includes(property)) {
		throw invalidInput(
			`The item has no file in the field "${property}"`,
			present.length > 0
				? `Its files are in: ${present.join(', ')}. Put one of these names into Input Data Field Name.`
				: 'It has no files at all. Check that the node before gives out binary data.',
		);
	}
	return context.helpers.assertBinaryData(itemIndex, property);
}

/** Names of all binary properties of an item. */
export function binaryProperties(context: IExecuteFunctions, itemIndex: number): string[] {
	return Object.keys(context.getInputData()[itemIndex]?.binary ?? {});
}

/**
 * The binary properties that a person means by a name. Forms and mail nodes of n8n number the
 * files of one field when there are several, `scan_0`, `scan_1`: "scan" then means all of them.
 *
 * @returns the name itself when the item has it, or neither it nor numbered ones
 */
export function propertiesNamed(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
): string[] {
	const present = binaryProperties(context, itemIndex);
	if (present.includes(name)) return [name];
	const number = (property: string) => Number(property.slice(name.length + 1));
	const numbered = present
		.filter((one) => one.startsWith(`${name}_`) && /^\d+$/.test(one.slice(name.length + 1)))
		.sort((a, b) => number(a) - number(b));
	return numbered.length > 0 ? numbered : [name];
}

function defaultName(property: string, binary: IBinaryData): string {
	return binary.fileExtension ? `${property}.${binary.fileExtension}` : property;
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
	yield bytes;
}

/**
 * Gives files of the same name names of their own, `a.pdf`, `a (2).pdf`, because the second one
 * would replace the first in the batch.
 */
export function withUniqueNames<T extends { name: string }>(files: T[]): T[] {
	const used = new Set<string>();
	return files.map((file) => {
		const [, stem, extension] = /^(.+?)(\.[^.]*)?$/s.exec(file.name) ?? [];
		let name = file.name;
		for (let count = 2; used.has(name.toLowerCase()); count++) {
			name = numbered(stem, ` (${count})${extension ?? ''}`);
		}
		used.add(name.toLowerCase());
		return { ...file, name };
	});
}

/** As long a beginning as leaves room for the end, without half of a character. */
function numbered(stem: string, end: string): string {
	const room = Math.max(0, LONGEST_NAME - end.length);
	return stem.slice(0, room).replace(/[\uD800-\uDBFF]$/, '') + end;
}
