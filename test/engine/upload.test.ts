import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { prepareBinary, type BinaryMode } from '../support/engine';
import { byId, fileItem, World } from './world';

const MIB = 1024 * 1024;
const PART_SIZE = 5 * MIB;
const large = Buffer.alloc(12 * MIB + 1, 'fields and values ');
const small = Buffer.from('a little file');

let world: World;

beforeAll(async () => {
	world = await World.start({ partSize: PART_SIZE });
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function stored(batchId: number): Record<string, string> {
	const { store } = world.emulator;
	const { path } = store.batches.get(batchId)!;
	const files = store.drive.filesUnder(path).map((file) => {
		return [file.path.slice(path.length + 1), sha256(Buffer.concat(file.chunks!))];
	});
	return Object.fromEntries(files) as Record<string, string>;
}

const sizesOf = (operationId: string) =>
	world.emulator.requests
		.filter((request) => request.operationId === operationId)
		.map(({ bytes }) => bytes);

describe.each<BinaryMode>(['default', 'filesystem'])('binary data in %s mode', (mode) => {
	it('arrives byte by byte, in one request or in parts', async () => {
		const batchId = world.batch();
		const binary = {
			small: await prepareBinary(small, 'small.bin', 'application/octet-stream', mode),
			large: await prepareBinary(
				Readable.from([large]),
				'large.bin',
				'application/octet-stream',
				mode,
			),
		};
		const { error, outputs } = await world.run(
			'batchFile.upload',
			{ batchId: byId(batchId), binaryPropertyName: 'small,large' },
			{ items: [{ json: {}, binary }], binaryMode: mode },
		);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.size)).toEqual([small.length, large.length]);
		expect(stored(batchId)).toEqual({ 'small.bin': sha256(small), 'large.bin': sha256(large) });
		expect(sizesOf('addFileToBatch')).toEqual([small.length]);
		expect(sizesOf('uploadMultipartPart')).toEqual([PART_SIZE, PART_SIZE, 2 * MIB + 1]);
	});
});

it('the name of a form field stands for all the files that were given there', async () => {
	const batchId = world.batch();
	const [first, second] = await Promise.all(
		['first.txt', 'second.txt'].map(
			async (name) => await prepareBinary(Buffer.from(name), name, 'text/plain'),
		),
	);
	const { error, outputs } = await world.run(
		'batchFile.upload',
		{ batchId: byId(batchId), binaryPropertyName: 'scans' },
		{ items: [{ json: {}, binary: { scans_0: first, scans_1: second } }] },
	);
	expect(error).toBeUndefined();
	expect(outputs[0].map(({ json }) => json.file_name)).toEqual(['first.txt', 'second.txt']);
});

it('an upload that is cancelled stops, and its session is aborted', async () => {
	const batchId = world.batch();
	const data = await prepareBinary(large, 'large.bin', 'application/octet-stream');
	world.emulator.faults.add({
		match: { operationId: 'uploadMultipartPart' },
		skip: 1,
		times: Infinity,
		action: { delayMs: 1000 },
	});
	const { status } = await world.run(
		'batchFile.upload',
		{ batchId: byId(batchId) },
		{ items: [{ json: {}, binary: { data } }], cancelWhen: secondPart() },
	);
	expect(status).not.toBe('success');
	expect(sizesOf('uploadMultipartPart')).toHaveLength(2);
	expect(world.emulator.store.sessions.size).toBe(0);
	expect(stored(batchId)).toEqual({});
});

/** Resolves when the second part is on its way. */
async function secondPart(): Promise<void> {
	while (sizesOf('uploadMultipartPart').length < 2) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

it.each(['a.xlsx', 'B.CSV', 'c.xls'])('refuses a spreadsheet of 10 MB: %s', async (name) => {
	const batchId = world.batch();
	const upload = async (bytes: Buffer) => {
		const data = await prepareBinary(bytes, name, 'text/csv', 'filesystem');
		return await world.run(
			'batchFile.upload',
			{ batchId: byId(batchId), binaryPropertyName: 'data' },
			{ items: [{ json: {}, binary: { data } }], binaryMode: 'filesystem' },
		);
	};
	const { error } = await upload(large.subarray(0, 10 * MIB));
	expect(error?.message).toContain(`The spreadsheet "${name}" has 10 MB or more`);
	expect(world.emulator.requests).toEqual([]);
	expect((await upload(large.subarray(1, 10 * MIB))).error).toBeUndefined();
	expect(Object.keys(stored(batchId))).toEqual([name]);
});

describe('Input Data Field Name', () => {
	const combined = { workflowSettings: { binaryMode: 'combined' as const } };

	it.each([
		['attachment_', {}],
		['={{ $binary }}', {}],
		['={{ [$binary.attachment_0, $binary.attachment_1] }}', {}],
		['attachment_', combined],
		['={{ $json._files }}', combined],
		['_files.attachment_0, attachment_1', combined],
	])('%s takes the files (%j)', async (binaryPropertyName, options) => {
		const batchId = world.batch();
		const names = { attachment_0: 'a', attachment_1: 'b.txt' };
		const entries = Object.entries(names).map(async ([field, name]) => [
			field,
			await prepareBinary(Buffer.from(name), name, 'text/plain', 'filesystem'),
		]);
		const binary = Object.fromEntries(await Promise.all(entries)) as never;
		const { error } = await world.run(
			'batchFile.upload',
			{ batchId: byId(batchId), binaryPropertyName },
			{ items: [{ json: {}, binary }], binaryMode: 'filesystem', ...options },
		);
		expect(error).toBeUndefined();
		expect(Object.keys(stored(batchId)).sort()).toEqual(['a.txt', 'b.txt']);
	});
});

it('files of several items, of one name, are all in the batch, and in another under their own', async () => {
	const [batchId, other] = [world.batch(), world.batch()];
	const items = await Promise.all(
		[batchId, batchId, other].map(async (batch, index) =>
			fileItem({ data: 'scan.txt' }, { batch, index }),
		),
	);
	const { outputs, error } = await world.run(
		'batchFile.upload',
		{ batchId: byId('={{ $json.batch }}') },
		{ items },
	);
	expect(error).toBeUndefined();
	expect(outputs[0].map(({ json }) => json.file_name).sort()).toEqual([
		'scan (2).txt',
		'scan.txt',
		'scan.txt',
	]);
	expect(Object.keys(stored(batchId)).sort()).toEqual(['scan (2).txt', 'scan.txt']);
	expect(Object.keys(stored(other))).toEqual(['scan.txt']);
});
