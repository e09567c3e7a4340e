import { randomBytes } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';

import { readBinary, type BinaryMode } from '../support/engine';
import { fileItem, INVOICE, World } from './world';

const FOLDER = 'emulator-org/Operations/fs/Instabase Drive/in box';
const PATH = `${FOLDER}/é中 #1%.pdf`;
const LARGE = randomBytes(3_000_000);

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const download = async (parameters: INodeParameters = {}, binaryMode: BinaryMode = 'default') =>
	await world.run('driveFile.download', { path: PATH, ...parameters }, { binaryMode });

const lastRequest = () => world.emulator.requests.at(-1)!;

describe('Drive File → Download', () => {
	it.each<BinaryMode>(['default', 'filesystem'])(
		'gives the file with its name, type and size: binary mode %s',
		async (mode) => {
			world.emulator.putDriveFile(PATH, LARGE);
			const { outputs, error } = await download({}, mode);
			expect(error).toBeUndefined();
			const [{ json, binary }] = outputs[0];
			expect(json).toEqual({
				path: PATH,
				file_name: 'é中 #1%.pdf',
				mime_type: 'application/pdf',
				size: LARGE.length,
			});
			expect(binary!.data).toMatchObject({
				fileName: 'é中 #1%.pdf',
				fileExtension: 'pdf',
				mimeType: 'application/pdf',
			});
			expect((await readBinary(binary!.data)).equals(LARGE)).toBe(true);
		},
	);

	it.each<[string, INodeParameters, string, string]>([
		['from the third byte on', { firstByte: 2 }, 'bytes=2-', 'VOICE'],
		['up to the fifth byte', { lastByte: 4 }, 'bytes=0-4', 'INVOI'],
		['one byte', { firstByte: 1, lastByte: 1 }, 'bytes=1-1', 'N'],
		['numbers in text', { firstByte: '={{ "2" }}', lastByte: '={{ "3" }}' }, 'bytes=2-3', 'VO'],
	])('gives a range: %s', async (_, options, range, content) => {
		world.emulator.putDriveFile(PATH, 'INVOICE');
		const { outputs, error } = await download({ options });
		expect(error).toBeUndefined();
		const [{ json, binary }] = outputs[0];
		expect((await readBinary(binary!.data)).toString()).toBe(content);
		expect(json).toMatchObject({ size: content.length });
		expect(json.content_range).toMatch(/^bytes \d-\d\/7$/);
		expect(lastRequest().headers.range).toBe(range);
	});

	it.each<[INodeParameters, RegExp]>([
		[{ firstByte: 5, lastByte: 4 }, /^There are no bytes from 5 to 4/],
		[{ firstByte: -1 }, /^-1 in Bytes From is less than 0/],
		[{ lastByte: 1.5 }, /^There are no bytes from/],
		[{ firstByte: '={{ "x" }}' }, /^"x" in Bytes From is not a number/],
	])('refuses the range %p', async (options, words) => {
		const { error } = await download({ options });
		expect(error?.message).toMatch(words);
		expect(world.emulator.requests).toEqual([]);
	});

	it('is an error when the whole file comes instead of the range', async () => {
		world.emulator.faults.add({
			match: { operationId: 'readFile' },
			action: { status: 200, body: 'everything' },
		});
		const { error } = await download({ options: { firstByte: 2 } });
		expect(error?.message).toContain('whole file');
	});

	it.each<BinaryMode>(['default', 'filesystem'])(
		'is an error when the file does not arrive whole: binary mode %s',
		async (mode) => {
			world.emulator.putDriveFile(PATH, LARGE);
			world.emulator.faults.add({ match: { operationId: 'readFile' }, action: { truncate: true } });
			const { error, outputs } = await download({}, mode);
			expect(outputs.flat()).toEqual([]);
			expect(error).toMatchObject({
				message: expect.stringContaining('"é中 #1%.pdf" broke off') as string,
				description: expect.stringContaining('Run this again') as string,
			});
		},
	);

	it.each<[string, number, BinaryMode]>([
		['short', 20, 'default'],
		['short', 20, 'filesystem'],
		['long', 200_000, 'default'],
		['long', 200_000, 'filesystem'],
	])('takes a file that is JSON: %s, %d bytes, binary mode %s', async (_, size, mode) => {
		const text = JSON.stringify({ status: 'fine', text: 'x'.repeat(size) });
		world.emulator.putDriveFile(PATH, text);
		for (const length of [String(text.length), null]) {
			const headers = { 'Content-Type': 'application/json', 'Content-Length': length };
			for (const operationId of ['readFile', 'getFileMetadata']) {
				world.emulator.faults.add({ match: { operationId }, action: { rewrite: { headers } } });
			}
			const { error, outputs } = await download({}, mode);
			expect([error, outputs[0][0].json.size]).toEqual([undefined, text.length]);
		}
	});

	it.each([
		['nothing', { rewrite: { text: '' } }],
		['JSON', { status: 200, body: { message: 'Welcome' } }],
	])('is an error when %s comes in place of it', async (_, action) => {
		world.emulator.putDriveFile(PATH, INVOICE);
		world.emulator.faults.add({ match: { operationId: 'readFile' }, action });
		const { error } = await download();
		expect(error?.message).toContain('something else than the file');
	});

	it('takes another name and field', async () => {
		world.emulator.putDriveFile(PATH, INVOICE);
		const { outputs } = await download({
			binaryPropertyName: 'doc',
			options: { fileName: 'a.txt' },
		});
		expect(outputs[0][0].json).toMatchObject({ file_name: 'a.txt', mime_type: 'text/plain' });
		expect(outputs[0][0].binary).toHaveProperty('doc.fileName', 'a.txt');
	});

	it('says that there is no file', async () => {
		const { error } = await download();
		expect(error).toMatchObject({
			message: expect.stringContaining('There is no file at') as string,
			httpCode: '404',
		});
	});
});

