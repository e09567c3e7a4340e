import { Readable } from 'node:stream';
import type { IExecuteFunctions } from 'n8n-workflow';

import { itemFile } from '../../../../nodes/shared/n8n/files/itemFile';

it.each([
	[20_000, 20_000],
	[256 * 1024, 256 * 1024],
	[1024 * 1024, 256 * 1024],
	[0, 1],
])('a file of %i bytes is read in chunks of %i', async (bytes, chunk) => {
	const chunks: Array<number | undefined> = [];
	const getBinaryStream = async (_: string, size?: number) => {
		chunks.push(size);
		return Readable.from([]);
	};
	const n8n = { helpers: { getBinaryStream } } as unknown as IExecuteFunctions;
	const binary = { id: 'filesystem-v2:a', data: 'filesystem-v2', mimeType: 'text/plain', bytes };
	const file = await itemFile(n8n, 0, 0, { property: 'data', binary });
	await file.open();
	expect(chunks).toEqual([chunk]);
});
