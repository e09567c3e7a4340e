import { getBatch } from '../../../nodes/shared/api/resources/batches';
import { writeFile } from '../../../nodes/shared/api/resources/files';
import { waitForJob } from '../../../nodes/shared/api/work/job';
import { collect } from '../../../nodes/shared/api/wire/paginate';
import { getRunResults } from '../../../nodes/shared/api/resources/results';
import {
	deleteRun,
	getRunStatus,
	listRuns,
	runApp,
	runDeployment,
	type RunSettings,
} from '../../../nodes/shared/api/resources/runs';
import { INVOICE, type World } from '../world';
import type { Operations } from './types';
import { DRIVE } from './constants';

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

export const runsOperations = (world: World): Operations => ({
	async runApp() {
		const byId = {
			app_id: world.appId,
			owner: 'emulator-user',
			batch_id: await world.batchOf('INVOICE.txt'),
			version: '1.0.0',
			output_workspace: 'Operations',
			settings: ALL_SETTINGS,
		};
		const run = await runApp(world.api, byId);
		expect(run).toMatchObject({ app_id: world.appId, tags: ALL_SETTINGS.tags });
		await writeFile(world.api, `${DRIVE}/in/a.txt`, INVOICE);
		const byName = { app_name: 'Invoices', input_dir: `${DRIVE}/in`, output_dir: `${DRIVE}/out` };
		expect(await runApp(world.api, byName)).toHaveProperty('id');
	},
	async runDeployment() {
		const [deployment] = world.emulator.store.deployments;
		const run = await runDeployment(world.api, deployment.id, {
			batch_id: await world.batchOf('INVOICE.txt'),
			version: '1.0.0',
			output_workspace: 'Operations',
			output_dir: `${DRIVE}/out`,
			settings: ALL_SETTINGS,
		});
		expect(run.deployment_id).toBe(deployment.id);
		const mailbox = world.emulator.store.deployments.find(
			({ upstream }) => upstream === 'mailbox',
		)!;
		const window = {
			from_timestamp: world.clock.now() - 4 * 86_400_000,
			to_timestamp: world.clock.now(),
		};
		const fromMailbox = { manual_upstream_integration: true, ...window };
		expect(await runDeployment(world.api, mailbox.id, fromMailbox)).toHaveProperty('id');
	},
	async listRuns() {
		const run = await runApp(world.api, {
			app_id: world.appId,
			batch_id: await world.batchOf('INVOICE.txt'),
		});
		const seconds = Math.floor(world.clock.now() / 1000);
		const filters = {
			app_id: world.appId,
			username: 'emulator-user',
			run_id: run.id,
			status: ['RUNNING', 'COMPLETE'],
			output_workspaces: ['emulator-user', 'Operations'],
			from_timestamp: seconds - 60,
			to_timestamp: seconds + 60,
			sort_by: 'start_timestamp' as const,
			order: 'DESCENDING' as const,
		};
		expect(await collect(listRuns(world.api, filters))).toMatchObject([{ id: run.id }]);
		const none = await collect(
			listRuns(world.api, { ...filters, status: ['FAILED', 'CANCELLED'] }),
		);
		expect(none).toEqual([]);
		const { id } = world.emulator.store.deployments[0];
		expect(await collect(listRuns(world.api, { app_name: 'Invoices', deployment_id: id }))).toEqual(
			[],
		);
	},
	async getRunStatus() {
		const id = await world.completeRun();
		expect(await getRunStatus(world.api, id)).toMatchObject({ id, status: 'COMPLETE' });
	},
	async getRunResults() {
		const id = await world.completeRun(await world.batchOf('a.txt', 'b.txt', 'c.txt'));
		const results = await getRunResults(world.api, id, {
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
		expect((await getRunResults(world.api, id)).files).toHaveLength(3);
	},
	async deleteRun() {
		const batchId = await world.batchOf('INVOICE.txt');
		const all = { delete_db_data: true, delete_output: true, delete_logs: true };
		const kept = await deleteRun(world.api, await world.completeRun(batchId), {
			...all,
			delete_input: false,
		});
		expect(await getBatch(world.api, batchId)).toHaveProperty('id');
		const jobs = await deleteRun(world.api, await world.completeRun(batchId), {
			...all,
			delete_input: true,
		});
		expect(jobs).toHaveLength(kept.length + 1);
		for (const job of jobs) await waitForJob(world.api, job, 60_000);
		expect(world.emulator.store.batches.has(batchId)).toBe(false);
	},
});