describe('Wait for File', () => {
	const waitForFile = { wait: { retries: 40, seconds: 0.05 } };

	it.each(['driveFile.download', 'driveFile.getMetadata'])('%s: AI Hub waits', async (name) => {
		const running = world.run(name, { path: PATH, options: { waitForFile } });
		while (world.emulator.requests.length === 0) await new Promise(setImmediate);
		world.emulator.putDriveFile(PATH, INVOICE);
		const { error, outputs } = await running;
		expect(error).toBeUndefined();
		expect(outputs[0][0].json).toMatchObject({ size: INVOICE.length });
		expect(JSON.parse(String(lastRequest().headers['ib-retry-config']))).toEqual({
			retries: 40,
			'backoff-seconds': 0.05,
		});
		expect(world.emulator.requests).toHaveLength(1);
	});

	it('is not asked for unless it was chosen', async () => {
		await download();
		expect(lastRequest().headers).not.toHaveProperty('ib-retry-config');
	});
});

describe('Drive File → Upload', () => {
	const upload = async (parameters: INodeParameters, file = INVOICE) =>
		await world.run('driveFile.upload', parameters, {
			items: [await fileItem({ data: 'in voice.txt' }, {}, 'default', file)],
		});
	const stored = (path: string) => world.emulator.store.drive.bytes(path);

	it('writes a file under the path, or under its own name in a folder', async () => {
		for (const path of [PATH, `${FOLDER}/`]) {
			const { error } = await upload({ path });
			expect(error).toBeUndefined();
		}
		expect(stored(PATH).equals(INVOICE)).toBe(true);
		expect(stored(`${FOLDER}/in voice.txt`).equals(INVOICE)).toBe(true);
	});

	describe.each([
		['separate', {}],
		['combined', { workflowSettings: { binaryMode: 'combined' as const } }],
	])('of several files, %s', (_, options) => {
		const several = async (parameters: INodeParameters) => {
			const names = { scan_0: 'same.txt', scan_1: 'same.txt', scan_2: 'note' };
			const items = [await fileItem(names, {}, 'filesystem')];
			return await world.run('driveFile.upload', parameters, {
				items,
				binaryMode: 'filesystem',
				...options,
			});
		};

		it.each(['scan_', 'scan_0, scan_1, scan_2', '={{ $json._files ?? $binary }}'])(
			'writes each under a name of its own in a folder: %s',
			async (binaryPropertyName) => {
				const { outputs, error } = await several({ path: `${FOLDER}/`, binaryPropertyName });
				expect(error).toBeUndefined();
				const names = outputs[0].map(({ json }) => json.file_name);
				expect(names).toEqual(['same.txt', 'same (2).txt', 'note']);
				for (const name of names)
					expect(stored(`${FOLDER}/${String(name)}`).equals(INVOICE)).toBe(true);
			},
		);

		it('refuses the path of one file', async () => {
			const { error } = await several({ path: PATH, binaryPropertyName: 'scan_' });
			expect(error?.message).toBe('There are 3 files, but the path is of one');
			expect(world.emulator.requests).toEqual([]);
		});

		it('names what was written before one failed', async () => {
			world.emulator.faults.add({
				match: { operationId: 'writeFile' },
				skip: 2,
				action: { status: 400, body: { message: 'no room' } },
			});
			const { error } = await several({ path: `${FOLDER}/`, binaryPropertyName: 'scan_' });
			expect(error?.message).toContain('no room');
			expect(error?.message).toContain(
				`Already written: ${FOLDER}/same.txt, ${FOLDER}/same (2).txt`,
			);
		});
	});

	it('writes a text', async () => {
		const { outputs } = await upload({ path: PATH, content: 'text', text: 'Grüße 中' });
		expect(stored(PATH).toString('utf8')).toBe('Grüße 中');
		expect(outputs[0][0].json).toMatchObject({ size: Buffer.byteLength('Grüße 中') });
	});

	it('overwrites, unless it must be new', async () => {
		world.emulator.putDriveFile(PATH, 'old');
		const options = { onlyIfNew: true };
		const refused = await upload({ path: PATH, options });
		expect(refused.error).toMatchObject({
			message: `There is already a file at "${PATH}"`,
			description: expect.stringContaining('Only If New') as string,
		});
		expect(stored(PATH).toString()).toBe('old');

		await upload({ path: PATH });
		expect(stored(PATH).equals(INVOICE)).toBe(true);

		const { outputs } = await upload({ path: `${FOLDER}/new.txt`, options });
		expect(outputs[0][0].json).toMatchObject({ created: true });
	});

	it("is sent again when a success that is not AI Hub's has written nothing, and fails at last", async () => {
		const { faults } = world.emulator;
		faults.add({ match: { operationId: 'writeFile' }, action: { status: 200 } });
		const { error, outputs } = await upload({ path: PATH });
		expect([error, outputs[0].length, stored(PATH).equals(INVOICE)]).toEqual([undefined, 1, true]);

		faults.add({ match: { operationId: 'writeFile' }, times: Infinity, action: { status: 200 } });
		const never = await upload({ path: `${FOLDER}/never.txt` });
		expect(never.error?.message).toContain('AI Hub did not keep the file');

		world.emulator.requests.length = 0;
		const once = await upload({ path: `${FOLDER}/never.txt`, options: { onlyIfNew: true } });
		expect(once.error?.message).toContain('AI Hub did not keep the file');
		expect(world.emulator.requests.map(({ operationId }) => operationId)).toEqual([
			'writeFile',
			'getFileMetadata',
		]);
	});

	it("is believed where another success than AI Hub's has written it", async () => {
		world.emulator.faults.add({
			match: { operationId: 'writeFile' },
			action: { rewrite: { status: 200, text: 'OK' } },
		});
		const { error } = await upload({ path: PATH });
		expect([error, world.emulator.requests.map(({ operationId }) => operationId)]).toEqual([
			undefined,
			['writeFile', 'getFileMetadata'],
		]);
	});

	it('is not repeated when it must be new and the answer was lost', async () => {
		world.emulator.faults.add({
			match: { operationId: 'writeFile' },
			action: { reset: 'after' },
		});
		const { error } = await upload({ path: PATH, options: { onlyIfNew: true } });
		expect(error?.message).not.toContain('already a file');
		expect(world.emulator.requests).toHaveLength(1);
	});

	it.each<[string, INodeParameters, string]>([
		['an empty text', { path: PATH, content: 'text', text: '={{ "" }}' }, 'The content is empty'],
		['a text for a folder', { path: `${FOLDER}/`, content: 'text', text: 'a' }, 'no file name'],
		['no path', { path: ' ', content: 'text', text: 'a' }, 'No path is given'],
		['a path out of the drive', { path: `${FOLDER}/../a`, content: 'text', text: 'a' }, '".."'],
		['a field without a file', { path: PATH, binaryPropertyName: 'x' }, 'no file in the field "x"'],
	])('refuses %s before anything is sent', async (_, parameters, words) => {
		const { error } = await upload(parameters);
		expect(error?.message).toContain(words);
		expect(error).toHaveProperty('description', expect.stringMatching(/\w/));
		expect(world.emulator.requests).toEqual([]);
	});
});

