import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import type { RunSeed } from '../emulator';
import { until } from '../support/until';
import { executed, importExample, rowsOf, succeeded } from './example';
import { E2e } from './world';

const DAY_MS = 86_400_000;

let folder: string;
let e2e: E2e;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'aihub-examples-'));
	e2e = await E2e.start({ n8n: { env: { N8N_RESTRICT_FILE_ACCESS_TO: folder } } });
});

afterAll(async () => {
	await e2e?.close();
	await rm(folder, { recursive: true, force: true });
});

beforeEach(() => e2e.emulator.reset());

const runs = () => [...e2e.emulator.store.runs.values()];
const runIds = () => runs().map(({ id }) => id);
const asked = (operationId: string) =>
	e2e.emulator.requests.filter((request) => request.operationId === operationId).length;

async function writeFiles(files: Record<string, string>): Promise<void> {
	for (const [path, text] of Object.entries(files)) {
		await mkdir(join(folder, path, '..'), { recursive: true });
		await writeFile(join(folder, path), text);
	}
}

test('folder-one-run-per-case: one run and one row of packet fields for each folder', async () => {
	const paper = (title: string, label: string, name: string) =>
		`${title}\n${label}: ${name}\nSSN: 000-00-000${name.length}\n`;
	await writeFiles({
		'cases/Case 17/application.txt': paper('Loan Application', 'Borrower Name', 'Ada Example'),
		'cases/Case 17/pay-stub.txt': paper('Pay Stub', 'Employee Name', 'Ada Example'),
		'cases/Case 18/application.txt': paper('Loan Application', 'Borrower Name', 'Bo Sample'),
		'cases/Case 18/pay-stub.txt': paper('Pay Stub', 'Employee Name', 'Bo Sample'),
	});
	const workflow = await importExample(e2e, 'folder-one-run-per-case', {
		fillIn: {
			'Read Case Files': { fileSelector: `${folder}/cases/*/*` },
			'Process Each Case': { deploymentId: e2e.deployment('Loan Packet') },
		},
	});
	const rows = rowsOf(await executed(e2e, workflow), 'Pick Packet Fields');
	// The node that reads the files gives them in no certain order.
	rows.sort((one, other) => String(one.case).localeCompare(String(other.case)));
	expect(rows).toEqual([
		expect.objectContaining({ case: 'Case 17', Borrower_Name: 'Ada Example' }),
		expect.objectContaining({ case: 'Case 18', Borrower_Name: 'Bo Sample' }),
	]);
	expect(rows.map((row) => row.run_id).sort()).toEqual(runIds().sort());
});

test('nightly-clean-up: deletes what is old and complete, up to its limit, and no input', async () => {
	const { emulator } = e2e;
	const batch = emulator.store.addBatch('Old', 'Operations', 'emulator-user', Date.now());
	emulator.putDriveFile(`${batch.path}/a.txt`, 'INVOICE');
	const deployment = e2e.deployment('Invoices Deployment');
	const run = (days: number, seed: RunSeed = {}) =>
		emulator.addRun({
			startedAt: emulator.clock.now() - days * DAY_MS,
			deploymentId: String(deployment.value),
			batchId: batch.id,
			...seed,
		}).id;
	const old = Array.from({ length: 51 }, (_, index) => run(200 - index));
	const kept = [
		old[50],
		run(10),
		run(100, { status: 'FAILED' }),
		run(100, { status: 'STOPPED_AT_CHECKPOINT' }),
		run(100, { deploymentId: String(e2e.deployment('Loan Packet').value) }),
	];
	const workflow = await importExample(e2e, 'nightly-clean-up', {
		fillIn: { 'Find Old Runs': { filters: { deploymentId: deployment } } },
	});

	const deleted = rowsOf(await executed(e2e, workflow), 'Delete Run');

	expect(deleted.map((row) => row.run_id).sort()).toEqual(old.slice(0, 50).sort());
	for (const row of deleted) {
		expect(row).toMatchObject({ job_state: 'COMPLETE', deleted_input_and_batch: false });
	}
	expect(runIds().sort()).toEqual(kept.sort());
	expect(emulator.store.drive.filesUnder(batch.path)).toHaveLength(1);
});

test('resume-timed-out-run: gets the documents of the one run there is', async () => {
	const invoice = (number: string) => `INVOICE\nInvoice Number: ${number}\nTotal Due: 12.50\n`;
	await writeFiles({ 'slow/a.txt': invoice('A-1'), 'slow/b.txt': invoice('B-2') });
	const workflow = await importExample(e2e, 'resume-timed-out-run', {
		fillIn: {
			'Read Files': { fileSelector: `${folder}/slow/*` },
			'Process Documents': { deploymentId: e2e.deployment('Slow'), options: { waitLimit: 0 } },
		},
	});
	const executionId = await e2e.rest.runWorkflow(workflow.id);
	// The first look is the one at which the wait of no time is over.
	const isWaiting = () => runs().length === 1 && asked('getRunStatus') > 1;
	await until(isWaiting, { what: 'the second wait' });
	e2e.emulator.setRun(runIds()[0], { status: 'COMPLETE' });
	const execution = succeeded(await e2e.finished(executionId));

	const failed = rowsOf(execution, 'Process Documents', 2);
	expect(failed.map(({ run_id }) => run_id)).toEqual([runIds()[0], runIds()[0]]);
	expect(rowsOf(execution, 'Wait for the Same Run')).toHaveLength(1);
	const numbers = rowsOf(execution, 'All Documents').map(
		({ fields }) => (fields as IDataObject).Invoice_Number,
	);
	expect(numbers.sort()).toEqual(['A-1', 'B-2']);
	expect(runs()).toHaveLength(1);
	expect(asked('runDeployment')).toBe(1);
});
