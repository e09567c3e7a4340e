import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import fc from 'fast-check';

import { createBatch } from '../../../../nodes/shared/api/resources/batches';
import type { ApiRequest, Send } from '../../../../nodes/shared/api/wire/send';
import {
	type FileSource,
	SINGLE_UPLOAD_BYTES,
	uploadFile,
} from '../../../../nodes/shared/api/work/upload';
import { createEmulator, type Emulator, type FaultAction } from '../../../emulator';
import { undiciApi } from '../../../support/undiciSend';
import { apiOf } from '../../support/scriptedServer';

jest.setTimeout(30_000);

const MIB = 1024 * 1024;
const PART = 4 * MIB;
const BYTES = Buffer.alloc(SINGLE_UPLOAD_BYTES + 12_345, 'fields and values, ');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function fileOf(pieces: Iterable<Buffer> | AsyncIterable<Buffer>, size: number, name = 'a.bin') {
	const stream = Readable.from(pieces, { objectMode: true, highWaterMark: 1 });
	let opened = 0;
	const open = async () => {
		opened++;
		return stream as AsyncIterable<Buffer>;
	};
	return { name, size, open, stream, opened: () => opened };
}

function* piecesOf(bytes: Buffer, size: number): Generator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const whole = () => fileOf(piecesOf(BYTES, 300_000), BYTES.length);

/** The server's side of an upload, without HTTP, for many sizes in little time. */
function receiver(partSize: number) {
	const parts: Buffer[] = [];
	const watch = { onPart: () => {} };
	const answers: Record<string, (request: ApiRequest) => object> = {
		createMultipartUploadSession: () => ({ session_id: 's', part_size: partSize }),
		uploadMultipartPart: ({ body }) => {
			parts.push(Buffer.from((body as { bytes: Buffer }).bytes));
			watch.onPart();
			return { part_id: `p${parts.length}` };
		},
		commitMultipartUploadSession: ({ body }) => {
			committed.push((body as { json: unknown }).json);
			return {};
		},
	};
	const committed: unknown[] = [];
	const send: Send = async (request) => {
		const body = JSON.stringify(answers[request.operationId](request));
		return { status: 201, headers: {}, body };
	};
	return { api: { ...apiOf('http://127.0.0.1:1'), send }, parts, committed, watch };
}