it('Drive File → Get Metadata tells a folder from a file', async () => {
	world.emulator.putDriveFile(PATH, INVOICE);
	const { outputs } = await world.run('driveFile.getMetadata', { path: FOLDER });
	expect(outputs[0][0].json).toEqual({
		path: FOLDER,
		name: 'in box',
		type: 'folder',
		size: null,
		content_type: 'application/json',
		last_modified: null,
		modified_at: null,
	});
});

describe('Drive File → List Folder', () => {
	it('lists all pages', async () => {
		const names = Array.from({ length: 230 }, (_, index) => `${index}.txt`);
		for (const name of names) world.emulator.putDriveFile(`${FOLDER}/${name}`, 'x');
		const parameters = { path: FOLDER, returnAll: true };
		const { outputs } = await world.run('driveFile.listFolder', parameters);
		expect(outputs[0].map(({ json }) => json.name).sort()).toEqual(names.sort());
		expect(world.emulator.requests.length).toBeGreaterThan(1);
	});

	it('says that a server may not offer it', async () => {
		world.emulator.faults.add({ match: {}, action: { status: 200, body: { status: 'OK' } } });
		const { error } = await world.run('driveFile.listFolder', { path: FOLDER });
		expect(error).toHaveProperty('description', expect.stringContaining('not documented'));
	});
});

it('Drive File → Delete names the job when it is not waited for', async () => {
	world.emulator.store.jobMs = 60_000;
	world.emulator.putDriveFile(PATH, INVOICE);
	const { outputs } = await world.run('driveFile.delete', { path: PATH });
	const [job] = world.emulator.store.jobs.keys();
	expect(outputs[0][0].json).toEqual({
		deleted: true,
		path: PATH,
		job_ids: [job],
		job_state: 'PENDING',
	});
	expect(world.emulator.store.drive.get(PATH)).toBeUndefined();
});

it('Drive File → Delete deletes no folder for a name that an expression did not find', async () => {
	world.emulator.putDriveFile(PATH, INVOICE);
	const path = `=${FOLDER}/{{ $json.missing }}`;
	const { error } = await world.run('driveFile.delete', { path });
	expect(error?.message).toMatch(/^The path ends with a slash/);
	expect(world.emulator.requests).toEqual([]);
});
