import type { Api } from '../../nodes/shared/api/api';
import { getAuditLogs } from '../../nodes/shared/api/auditLogs';
import { addFileToBatch, deleteFileFromBatch, listFiles } from '../../nodes/shared/api/batchFiles';
import { createBatch, deleteBatch, getBatch, listBatches } from '../../nodes/shared/api/batches';
import {
	deleteFileOrFolder,
	getFileMetadata,
	listFolder,
	readFile,
	writeFile,
} from '../../nodes/shared/api/files';
import { jobStatus, pollBatchesJob, waitForJob } from '../../nodes/shared/api/jobs';
import {
	commitMultipartUploadSession,
	createMultipartUploadSession,
	uploadMultipartPart,
} from '../../nodes/shared/api/multipartUpload';
import { collect } from '../../nodes/shared/api/paginate';
import { getRunResults } from '../../nodes/shared/api/results';
import {
	deleteRun,
	getRunStatus,
	listRuns,
	runApp,
	runDeployment,
	type RunSettings,
} from '../../nodes/shared/api/runs';
import {
	createSecret,
	deleteSecret,
	listSecrets,
	updateSecret,
} from '../../nodes/shared/api/secrets';
import { startRun } from '../../nodes/shared/api/startRun';
import { uploadFile } from '../../nodes/shared/api/upload';
import { RunWatcher } from '../../nodes/shared/api/waitForRun';
import { ManualClock } from '../emulator/clock';
import { createEmulator } from '../emulator';
import { describeWithSpec } from '../support/spec';
import { undiciApi } from '../support/undiciSend';
import { Judge } from './judge';

const HARD_NAME = 'a b#c?d%/../é中.pdf';
const DRIVE = 'emulated-org/Operations/fs/Instabase Drive';
const PART_SIZE = 64;

/** Everything that a run can be told, of both specifications. */
const ALL_SETTINGS: RunSettings = {
	tags: ['monthly', 'high'],
	keys: { custom: { limit: 5, deep: { a: [1] } }, secret: { erp: 'erp-alias' } },
	runtime_config: {
		generate_post_process_pdf: true,
		instabase: { pdf: { passwords: { 'invoice.txt': 'pass' } } },
	},
	webhook_config: { url: 'http://127.0.0.1:9/callback', headers: { 'X-Key': 'k' } },
};

