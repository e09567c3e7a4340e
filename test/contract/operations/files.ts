import {
	deleteFileOrFolder,
	getFileMetadata,
	readFile,
	writeFile,
} from '../../../nodes/shared/api/resources/files';
import { waitForJob } from '../../../nodes/shared/api/work/job';
import { INVOICE, type World } from '../world';
import type { Operations } from './types';
import { DRIVE } from './constants';

export const filesOperations = (world: World): Operations => ({
	async readFile() {
		await writeFile(world.api, `${DRIVE}/in/${'ä #?%'}/b.txt`, Buffer.from('0123456789'));
		const whole = await readFile(world.api, `${DRIVE}/in/ä #?%/b.txt`);
		expect(await textOf(whole.stream)).toBe('0123456789');
		const part = await readFile(world.api, `${DRIVE}/in/ä #?%/b.txt`, {
			range: { first: 2, last: 4 },
			waitFor: { retries: 2, backoffSeconds: 1 },
		});
		expect(part).toMatchObject({ contentLength: 3, contentRange: 'bytes 2-4/10' });
		expect(await textOf(part.stream)).toBe('234');
	},
	async writeFile() {
		const path = `${DRIVE}/in/c.txt`;
		const onlyIfNew = { onlyIfNew: true };
		expect(await writeFile(world.api, path, INVOICE, onlyIfNew)).toEqual({
			created: true,
			isCertain: true,
		});
		await expect(writeFile(world.api, path, INVOICE, onlyIfNew)).rejects.toMatchObject({
			kind: 'rejected',
			details: { status: 412 },
		});
		expect(await writeFile(world.api, path, INVOICE)).toEqual({ created: false, isCertain: true });
	},
	async getFileMetadata() {
		await writeFile(world.api, `${DRIVE}/in/d.txt`, INVOICE);
		const waitFor = { retries: 1, backoffSeconds: 1 };
		const file = await getFileMetadata(world.api, `${DRIVE}/in/d.txt`, { waitFor });
		expect(file).toMatchObject({ type: 'file', size: INVOICE.length });
		expect(await getFileMetadata(world.api, `${DRIVE}/in`)).toMatchObject({ type: 'folder' });
		await expect(getFileMetadata(world.api, `${DRIVE}/nothing`)).rejects.toMatchObject({
			kind: 'notFound',
		});
	},
	async deleteFileOrFolder() {
		await writeFile(world.api, `${DRIVE}/in/e.txt`, INVOICE);
		const [jobId] = await deleteFileOrFolder(world.api, `${DRIVE}/in/e.txt`);
		await waitForJob(world.api, jobId, 60_000);
		await expect(readFile(world.api, `${DRIVE}/in/e.txt`)).rejects.toMatchObject({
			kind: 'notFound',
		});
	},
});

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
	let text = '';
	for await (const piece of stream) text += piece.toString();
	return text;
}
