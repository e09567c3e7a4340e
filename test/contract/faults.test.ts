import { createHash } from 'node:crypto';

import { addFileToBatch, listFiles } from '../../nodes/shared/api/batchFiles';
import { createBatch, deleteBatch, getBatch, listBatches } from '../../nodes/shared/api/batches';
import { waitForJob } from '../../nodes/shared/api/jobs';
import { collect } from '../../nodes/shared/api/paginate';
import { getRunResults } from '../../nodes/shared/api/results';
import { getRunStatus, listRuns, runApp } from '../../nodes/shared/api/runs';
import { createSecret } from '../../nodes/shared/api/secrets';
import { startRun } from '../../nodes/shared/api/startRun';
import { uploadFile } from '../../nodes/shared/api/upload';
import { RunWatcher } from '../../nodes/shared/api/waitForRun';
import type { Emulator, FaultAction } from '../emulator';
import { createEmulator, ManualClock } from '../emulator';
import { undiciApi } from '../support/undiciSend';

const MIB = 1024 * 1024;
const clock = new ManualClock();
let emulator: Emulator;
let api: ReturnType<typeof undiciApi>;

beforeAll(async () => {
	emulator = await createEmulator({ clock, partSize: 5 * MIB, resultsPageSize: 2, maxPageSize: 3 });
});

afterAll(async () => await emulator.close());

beforeEach(() => {
	emulator.reset();
	api = undiciApi(emulator, { onSleep: (ms) => clock.advance(ms), startMs: clock.now() });
});

afterEach(async () => await api.close());

const fault = (operationId: string, action: FaultAction, times = 1, skip = 0) =>
	emulator.faults.add({ match: { operationId }, action, times, skip });

const sent = (operationId: string) =>
	emulator.requests.filter((request) => request.operationId === operationId);

async function batchOf(...names: string[]): Promise<number> {
	const { id } = await createBatch(api, { name: 'Invoices' });
	for (const name of names) await addFileToBatch(api, id, name, Buffer.from('Total: 5.00\n'));
	return id;
}

const appId = () => emulator.store.apps[0].id;