describe('a file over 10 MB', () => {
	it('is cut into parts of exactly the size asked for, whatever the pieces', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: MIB / 2, max: 12 * MIB }),
				fc.array(fc.integer({ min: 0, max: 9 * MIB }), { maxLength: 6 }),
				fc.integer({ min: -1, max: 1 }),
				async (partSize, random, beside) => {
					const cuts = [...random, Math.min(partSize + beside, BYTES.length)];
					const at = [0, ...cuts.sort((one, other) => one - other), BYTES.length];
					const pieces = at.slice(1).map((end, index) => BYTES.subarray(at[index], end));
					const { api, parts, committed } = receiver(partSize);
					await uploadFile(api, 1, fileOf(pieces, BYTES.length));
					expect(parts.slice(0, -1).every((part) => part.length === partSize)).toBe(true);
					expect(parts).toHaveLength(Math.ceil(BYTES.length / partSize));
					expect(Buffer.concat(parts).equals(BYTES)).toBe(true);
					const listed = parts.map((_, index) => ({
						part_num: index + 1,
						part_id: `p${index + 1}`,
					}));
					expect(committed).toEqual([{ action: 'commit', parts: listed }]);
				},
			),
			{ numRuns: 10 },
		);
	});

	it('is read only as far as it is sent', async () => {
		const { api, parts, watch } = receiver(PART);
		const piece = 64 * 1024;
		let read = 0;
		const pieces = (async function* () {
			for (const one of piecesOf(BYTES, piece)) {
				read += one.length;
				yield one;
			}
		})();
		const ahead: number[] = [];
		watch.onPart = () => void ahead.push(read - parts.length * PART);
		await uploadFile(api, 1, fileOf(pieces, BYTES.length));
		expect(ahead).toHaveLength(3);
		expect(Math.max(...ahead)).toBeLessThanOrEqual(4 * piece);
	});

	it('that cannot be read on, or sent, ends with that error', async () => {
		const { api } = receiver(PART);
		const broken = (async function* () {
			for (const one of piecesOf(BYTES.subarray(0, PART + 1000), 64 * 1024)) yield one;
			throw new Error('the disk is gone');
		})();
		await expect(uploadFile(api, 1, fileOf(broken, BYTES.length))).rejects.toThrow(
			'the disk is gone',
		);
		const send: Send = async (request) => {
			if (request.operationId === 'uploadMultipartPart') throw new Error('the line is cut');
			return await api.send(request);
		};
		const whole = fileOf(piecesOf(BYTES, 64 * 1024), BYTES.length);
		await expect(uploadFile({ ...api, send, retries: false }, 1, whole)).rejects.toThrow(
			'the line is cut',
		);
		expect(whole.stream.destroyed).toBe(true);
	});

	it.each([BYTES.length, 5 * MIB])(
		'gives back the memory of its pieces when nobody else has them, and only then: %d bytes',
		async (size) => {
			const bytes = BYTES.subarray(0, size);
			for (const isReadAnew of [true, undefined]) {
				const { api, parts } = receiver(PART);
				const sent: Buffer[] = [];
				const receiving: Send = async (request) => {
					if (request.operationId !== 'addFileToBatch') return await api.send(request);
					sent.push(Buffer.from((request.body as { bytes: Buffer }).bytes));
					return { status: 204, headers: {}, body: '' };
				};
				const pieces = [...piecesOf(bytes, 300_000)].map((piece) => {
					const own = Buffer.allocUnsafeSlow(piece.length);
					piece.copy(own);
					return own;
				});
				// One that shares its memory with others stays as it is.
				const shared = Buffer.from(pieces[0]).subarray(0, 1000);
				const all = [shared, pieces[0].subarray(1000), ...pieces.slice(1)];
				const file = { ...fileOf(all, size), ...(isReadAnew && { isReadAnew }) };
				await uploadFile({ ...api, send: receiving }, 1, file);
				expect(Buffer.concat([...parts, ...sent]).equals(bytes)).toBe(true);
				const canGiveBack = 'transfer' in ArrayBuffer.prototype;
				const left = pieces.slice(1).reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
				expect(left).toBe(isReadAnew && canGiveBack ? 0 : size - 300_000);
				expect(shared).toHaveLength(1000);
				expect(pieces[0]).toHaveLength(300_000);
			}
		},
	);

	it.each([0, -1, 1.5, undefined])(
		'is refused when AI Hub asks for parts of %p bytes',
		async (size) => {
			const { api, committed } = receiver(size as number);
			const file = whole();
			await expect(uploadFile(api, 1, file)).rejects.toMatchObject({ kind: 'unexpectedAnswer' });
			expect(committed).toEqual([{ action: 'abort' }]);
			expect(file.opened()).toBe(0);
		},
	);
});