describeWithSpec('every operation of the api layer', (spec) => {
	const clock = new ManualClock();
	let emulator: Awaited<ReturnType<typeof createEmulator>>;
	let api: ReturnType<typeof undiciApi>;
	let judge: Judge;

	beforeAll(async () => {
		emulator = await createEmulator({ clock, partSize: PART_SIZE, resultsPageSize: 2 });
	});

	afterAll(async () => {
		await emulator.close();
	});

	beforeEach(() => {
		emulator.reset();
		api = undiciApi(emulator, {
			onSleep: (ms) => clock.advance(ms),
			startMs: clock.now(),
		});
		judge = new Judge(spec);
		api.send = judge.watch(api.send);
	});

	afterEach(async () => {
		await api.close();
	});

	const invoice = Buffer.from('INVOICE\nInvoice No.: 17\nTotal: 12.50\n');

	async function filledBatch(names = ['invoice.txt']): Promise<number> {
		const { id } = await createBatch(api, { name: 'Invoices' });
		for (const name of names) await addFileToBatch(api, id, name, invoice);
		return id;
	}

	const appId = () => emulator.store.apps[0].id;

	async function completeRun(batchId?: number): Promise<string> {
		const run = await runApp(api, { app_id: appId(), batch_id: batchId ?? (await filledBatch()) });
		await finish(run.id);
		return run.id;
	}

	async function finish(runId: string): Promise<void> {
		const run = await new RunWatcher(api).wait(runId, { limitMs: 600_000, onReview: 'fail' });
		expect(run.status).toBe('COMPLETE');
	}

	async function openSession() {
		const batchId = await filledBatch([]);
		const file = { name: HARD_NAME, size: PART_SIZE + 1 };
		return { batchId, ...(await createMultipartUploadSession(api, batchId, file)) };
	}

	const secret = {
		alias: 'erp',
		value: 's3cret',
		description: 'For the ERP',
		allowed_workspaces_type: 'SOME' as const,
		allowed_workspaces: ['Operations'],
	};

	/** operationId → what to do with it, and what must come of it. */
	const operations: Record<string, () => Promise<void>> = {
		async createBatch() {
			const { id } = await createBatch(api, { name: 'Invoices', workspace: 'Operations' });
			expect(emulator.store.batches.get(id)).toMatchObject({ workspace: 'Operations' });
		},
		async listBatches() {
			await createBatch(api, { name: 'Elsewhere', workspace: 'Other' });
			const id = await filledBatch();
			const all = await collect(listBatches(api));
			expect(all.map((batch) => batch.name).sort()).toEqual(['Elsewhere', 'Invoices']);
			const filtered = await collect(listBatches(api, { username: 'emulator-user' }), 1);
			expect(filtered).toHaveLength(1);
			const elsewhere = await collect(listBatches(api, { workspace: 'Other' }));
			expect(elsewhere.map((batch) => batch.id)).not.toContain(id);
		},
		async getBatch() {
			const id = await filledBatch();
			expect(await getBatch(api, id)).toMatchObject({ id, name: 'Invoices' });
		},
		async deleteBatch() {
			const { job_id } = await deleteBatch(api, await filledBatch());
			expect(await waitForJob(api, job_id, 60_000)).toMatchObject({ state: 'COMPLETE' });
		},
		async listFiles() {
			const names = ['a.txt', 'b.txt', 'c.txt', HARD_NAME];
			const id = await filledBatch(names);
			const files = await collect(listFiles(api, id, 2));
			expect(files.map((file) => file.name).sort()).toEqual([...names].sort());
			expect(files[0].metadata?.size).toBe(invoice.length);
		},
		async addFileToBatch() {
			const id = await filledBatch([HARD_NAME]);
			const [file] = await collect(listFiles(api, id));
			expect(file.name).toBe(HARD_NAME);
		},
		async deleteFileFromBatch() {
			const id = await filledBatch(['a.txt', HARD_NAME]);
			await deleteFileFromBatch(api, id, HARD_NAME);
			expect((await collect(listFiles(api, id))).map((file) => file.name)).toEqual(['a.txt']);
		},
		async createMultipartUploadSession() {
			expect((await openSession()).part_size).toBe(PART_SIZE);
		},
		async uploadMultipartPart() {
			const { session_id } = await openSession();
			const part = await uploadMultipartPart(api, session_id, 1, Buffer.alloc(PART_SIZE));
			expect(part.part_num).toBe(1);
		},
		async commitMultipartUploadSession() {
			const aborted = await openSession();
			await commitMultipartUploadSession(api, aborted.session_id, { action: 'abort' });
			const { session_id, batchId } = await openSession();
			const parts = [
				await uploadMultipartPart(api, session_id, 1, Buffer.alloc(PART_SIZE)),
				await uploadMultipartPart(api, session_id, 2, Buffer.alloc(1)),
			].map(({ part_num, part_id }) => ({ part_num, part_id }));
			await commitMultipartUploadSession(api, session_id, { action: 'commit', parts });
			const [file] = await collect(listFiles(api, batchId));
			expect(file).toMatchObject({ name: HARD_NAME, metadata: { size: PART_SIZE + 1 } });
		},
		async pollBatchesJob() {
			const { job_id } = await deleteBatch(api, await filledBatch());
			expect(await pollBatchesJob(api, job_id)).toHaveProperty('state');
		},
		async jobStatus() {
			const { job_id } = await deleteBatch(api, await filledBatch());
			expect(await jobStatus(api, job_id)).toHaveProperty('state');
		},
		async runApp() {
			const byId = {
				app_id: appId(),
				owner: 'emulator-user',
				batch_id: await filledBatch(),
				version: '1.0.0',
				output_workspace: 'Operations',
				settings: ALL_SETTINGS,
			};
			const run = await runApp(api, byId);
			expect(run).toMatchObject({ app_id: appId(), tags: ALL_SETTINGS.tags });
			await writeFile(api, `${DRIVE}/in/a.txt`, invoice);
			const byName = { app_name: 'Invoices', input_dir: `${DRIVE}/in`, output_dir: `${DRIVE}/out` };
			expect(await runApp(api, byName)).toHaveProperty('id');
		},
		async runDeployment() {
			const [deployment] = emulator.store.deployments;
			const run = await runDeployment(api, deployment.id, {
				batch_id: await filledBatch(),
				version: '1.0.0',
				output_workspace: 'Operations',
				output_dir: `${DRIVE}/out`,
				settings: ALL_SETTINGS,
			});
			expect(run.deployment_id).toBe(deployment.id);
			const mailbox = emulator.store.deployments.find(({ upstream }) => upstream === 'mailbox')!;
			const window = { from_timestamp: clock.now() - 4 * 86_400_000, to_timestamp: clock.now() };
			const fromMailbox = { manual_upstream_integration: true, ...window };
			expect(await runDeployment(api, mailbox.id, fromMailbox)).toHaveProperty('id');
		},
		async listRuns() {
			const run = await runApp(api, { app_id: appId(), batch_id: await filledBatch() });
			const seconds = Math.floor(clock.now() / 1000);
			const filters = {
				app_id: appId(),
				username: 'emulator-user',
				run_id: run.id,
				status: ['RUNNING', 'COMPLETE'],
				output_workspaces: ['emulator-user', 'Operations'],
				from_timestamp: seconds - 60,
				to_timestamp: seconds + 60,
				sort_by: 'start_timestamp' as const,
				order: 'DESCENDING' as const,
			};
			expect(await collect(listRuns(api, filters))).toMatchObject([{ id: run.id }]);
			const none = await collect(listRuns(api, { ...filters, status: ['FAILED', 'CANCELLED'] }));
			expect(none).toEqual([]);
			const { id } = emulator.store.deployments[0];
			expect(await collect(listRuns(api, { app_name: 'Invoices', deployment_id: id }))).toEqual([]);
		},
		async getRunStatus() {
			const id = await completeRun();
			expect(await getRunStatus(api, id)).toMatchObject({ id, status: 'COMPLETE' });
		},
		async getRunResults() {
			const id = await completeRun(await filledBatch(['a.txt', 'b.txt', 'c.txt']));
			const results = await getRunResults(api, id, {
				include_review_results: true,
				include_confidence_scores: true,
				include_validation_results: true,
				include_source_info: true,
			});
			expect(results.files.map((file) => file.original_file_name).sort()).toEqual([
				'a.txt',
				'b.txt',
				'c.txt',
			]);
			expect(JSON.stringify(results.files[0])).toContain('12.50');
			expect((await getRunResults(api, id)).files).toHaveLength(3);
		},
		async deleteRun() {
			const batchId = await filledBatch();
			const all = { delete_db_data: true, delete_output: true, delete_logs: true };
			const kept = await deleteRun(api, await completeRun(batchId), {
				...all,
				delete_input: false,
			});
			expect(kept.delete_input_dir_job_id ?? null).toBeNull();
			expect(await getBatch(api, batchId)).toHaveProperty('id');
			const jobs = await deleteRun(api, await completeRun(batchId), { ...all, delete_input: true });
			await waitForJob(api, jobs.delete_input_dir_job_id!, 60_000);
			expect(emulator.store.batches.has(batchId)).toBe(false);
		},
		async readFile() {
			await writeFile(api, `${DRIVE}/in/${'ä #?%'}/b.txt`, Buffer.from('0123456789'));
			const whole = await readFile(api, `${DRIVE}/in/ä #?%/b.txt`);
			expect(await textOf(whole.stream)).toBe('0123456789');
			const part = await readFile(api, `${DRIVE}/in/ä #?%/b.txt`, {
				range: { first: 2, last: 4 },
				waitFor: { retries: 2, backoffSeconds: 1 },
			});
			expect(part).toMatchObject({ contentLength: 3, contentRange: 'bytes 2-4/10' });
			expect(await textOf(part.stream)).toBe('234');
		},
		async writeFile() {
			const path = `${DRIVE}/in/c.txt`;
			const onlyIfNew = { onlyIfNew: true };
			expect(await writeFile(api, path, invoice, onlyIfNew)).toEqual({ created: true });
			await expect(writeFile(api, path, invoice, onlyIfNew)).rejects.toMatchObject({
				kind: 'rejected',
				details: { status: 412 },
			});
			expect(await writeFile(api, path, invoice)).toEqual({ created: false });
		},
		async getFileMetadata() {
			await writeFile(api, `${DRIVE}/in/d.txt`, invoice);
			const waitFor = { retries: 1, backoffSeconds: 1 };
			const file = await getFileMetadata(api, `${DRIVE}/in/d.txt`, { waitFor });
			expect(file).toMatchObject({ type: 'file', size: invoice.length });
			expect(await getFileMetadata(api, `${DRIVE}/in`)).toMatchObject({ type: 'folder' });
			await expect(getFileMetadata(api, `${DRIVE}/nothing`)).rejects.toMatchObject({
				kind: 'notFound',
			});
		},
		async deleteFileOrFolder() {
			await writeFile(api, `${DRIVE}/in/e.txt`, invoice);
			const { jobId } = await deleteFileOrFolder(api, `${DRIVE}/in/e.txt`);
			await waitForJob(api, jobId!, 60_000);
			await expect(readFile(api, `${DRIVE}/in/e.txt`)).rejects.toMatchObject({ kind: 'notFound' });
		},
		async listSecrets() {
			await createSecret(api, secret);
			const [listed] = await listSecrets(api, { workspace: 'Operations', alias: 'erp' });
			expect(listed).toMatchObject({ alias: 'erp', description: 'For the ERP' });
			expect(JSON.stringify(await listSecrets(api))).not.toContain('s3cret');
		},
		async createSecret() {
			await createSecret(api, secret);
			await expect(createSecret(api, secret)).rejects.toMatchObject({ kind: 'rejected' });
		},
		async updateSecret() {
			await createSecret(api, secret);
			await updateSecret(api, { alias: 'erp', description: 'New', allowed_workspaces_type: 'ALL' });
			expect(await listSecrets(api)).toMatchObject([{ alias: 'erp', description: 'New' }]);
		},
		async deleteSecret() {
			await createSecret(api, secret);
			await deleteSecret(api, 'erp');
			expect(await listSecrets(api)).toEqual([]);
		},
		async getAuditLogs() {
			const logs = await collect(
				getAuditLogs(api, {
					log_type: 'login_v2,api_v2',
					email: 'emulator-user@example.com',
					start_time: String(clock.now() - 86_400_000),
					end_time: String(clock.now()),
				}),
			);
			expect(new Set(logs.map((log) => log.log_type))).toEqual(new Set(['login_v2', 'api_v2']));
			expect((await collect(getAuditLogs(api), 5)).length).toBe(5);
		},
	};

	it.each(Object.keys(operations))('%s', async (operationId) => {
		await operations[operationId]();
		expect(judge.operationIds).toContain(operationId);
		expect(judge.violations).toEqual([]);
	});

	it('are all that the specification has', () => {
		expect(Object.keys(operations).sort()).toEqual(spec.operationIds);
	});

	it('lists a folder, which the specification does not know', async () => {
		const names = ['a.txt', 'b.txt', 'c.txt'];
		for (const name of names) await writeFile(api, `${DRIVE}/in/${name}`, invoice);
		const nodes = await collect(listFolder(api, `${DRIVE}/in`));
		expect(nodes.map((node) => node.name).sort()).toEqual(names);
		expect(judge.violations).toEqual([]);
	});

	it('takes a document from its file to its results', async () => {
		const { id } = await createBatch(api, { name: 'Large and small' });
		await uploadFile(api, id, sourceOf('small.txt', [invoice]));
		const { run } = await startRun(api, { app: { app_id: appId(), batch_id: id } });
		await finish(run.id);
		const { files } = await getRunResults(api, run.id);
		expect(files.map((file) => file.original_file_name)).toEqual(['small.txt']);
		expect(judge.violations).toEqual([]);
	});

	it('answers errors that the specification knows', async () => {
		await expect(getBatch(api, 99)).rejects.toMatchObject({ kind: 'notFound' });
		await expect(getRunStatus(api, 'none')).rejects.toMatchObject({ kind: 'notFound' });
		await expect(runApp(api, {})).rejects.toMatchObject({ kind: 'rejected' });
		const { url, context } = emulator;
		const stranger: Api = undiciApi({ url, context, token: 'wrong' });
		stranger.send = judge.watch(stranger.send);
		await expect(getBatch(stranger, 1)).rejects.toMatchObject({ kind: 'authentication' });
		expect(judge.violations).toEqual([]);
	});
});

function sourceOf(name: string, pieces: Buffer[]) {
	const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
	return {
		name,
		size,
		async open() {
			return (async function* () {
				yield* pieces;
			})();
		},
	};
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
	let text = '';
	for await (const piece of stream) text += piece.toString();
	return text;
}