describe('a request that fails', () => {
	it.each<[string, FaultAction]>([
		['429', { status: 429, retryAfter: 7 }],
		['503', { status: 503 }],
		['a page of a proxy', { html: 502 }],
		['a broken connection', { reset: 'before' }],
		['a lost answer', { reset: 'after' }],
		['half an answer', { truncate: true }],
	])('is repeated after %s when repeating is safe', async (_, action) => {
		const id = await batchOf();
		fault('getBatch', action, 2);
		expect(await getBatch(api, id)).toMatchObject({ id });
		expect(sent('getBatch')).toHaveLength(3);
	});

	it('waits as long as AI Hub asks, in seconds or as a date', async () => {
		const id = await batchOf();
		fault('getBatch', { status: 429, retryAfter: 7 });
		await getBatch(api, id);
		const seconds = Math.ceil(api.now() / 1000) + 30;
		fault('getBatch', { status: 503, retryAfter: new Date(seconds * 1000).toUTCString() });
		const before = api.now();
		await getBatch(api, id);
		expect(api.slept[0]).toBeGreaterThanOrEqual(7_000);
		expect(api.slept[0]).toBeLessThan(8_000);
		expect(before + api.slept[1]).toBeGreaterThanOrEqual(seconds * 1000);
	});

	it('is given up after some tries, with the words of AI Hub', async () => {
		const id = await batchOf();
		fault('getBatch', { status: 503, body: { msg: 'down for maintenance' } }, Infinity);
		await expect(getBatch(api, id)).rejects.toMatchObject({
			kind: 'unavailable',
			details: { status: 503, apiMessage: 'down for maintenance', operationId: 'getBatch' },
		});
		expect(sent('getBatch').length).toBeLessThanOrEqual(5);
	});

	it.each<[string, FaultAction]>([
		['503', { status: 503 }],
		['a lost answer', { reset: 'after' }],
		['half an answer', { truncate: true }],
		['an answer that cannot be read', { malformed: true }],
	])('is not repeated after %s when it starts something', async (_, action) => {
		const batch_id = await batchOf('a.txt');
		fault('runApp', action);
		fault('createBatch', action);
		const maybeDone = { details: { maybeDone: true } };
		await expect(runApp(api, { app_id: appId(), batch_id })).rejects.toMatchObject(maybeDone);
		await expect(createBatch(api, { name: 'x' })).rejects.toMatchObject(maybeDone);
		expect(sent('runApp')).toHaveLength(1);
	});

	it('is repeated after 429 even when it starts something', async () => {
		const batch_id = await batchOf('a.txt');
		fault('runApp', { status: 429, retryAfter: 1 }, 2);
		await runApp(api, { app_id: appId(), batch_id });
		expect(emulator.store.runs.size).toBe(1);
	});

	it.each<[number, string]>([
		[401, 'authentication'],
		[403, 'outOfUnits'],
		[404, 'notFound'],
		[400, 'rejected'],
	])('is not repeated after %i', async (status, kind) => {
		const id = await batchOf();
		fault('getBatch', { status, body: { message: 'their words' } });
		await expect(getBatch(api, id)).rejects.toMatchObject({
			kind,
			message: expect.stringContaining('their words') as string,
		});
		expect(sent('getBatch')).toHaveLength(1);
	});

	it('is a failure also when AI Hub says so with HTTP 200', async () => {
		const id = await batchOf();
		fault('getBatch', { status: 200, body: { status: 'ERROR', msg: 'no such mount' } });
		await expect(getBatch(api, id)).rejects.toMatchObject({
			kind: 'rejected',
			details: { apiMessage: 'no such mount' },
		});
	});

	it('does not give away the token or a secret that AI Hub repeats', async () => {
		const message = `value "s3cret" of token ${emulator.token} is not allowed`;
		fault('createSecret', { status: 400, body: { message } });
		const value = { alias: 'a', value: 's3cret', allowed_workspaces_type: 'ALL' as const };
		const error: unknown = await createSecret(api, value).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ message: expect.stringContaining('is not allowed') as string });
		const shown = `${(error as Error).stack} ${JSON.stringify(error)}`;
		expect(shown).not.toContain('s3cret');
		expect(shown).not.toContain(emulator.token);
	});
});

describe('lists', () => {
	it('are read to the end over pages shorter than asked for', async () => {
		const ids = [];
		for (let count = 0; count < 8; count++) ids.push((await createBatch(api, { name: 'b' })).id);
		const listed = await collect(listBatches(api));
		expect(listed.map((batch) => batch.id).sort()).toEqual(ids.sort());
	});

	it('survive a failure in the middle', async () => {
		const id = await batchOf('a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt');
		fault('listFiles', { status: 503 }, 1, 1);
		expect(await collect(listFiles(api, id, 2))).toHaveLength(5);
	});

	it('fetch no page beyond the limit', async () => {
		for (let count = 0; count < 7; count++) emulator.addRun({});
		expect(await collect(listRuns(api, {}), 3)).toHaveLength(3);
		expect(sent('listRuns')).toHaveLength(1);
	});

	it('end with an error when AI Hub repeats a page for ever', async () => {
		const body = { batches: [{ id: 1 }, { id: 2 }] };
		fault('listBatches', { status: 200, body }, Infinity);
		await expect(collect(listBatches(api))).rejects.toMatchObject({ kind: 'unexpectedAnswer' });
		expect(sent('listBatches')).toHaveLength(2);
	});

	it('end with an error when results promise more but bring nothing', async () => {
		fault('getRunResults', { status: 200, body: { files: [], has_more: true } }, Infinity);
		await expect(getRunResults(api, 'r')).rejects.toMatchObject({ kind: 'unexpectedAnswer' });
		expect(sent('getRunResults')).toHaveLength(1);
	});

	it('of results go on by the number of files received', async () => {
		const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'];
		const batch_id = await batchOf(...names);
		const run = await runApp(api, { app_id: appId(), batch_id });
		await new RunWatcher(api).wait(run.id, { limitMs: 60_000, onReview: 'fail' });
		fault('getRunResults', { truncate: true }, 1, 1);
		const { files } = await getRunResults(api, run.id);
		expect(files.map((file) => file.original_file_name).sort()).toEqual(names);
		const offsets = sent('getRunResults').map(({ query }) => /file_offset=(\d+)/.exec(query)?.[1]);
		expect(offsets).toEqual(['0', '2', '2', '4']);
	});
});