describe('against the emulator', () => {
	let emulator: Emulator;
	let api: ReturnType<typeof undiciApi>;
	let batchId: number;

	beforeAll(async () => {
		emulator = await createEmulator({ partSize: PART });
	});

	afterAll(async () => await emulator.close());

	beforeEach(async () => {
		emulator.reset();
		api = undiciApi(emulator);
		batchId = (await createBatch(api, { name: 'Invoices' })).id;
	});

	afterEach(async () => await api.close());

	const fault = (operationId: string, action: FaultAction, times = 1, skip = 0) =>
		emulator.faults.add({ match: { operationId }, action, times, skip });
	const upload = async (file: FileSource) => await uploadFile(api, batchId, file);
	const sent = (operationId: string) =>
		emulator.requests.filter((request) => request.operationId === operationId);

	function stored(): Record<string, string> {
		const { path } = emulator.store.batches.get(batchId)!;
		const files = emulator.store.drive
			.filesUnder(path)
			.map((file) => [file.path.slice(path.length + 1), sha256(Buffer.concat(file.chunks!))]);
		return Object.fromEntries(files) as Record<string, string>;
	}

	it.each([
		['too short', () => fileOf([BYTES.subarray(1)], BYTES.length)],
		['too long', () => fileOf([BYTES, Buffer.from('x')], BYTES.length)],
		['small and too short', () => fileOf([Buffer.from('ab')], 3)],
		['small and too long', () => fileOf([Buffer.from('ab'), Buffer.from('cd')], 3)],
	])('a file that is %s is refused, and its stream is closed', async (_, file) => {
		const source = file();
		await expect(upload(source)).rejects.toMatchObject({
			kind: 'invalidInput',
			message: expect.stringMatching(
				/"a\.bin" should have \d+ bytes, but (more than )?\d+/,
			) as string,
		});
		expect(stored()).toEqual({});
		expect(emulator.store.sessions.size).toBe(0);
		expect(source.stream.destroyed).toBe(true);
	});

	it('a small file of the wrong size is not read to its end', async () => {
		let read = 0;
		const endless = (async function* () {
			for (;;) {
				read++;
				yield Buffer.alloc(1000);
			}
		})();
		await expect(upload(fileOf(endless, 2_500))).rejects.toMatchObject({ kind: 'invalidInput' });
		expect(read).toBeLessThan(10);
	});

	it('a stream that breaks ends the upload, and its session', async () => {
		const broken = (async function* () {
			yield BYTES.subarray(0, 5 * MIB);
			throw new Error('disk went away');
		})();
		await expect(upload(fileOf(broken, BYTES.length))).rejects.toThrow('disk went away');
		expect(emulator.store.sessions.size).toBe(0);
	});

	it('a part is sent again with the same bytes', async () => {
		fault('uploadMultipartPart', { status: 503 }, 1, 1);
		fault('uploadMultipartPart', { reset: 'after' }, 1, 1);
		await upload(whole());
		expect(stored()).toEqual({ 'a.bin': sha256(BYTES) });
		expect(sent('uploadMultipartPart').map(({ path }) => path.split('/').pop())).toEqual(
			expect.arrayContaining(['1', '2', '3']),
		);
		expect(sent('uploadMultipartPart')).toHaveLength(5);
	});

	it('no stream is opened, and nothing aborted, when there is no session', async () => {
		fault('createMultipartUploadSession', { status: 400, body: { message: 'no space' } });
		const file = whole();
		await expect(upload(file)).rejects.toMatchObject({ details: { apiMessage: 'no space' } });
		expect(file.opened()).toBe(0);
		expect(sent('commitMultipartUploadSession')).toHaveLength(0);
	});

	it('an abort that fails does not hide what went wrong first', async () => {
		fault('uploadMultipartPart', { status: 400, body: { message: 'part is bad' } });
		fault('commitMultipartUploadSession', { status: 400, body: { message: 'abort is bad' } });
		await expect(upload(whole())).rejects.toMatchObject({ details: { apiMessage: 'part is bad' } });
		expect(sent('commitMultipartUploadSession')).toHaveLength(1);
	});

	it('a stop in the middle of a part aborts the session all the same', async () => {
		const { send } = api;
		api.send = async (request) => {
			if (request.operationId === 'uploadMultipartPart') api.cancel();
			return await send(request);
		};
		const file = whole();
		await expect(upload(file)).rejects.toMatchObject({ kind: 'cancelled' });
		expect(sent('uploadMultipartPart')).toHaveLength(1);
		expect(emulator.store.sessions.size).toBe(0);
		expect(file.stream.destroyed).toBe(true);
	});

	describe('a commit whose answer is lost', () => {
		it.each<[string, FaultAction[]]>([
			['after it was done', [{ reset: 'after' }]],
			['before it was done', [{ reset: 'before' }]],
			['with a 503', [{ status: 503 }]],
			['twice, before it was done', [{ status: 503 }, { reset: 'before' }]],
			['twice, after it was done', [{ reset: 'after' }, { reset: 'before' }]],
			['three times, after it was done', [{ reset: 'after' }, { html: 502 }, { html: 502 }]],
		])('%s, ends with the file in the batch', async (_, actions) => {
			for (const action of actions) fault('commitMultipartUploadSession', action);
			await upload(whole());
			expect(stored()).toEqual({ 'a.bin': sha256(BYTES) });
			expect(emulator.store.sessions.size).toBe(0);
		});

		it('is no success because of an older file of that name and size', async () => {
			await upload(whole());
			const newer = Buffer.alloc(BYTES.length, 'newer');
			fault('commitMultipartUploadSession', { status: 503 });
			await upload(fileOf([newer], newer.length));
			expect(stored()).toEqual({ 'a.bin': sha256(newer) });
		});

		it('is a failure when the file did not arrive', async () => {
			fault('commitMultipartUploadSession', { status: 503 }, 3);
			await expect(upload(whole())).rejects.toMatchObject({ kind: 'unavailable' });
			expect(stored()).toEqual({});
			expect(emulator.store.sessions.size).toBe(0);
		});
	});
});
