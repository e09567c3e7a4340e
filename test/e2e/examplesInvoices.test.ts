import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { requestedFiles } from '../demo/files';
import { itemsOf } from '../support/n8nTypes';
import { printedDocuments } from '../samples/printed';
import { executed, importExample, rowsOf } from './example';
import { EVERY_SECOND, PollingWorkflow } from './polling';
import { E2e } from './world';

let e2e: E2e;
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'aihub-invoices-'));
	e2e = await E2e.start({ n8n: { env: { N8N_RESTRICT_FILE_ACCESS_TO: folder } } });
	for (const file of await requestedFiles([])) await copyFile(file, join(folder, basename(file)));
});

afterAll(async () => {
	await e2e?.close();
	await rm(folder, { recursive: true, force: true });
});

beforeEach(() => e2e.emulator.reset());

test('invoices-closed-loop: books, asks, tells the sender, and books after the review', async () => {
	const bad = { 'broken.pdf': '%PDF-1.7, no more', 'empty.pdf': '' };
	for (const [name, text] of Object.entries(bad)) await writeFile(join(folder, name), text);
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
	for (const name of Object.keys(bad)) await rm(join(folder, name));
	const names = (node: string) => rowsOf(execution, node).map(({ file_name: name }) => name);
	expect(names('Book Invoice')).toContain('northwind-paper-supply.pdf');
	const classes = rowsOf(execution, 'Book Invoice').map(({ class_name: name }) => name);
	expect(new Set(classes)).toEqual(new Set(['Invoice']));
	expect(rowsOf(execution, 'Ask a Person').map(({ reasons }) => reasons)).toContainEqual([
		'class: Receipt is not one of Invoice',
	]);
	const [question] = itemsOf(execution, 'Ask a Person');
	expect(names('Ask a Person')).toContain('riverside-printing-wrong-total.pdf');
	expect(question.json.text).toMatch(/^Please look at .*: .+[^.]\. Its run in AI Hub: http/);
	expect(Object.values(question.binary ?? {})[0].fileName).toBe(question.json.file_name);
	const told = rowsOf(execution, 'Tell the Sender').map(({ text }) => text);
	expect(told.sort()).toEqual([
		'Your document could not be read: The file "empty.pdf" is empty',
		expect.stringMatching(/^broken\.pdf could not be read: ./),
	]);

	await e2e.rest.activateWorkflow(workflow.id);
	const polling = new PollingWorkflow(e2e, workflow, 'Review Finished');
	await polling.polls(1);
	const { id } = e2e.emulator.addRun({
		status: 'STOPPED_AT_CHECKPOINT',
		deploymentId: String(deploymentId.value),
		files: ['Receipt', 'Invoice'].map((name) => ({
			original_file_name: `${name}.pdf`,
			documents: [{ class_name: name }],
		})),
	});
	await polling.polls(1);
	e2e.emulator.resolveReview(id);
	const reports = Array.from({ length: 2 }, () => `${id} reviewFinished`);
	expect(await polling.reports(reports)).toEqual(reports);
	const booked = (await polling.itemsOf('Book Invoice')).map(({ json }) => json);
	expect(booked).toEqual([expect.objectContaining({ id, file_name: 'Invoice.pdf' })]);
});

test('invoice-lines-to-sheet: every line of every invoice is a row', async () => {
	const workflow = await importExample(e2e, 'invoice-lines-to-sheet', {
		fillIn: {
			'Read Files': { fileSelector: `${folder}/*.pdf` },
			'Process Invoices': { deploymentId: e2e.deployment('Invoices Deployment') },
		},
	});
	const execution = await executed(e2e, workflow);
	const lines = printedDocuments().flatMap(({ table }) => table?.rows.slice(1) ?? []);
	const rows = rowsOf(execution, 'Name Columns');
	expect(rows.map(({ item }) => item).sort()).toEqual(lines.map(([item]) => item).sort());
	expect(rows).toContainEqual(
		expect.objectContaining({ invoice: 'NPS-1041', item: 'Envelopes C5', amount: '$62.00' }),
	);
	const [sheet] = itemsOf(execution, 'Make Spreadsheet');
	expect(sheet.binary?.data.fileName).toMatch(/^invoice-lines-.*\.xlsx$/);
});
