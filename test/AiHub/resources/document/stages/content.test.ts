import { hashing } from '../../../../../nodes/AiHub/resources/document/stages/content';

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
