import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { itemsOf } from '../support/n8nTypes';
import { succeeded } from './example';
import { E2e, node } from './world';

const COUNT = 3_000;

let e2e: E2e;
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'aihub-files-'));
	e2e = await E2e.start({ n8n: { env: { N8N_RESTRICT_FILE_ACCESS_TO: folder } } });
});

afterAll(async () => {
	await e2e?.close();
	await rm(folder, { recursive: true });
});

const numberOf = ({ json }: INodeExecutionData) => (json.fields as IDataObject).Invoice_Number;
const sourceOf = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;

test('3,000 files are three runs, and each document is paired to its item', async () => {
	const numbers = Array.from({ length: COUNT }, (_, index) => String(index).padStart(4, '0'));
	for (const number of numbers) {
		await writeFile(join(folder, `${number}.txt`), `INVOICE\nInvoice Number: ${number}\n`);
	}
	const read = node('Read', 'n8n-nodes-base.readWriteFile', {
		operation: 'read',
		fileSelector: join(folder, '*.txt'),
	});
	const process = e2e.aiHub({
		resource: 'document',
		operation: 'process',
		deploymentId: e2e.deployment('Invoices'),
		options: { filesInParallel: 10 },
	});
	const execution = await e2e.finished(
		await e2e.runInProduction([{ json: {}, files: [] }], [read, process]),
	);

	succeeded(execution);
	const files = itemsOf(execution, 'Read').map(({ json }) => json.fileName);
	expect(files).toHaveLength(COUNT);
	const { runs, batches, drive } = e2e.emulator.store;
	expect(runs.size).toBe(3);
	const sizes = [...batches.values()].map(({ path }) => drive.filesUnder(path).length);
	expect(sizes).toEqual([1_000, 1_000, 1_000]);
	const documents = itemsOf(execution, 'AI Hub');
	expect(documents.map(numberOf).sort()).toEqual(numbers);
	for (const one of documents) expect(files[sourceOf(one)]).toBe(`${String(numberOf(one))}.txt`);
});