describe('an upload in parts', () => {
	const bytes = Buffer.alloc(12 * MIB, 'abcdefg');
	const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

	const file = () => ({
		name: 'large.bin',
		size: bytes.length,
		async open() {
			return (async function* () {
				for (let at = 0; at < bytes.length; at += 700_000) yield bytes.subarray(at, at + 700_000);
			})();
		},
	});

	const stored = (batchId: number) => {
		const { path } = emulator.store.batches.get(batchId)!;
		const [only] = emulator.store.drive.filesUnder(path);
		return only?.chunks && sha256(Buffer.concat(only.chunks));
	};

	it('arrives whole, in parts of the size that AI Hub asks for', async () => {
		const id = await batchOf();
		await uploadFile(api, id, file());
		expect(stored(id)).toBe(sha256(bytes));
		expect(sent('uploadMultipartPart').map((request) => request.bytes)).toEqual([
			5 * MIB,
			5 * MIB,
			2 * MIB,
		]);
	});

	it.each<[string, string, FaultAction]>([
		['a part gets 503', 'uploadMultipartPart', { status: 503 }],
		['the connection of a part breaks', 'uploadMultipartPart', { reset: 'before' }],
		['the answer to a part is lost', 'uploadMultipartPart', { reset: 'after' }],
		['the session gets 503', 'createMultipartUploadSession', { status: 503 }],
		['the answer to the commit is lost', 'commitMultipartUploadSession', { reset: 'after' }],
	])('arrives whole although %s', async (_, operationId, action) => {
		const id = await batchOf();
		fault(operationId, action);
		await uploadFile(api, id, file());
		expect(stored(id)).toBe(sha256(bytes));
	});

	it('is aborted when a part fails for good', async () => {
		const id = await batchOf();
		fault('uploadMultipartPart', { status: 400, body: { message: 'bad part' } }, Infinity, 1);
		await expect(uploadFile(api, id, file())).rejects.toMatchObject({
			message: expect.stringContaining('bad part') as string,
		});
		expect(emulator.store.sessions.size).toBe(0);
		expect(stored(id)).toBeUndefined();
	});

	it('is aborted although the first try of the abort fails', async () => {
		const id = await batchOf();
		fault('uploadMultipartPart', { status: 400 }, Infinity);
		fault('commitMultipartUploadSession', { status: 503 });
		await expect(uploadFile(api, id, file())).rejects.toMatchObject({ kind: 'rejected' });
		expect(emulator.store.sessions.size).toBe(0);
	});

	it('is aborted when the execution is stopped', async () => {
		const id = await batchOf();
		const source = file();
		const cancelling = {
			...source,
			async open() {
				const pieces = await source.open();
				return (async function* () {
					let count = 0;
					for await (const piece of pieces) {
						if (++count === 12) api.cancel();
						yield piece;
					}
				})();
			},
		};
		await expect(uploadFile(api, id, cancelling)).rejects.toMatchObject({ kind: 'cancelled' });
		expect(sent('uploadMultipartPart').length).toBeLessThan(3);
		expect(emulator.store.sessions.size).toBe(0);
	});
});

