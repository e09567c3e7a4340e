import { prepareBinary } from '../support/engine';
import { byId, World } from './world';

const small = Buffer.from('a little file');
const large = Buffer.alloc(11 * 1024 * 1024, 'fields and values ');

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

/** The names of the files in a batch, and whether they are as they were sent. */
function stored(batchId: number): Array<[string, boolean]> {
	const { store } = world.emulator;
	const { path } = store.batches.get(batchId)!;
	return store.drive.filesUnder(path).map((file) => {
		const bytes = Buffer.concat(file.chunks!);
		return [file.path.slice(path.length + 1), bytes.equals(small) || bytes.equals(large)];
	});
}

describe("a success that is not AI Hub's", () => {
	const upload = async (batchId: number, content: Buffer, name: string) => {
		const data = await prepareBinary(content, name, 'application/octet-stream');
		return await world.run(
			'batchFile.upload',
			{ batchId: byId(batchId) },
			{ items: [{ json: {}, binary: { data } }] },
		);
	};
	const lie = (operationId: string, times = 1) =>
		world.emulator.faults.add({ match: { operationId }, times, action: { status: 200 } });

	it.each([
		['addFileToBatch', small],
		['commitMultipartUploadSession', large],
	])(
		'by %s is not believed: the file is sent until AI Hub has it',
		async (operationId, content) => {
			const batchId = world.batch();
			lie(operationId);
			const { error } = await upload(batchId, content, 'a.bin');
			expect([error, stored(batchId)]).toEqual([undefined, [['a.bin', true]]]);
			expect(world.emulator.store.sessions.size).toBe(0);
		},
	);

	it('that comes again and again is an error which names the file and the batch', async () => {
		const batchId = world.batch();
		lie('addFileToBatch', Infinity);
		const { error } = await upload(batchId, small, 'a.bin');
		expect(error?.message).toContain(`AI Hub did not keep "a.bin": the list of batch ${batchId}`);
	});
});
