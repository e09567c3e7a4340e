import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import type { BinaryData } from 'n8n-core';

interface Row {
	data: Buffer;
	metadata: BinaryData.PreWriteMetadata;
}

/**
 * Stands where n8n keeps files in its database, which n8n-core alone does not have: whole files in
 * and out, as n8n's own manager reads and writes them.
 */
export class DatabaseFiles implements BinaryData.Manager {
	private readonly rows = new Map<string, Row>();

	async init(): Promise<void> {}

	async store(
		_: BinaryData.FileLocation,
		content: Buffer | Readable,
		metadata: BinaryData.PreWriteMetadata,
	): Promise<BinaryData.WriteResult> {
		const data = Buffer.isBuffer(content) ? content : await buffer(content);
		const fileId = randomUUID();
		this.rows.set(fileId, { data, metadata });
		return { fileId, fileSize: data.length };
	}

	getPath(fileId: string): string {
		return `database://${fileId}`;
	}

	async getAsBuffer(fileId: string): Promise<Buffer> {
		return this.row(fileId).data;
	}

	async getAsStream(fileId: string): Promise<Readable> {
		return Readable.from(this.row(fileId).data);
	}

	async getMetadata(fileId: string): Promise<BinaryData.Metadata> {
		const { data, metadata } = this.row(fileId);
		return { ...metadata, fileSize: data.length };
	}

	async copyByFileId(_: BinaryData.FileLocation, fileId: string): Promise<string> {
		const copy = randomUUID();
		this.rows.set(copy, this.row(fileId));
		return copy;
	}

	async copyByFilePath(
		location: BinaryData.FileLocation,
		path: string,
		metadata: BinaryData.PreWriteMetadata,
	): Promise<BinaryData.WriteResult> {
		return await this.store(location, await readFile(path), metadata);
	}

	async rename(oldId: string, newId: string): Promise<void> {
		this.rows.set(newId, this.row(oldId));
		this.rows.delete(oldId);
	}

	private row(fileId: string): Row {
		const row = this.rows.get(fileId);
		if (!row) throw new Error(`There is no file ${fileId}`);
		return row;
	}
}
