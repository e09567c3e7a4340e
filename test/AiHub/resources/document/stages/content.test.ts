import { createHash } from 'node:crypto';

import {
	hashing,
	OWN_TAG_LENGTH,
	runTag,
	uniqueTag,
} from '../../../../../nodes/AiHub/resources/document/stages/content';

const MIB = 1024 * 1024;

function fileOf(bytes: Buffer, pieceBytes: number) {
	return {
		name: 'a.bin',
		size: bytes.length,
		open: async () =>
			(async function* () {
				for (let at = 0; at < bytes.length; at += pieceBytes) {
					yield bytes.subarray(at, at + pieceBytes);
				}
			})(),
	};
}

const sha256 = (...bytes: Buffer[]) => createHash('sha256').update(Buffer.concat(bytes)).digest();

describe('the hash of a file', () => {
	it.each([0, 1, 20_000, MIB - 1, MIB, MIB + 1, 3 * MIB])(
		'does not depend on its pieces, and tells it from another: %d bytes',
		async (size) => {
			const bytes = Buffer.alloc(size, 'fields and values, ');
			const hashes = [1000, 300_000, 2 * MIB].map((piece) => hashing(fileOf(bytes, piece)).hash());
			const [first, ...others] = await Promise.all(hashes);
			expect(others).toEqual([first, first]);
			const other = Buffer.concat([bytes.subarray(0, -1), Buffer.from('!')]);
			expect(await hashing(fileOf(other, 1000)).hash()).not.toBe(first);
		},
	);

	// By the tag that is made of it the run of an earlier version is found.
	it.each([
		[0, [0]],
		[20_000, [20_000]],
		[MIB - 1, [MIB - 1]],
		[MIB, [MIB, 0]],
		[2 * MIB + 5, [MIB, MIB, 5]],
	])('is that of the hashes of its blocks: %i bytes', async (size, blocks) => {
		const bytes = Buffer.alloc(size, 'fields and values, ');
		let at = 0;
		const hashes = blocks.map((length) => sha256(bytes.subarray(at, (at += length))));
		expect(await hashing(fileOf(bytes, 300_000)).hash()).toBe(sha256(...hashes).toString('hex'));
	});

	it('is that of what was read, and is kept', async () => {
		const file = fileOf(Buffer.from('invoice'), 3);
		const open = jest.spyOn(file, 'open');
		const hashed = hashing(file);
		expect(await hashed.hash()).toBe(await hashed.hash());
		expect(open).toHaveBeenCalledTimes(1);
		const pieces: Buffer[] = [];
		for await (const piece of await hashed.open()) pieces.push(piece);
		expect(pieces.map(String)).toEqual(['inv', 'oic', 'e']);
	});

	it('goes with the file as it is otherwise', () => {
		const file = fileOf(Buffer.from('invoice'), 3);
		const more = { open: expect.any(Function), hash: expect.any(Function) };
		expect(hashing(file)).toStrictEqual({ name: 'a.bin', size: 7, ...more });
		expect(hashing({ ...file, isReadAnew: true })).toHaveProperty('isReadAnew', true);
	});

	it('is taken while the file is read, which is opened once', async () => {
		const file = fileOf(Buffer.alloc(20_000, 'x'), 3000);
		const open = jest.spyOn(file, 'open');
		const hashed = hashing(file);
		let read = 0;
		for await (const piece of await hashed.open()) read += piece.length;
		const alone = await hashing(fileOf(Buffer.alloc(20_000, 'x'), 20_000)).hash();
		expect([read, await hashed.hash(), open.mock.calls.length]).toEqual([20_000, alone, 1]);
	});

	it('takes no more memory for a small file than that has', async () => {
		const allocate = jest.spyOn(Buffer, 'allocUnsafe');
		await hashing(fileOf(Buffer.alloc(20_000, 'x'), 3000)).hash();
		const bytes = allocate.mock.calls.reduce((sum, [size]) => sum + size, 0);
		allocate.mockRestore();
		expect(bytes).toBeGreaterThanOrEqual(20_000);
		expect(bytes).toBeLessThan(25_000);
	});
});

describe('the tag of a run', () => {
	const hex = (value: unknown) => sha256(Buffer.from(JSON.stringify(value))).toString('hex');

	it('tells the content, then the work', async () => {
		const { content, work } = await runTag(['a.pdf', 1], { node: 'AI Hub' });
		expect(content).toBe(`n8n-${hex(['a.pdf', 1]).slice(0, 16)}-`);
		expect(work).toBe(`${content}${hex({ node: 'AI Hub' }).slice(0, 12)}-`);
	});

	it('ends with what is this start alone, and is as long as it is said to be', async () => {
		const tag = await runTag('content', 'work');
		const numbers = [0, 0.3, 0.5, 0.99, 0.999, 0.028];
		const whole = uniqueTag(tag, () => numbers.shift() as number);
		expect(whole).toBe(`${tag.work}0aizz1`);
		expect(whole).toHaveLength(OWN_TAG_LENGTH);
	});
});