describe('a run', () => {
	it('is started once although its answer is lost', async () => {
		const batch_id = await batchOf('a.txt');
		fault('runApp', { reset: 'after' });
		const { run, adopted } = await startRun(api, { app: { app_id: appId(), batch_id } });
		expect(adopted).toBe(true);
		expect(emulator.store.runs.size).toBe(1);
		expect(emulator.store.runs.get(run.id)).toBeDefined();
	});

	it('is started at last when the request did not arrive', async () => {
		const batch_id = await batchOf('a.txt');
		fault('runApp', { reset: 'before' });
		const { adopted } = await startRun(api, { app: { app_id: appId(), batch_id } });
		expect(adopted).toBe(false);
		expect(emulator.store.runs.size).toBe(1);
	});

	it('is not started again when looking for it fails', async () => {
		const batch_id = await batchOf('a.txt');
		fault('runApp', { reset: 'after' });
		fault('listRuns', { status: 500 }, Infinity);
		const start = startRun(api, { app: { app_id: appId(), batch_id } });
		await expect(start).rejects.toMatchObject({ details: { maybeDone: true } });
		expect(emulator.store.runs.size).toBe(1);
		expect(sent('runApp')).toHaveLength(1);
	});

	it('is waited for through failures of the looks', async () => {
		const batch_id = await batchOf('a.txt');
		const run = await runApp(api, { app_name: 'Slow Invoices', batch_id });
		fault('getRunStatus', { status: 500 }, 12, 2);
		fault('getRunStatus', { malformed: true });
		const ended = await new RunWatcher(api).wait(run.id, {
			limitMs: 600_000,
			onReview: 'fail',
			justStarted: run,
		});
		expect(ended.status).toBe('COMPLETE');
	});

	it('of an unknown state is not finished', async () => {
		const batch_id = await batchOf('a.txt');
		const run = await runApp(api, { app_id: appId(), batch_id });
		fault('getRunStatus', { status: 200, body: { id: run.id, status: 'PONDERING' } }, 3);
		const ended = await new RunWatcher(api).wait(run.id, { limitMs: 600_000, onReview: 'fail' });
		expect(ended.status).toBe('COMPLETE');
		expect(await getRunStatus(api, run.id)).toMatchObject({ status: 'COMPLETE' });
	});

	it('that is not finished in time is named, with its state and what to do', async () => {
		const batch_id = await batchOf('a.txt');
		const run = await runApp(api, { app_name: 'Slow Invoices', batch_id });
		const waiting = new RunWatcher(api).wait(run.id, { limitMs: 10_000, onReview: 'fail' });
		await expect(waiting).rejects.toMatchObject({
			kind: 'waitTimedOut',
			message: expect.stringMatching(new RegExp(`${run.id}.*RUNNING`)) as string,
			hint: expect.stringContaining('Nothing is lost') as string,
			details: { runId: run.id, runStatus: 'RUNNING' },
		});
	});
});

describe('a job', () => {
	it('is waited for through a failed look', async () => {
		const { job_id } = await deleteBatch(api, await batchOf());
		fault('jobStatus', { status: 503 });
		expect(await waitForJob(api, job_id, 60_000)).toMatchObject({ state: 'COMPLETE' });
	});

	it('that fails is an error with the words of AI Hub', async () => {
		const body = { state: 'FAILED', message: 'locked by a run' };
		fault('jobStatus', { status: 200, body });
		await expect(waitForJob(api, 'j', 60_000)).rejects.toMatchObject({
			kind: 'rejected',
			message: expect.stringContaining('locked by a run') as string,
		});
	});

	it('that does not end in time is left to itself', async () => {
		fault('jobStatus', { status: 200, body: { state: 'PENDING' } }, Infinity);
		await expect(waitForJob(api, 'j', 5_000)).rejects.toMatchObject({ kind: 'waitTimedOut' });
	});
});
