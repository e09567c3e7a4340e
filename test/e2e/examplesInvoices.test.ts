import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { requestedFiles } from '../demo/files';
import { itemsOf } from '../support/n8nTypes';
import { printedDocuments } from '../samples/printed';
import { executed, importExample, rowsOf } from './example';
import { EVERY_SECOND, PollingWorkflow } from './polling';
import { E2e } from './world';

let e2e: E2e;
let folder: string;

beforeAll(async () => {
	e2e = await E2e.start();
	folder = join(e2e.n8n.userFolder, '.n8n-files', 'invoices');
	await mkdir(folder, { recursive: true });
	for (const file of await requestedFiles([]))
		await copyFile(file, join(folder, file.split('/').at(-1)!));
});

afterAll(async () => await e2e?.close());

beforeEach(() => e2e.emulator.reset());

test('invoices-closed-loop: books, asks, tells the sender, and books after the review', async () => {
	const deploymentId = e2e.deployment('Invoices With Review');
	const plain = e2e.deployment('Invoices Deployment');
	const workflow = await importExample(e2e, 'invoices-closed-loop', {
		fillIn: {
			'Read Files': { fileSelector: `${folder}/*` },
			'Process Invoices': { deploymentId: plain },
			'Review Finished': { filters: { deploymentId }, pollTimes: EVERY_SECOND },
		},
	});
	const execution = await executed(e2e, workflow);
	const names = (node: string) => rowsOf(execution, node).map(({ file_name: name }) => name);
	expect(names('Book Invoice')).toContain('northwind-paper-supply.pdf');
	const [question] = itemsOf(execution, 'Ask a Person');
	expect(names('Ask a Person')).toContain('riverside-printing-wrong-total.pdf');
	expect(question.json.text).toMatch(/^Please look at .*: .+\. Review it in AI Hub: http/);
	expect(Object.values(question.binary ?? {})[0].fileName).toBe(question.json.file_name);

	await e2e.rest.activateWorkflow(workflow.id);
	const polling = new PollingWorkflow(e2e, workflow, 'Review Finished');
	await polling.polls(1);
	const { id } = e2e.emulator.addRun({
		status: 'STOPPED_AT_CHECKPOINT',
		deploymentId: String(deploymentId.value),
	});
	await polling.polls(1);
	e2e.emulator.resolveReview(id);
	expect(await polling.reports([`${id} reviewFinished`])).toEqual([`${id} reviewFinished`]);
	expect((await polling.itemsOf('Book Invoice')).map(({ json }) => json.id)).toEqual([id]);
});

test('invoices-closed-loop: a file that cannot be read is told to its sender', async () => {
	const workflow = await importExample(e2e, 'invoices-closed-loop', {
		fillIn: {
			'Read Files': { fileSelector: `${folder}/northwind*` },
			'Process Invoices': { deploymentId: e2e.deployment('Failing App') },
		},
	});
	const [told] = rowsOf(await executed(e2e, workflow), 'Tell the Sender');
	expect(told.text).toMatch(/^northwind-paper-supply\.pdf could not be read: Run \S+ failed/);
});

test('invoice-lines-to-sheet: every line of every invoice is a row', async () => {
	const workflow = await importExample(e2e, 'invoice-lines-to-sheet', {
		fillIn: {
			'Read Files': { fileSelector: `${folder}/*.pdf` },
			'Process Invoices': { deploymentId: e2e.deployment('Invoices Deployment') },
		},
	});
	const execution = await executed(e2e, workflow);
	const lines = printedDocuments()
		.filter(({ table, file }) => table?.name === 'Line Items' && file.endsWith('.pdf'))
		.flatMap(({ table, fields }) =>
			table!.rows.slice(1).map(([item]) => `${fields['Invoice Number']} ${item}`),
		);
	const rows = rowsOf(execution, 'Name Columns');
	const found = rows.map((row: IDataObject) => `${String(row.invoice)} ${String(row.item)}`);
	expect(found.filter((row) => !row.includes('undefined')).sort()).toEqual(
		expect.arrayContaining(lines.sort()),
	);
	const [sheet] = itemsOf(execution, 'Make Spreadsheet');
	expect(sheet.binary?.data.fileName).toMatch(/^invoice-lines-.*\.xlsx$/);
});
