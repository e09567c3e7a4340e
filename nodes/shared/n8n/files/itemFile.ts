import { BINARY_ENCODING, type IBinaryData, type IExecuteFunctions } from 'n8n-workflow';

import type { FileSource } from '../../api/work/upload';
import type { Brought } from './binaries';
import { withExtension } from './names';

const STREAM_CHUNK_BYTES = 256 * 1024;

/** A file of an item, ready to upload, and where it came from. */
export interface ItemFile extends FileSource {
	/** The name that the person knows it by; AI Hub may need another. */
	givenName: string;
	itemIndex: number;
	/** Position among the files that its item brings, from 0. */
	position: number;
	/** Name of the binary field. */
	property: string;
	mimeType: string;
	/** The file as n8n holds it. */
	binary: IBinaryData;
	/** It is not a file of the item itself. */
	elsewhere?: true;
}

/** A file to upload; its bytes are streamed where n8n stores them outside of memory. */
export async function itemFile(
	{ helpers }: IExecuteFunctions,
	itemIndex: number,
	position: number,
	brought: Brought,
): Promise<ItemFile> {
	const { property, binary } = brought;
	const { id, mimeType } = binary;
	const givenName = binary.fileName?.split(/[\\/]/).pop() || defaultName(property, binary);
	const name = withExtension(givenName, mimeType);
	const common = { ...brought, itemIndex, position, mimeType, givenName, name };
	if (id === undefined) {
		const bytes = Buffer.from(binary.data, BINARY_ENCODING);
		return { ...common, size: bytes.length, open: async () => chunksOf(bytes) };
	}
	const size = binary.bytes ?? (await helpers.getBinaryMetadata(id)).fileSize;
	// n8n takes memory for a whole chunk at each read, however little there is to read.
	const chunkBytes = Math.max(1, Math.min(STREAM_CHUNK_BYTES, size));
	return {
		...common,
		size,
		open: async () => await helpers.getBinaryStream(id, chunkBytes),
		isReadAnew: true,
	};
}

function defaultName(property: string, binary: IBinaryData): string {
	return binary.fileExtension ? `${property}.${binary.fileExtension}` : property;
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
	yield bytes;
}
