import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';
import type { Locator } from 'playwright-core';

import { type Browser, startBrowser } from '../support/browser';
import { CredentialForm } from '../support/credentialForm';
import { printedDocuments } from '../samples/printed';
import { Editor } from '../support/editor';
import type { Workflow } from '../support/n8nTypes';
import { PICTURES, type Clip, type PictureName, takePicture } from '../support/pictures';
import { chain, E2e, inputNode, node } from './world';

type Node = Workflow['nodes'][number];

const SAMPLES = join(__dirname, '..', 'samples');
const PANEL = { x: 25, y: 25, width: 1350, height: 500 };

let e2e: E2e;
let browser: Browser;
let editor: Editor;
const taken: PictureName[] = [];

beforeAll(async () => {
	browser = await startBrowser();
	e2e = await E2e.start();
	editor = new Editor(browser.page, e2e.n8n.url);
	await editor.signIn();
});

afterAll(async () => {
	await browser?.close();
	await e2e?.close();
});

async function picture(name: PictureName, clip: Clip): Promise<void> {
	await takePicture(browser.page, name, clip);
	taken.push(name);
}

const at = (x: number, y: number): Partial<Node> => ({ position: [x, y] });

async function workflow(name: string, nodes: Node[], connections = chain(nodes)): Promise<string> {
	return (await e2e.rest.createWorkflow({ name, nodes, connections } as Workflow)).id;
}

const invoice = (number: string) =>
	Buffer.from(`INVOICE\nInvoice Number: ${number}\nTotal Due: 12.50\n`);

/** A file in a batch, and a run over it, from which the pickers know the deployment. */
async function seedBatch(name: string): Promise<void> {
	const { url, token, context, store } = e2e.emulator;
	const headers = { authorization: `Bearer ${token}`, 'ib-context': context };
	const created = await fetch(`${url}/v2/batches`, {
		method: 'POST',
		headers: { ...headers, 'content-type': 'application/json' },
		body: JSON.stringify({ name, workspace: 'Operations' }),
	});
	const { id } = (await created.json()) as { id: number };
	const path = `/v2/batches/${id}/files/invoice.txt`;
	await fetch(`${url}${path}`, { method: 'PUT', headers, body: invoice('1001') });
	e2e.emulator.addRun({ batchId: id, deploymentId: store.deployments[0].id });
}

interface Image {
	src: string;
	complete: boolean;
	naturalWidth: number;
	decode(): Promise<void>;
}

/** The files of icons, and whether the browser could draw them. */
async function iconsDrawn(icons: Locator): Promise<Array<{ file?: string; drawn: boolean }>> {
	await icons.first().waitFor();
	return await icons.evaluateAll(async (images) => {
		const all = images as unknown as Image[];
		// A theme that was just switched loads its icons first.
		await Promise.all(all.map(async (image) => await image.decode().catch(() => undefined)));
		return all.map(({ src, complete, naturalWidth }) => ({
			file: src.split('/').pop(),
			drawn: complete && naturalWidth > 0,
		}));
	});
}

it('finds the nodes by "ai hub", with their actions', async () => {
	await editor.openWorkflow();
	const found = await editor.search('ai hub');
	await found.getByText('AI Hub', { exact: true }).click();
	await editor.creator.getByText('On run completed', { exact: true }).waitFor();
	await editor.creator.getByText('Actions (28)').click();

	const { creator } = editor;
	for (const action of ['Process document', 'Create batch', 'Get many runs', 'Run deployment']) {
		await creator.getByText(action, { exact: true }).waitFor();
	}
});

it.each(['instabase', 'aihub', 'invoice', 'extract data', 'bank statement', 'receipt'])(
	'finds them by "%s", and says that they read documents',
	async (words) => {
		await editor.openWorkflow();
		const found = await editor.search(words);
		await found.getByText('AI Hub', { exact: true }).waitFor();
		await editor.creator.getByText(/^Read documents with Instabase AI Hub, or start/).waitFor();
	},
);

it('lists Process first among the actions', async () => {
	await editor.openWorkflow();
	await (await editor.search('ai hub')).getByText('AI Hub', { exact: true }).click();
	await editor.creator.getByText('Actions (28)').click();
	const process = await editor.creator.getByText('Process document', { exact: true }).boundingBox();
	for (const other of ['Create batch', 'Get many audit log entries']) {
		const box = await editor.creator.getByText(other, { exact: true }).boundingBox();
		expect(box!.y).toBeGreaterThan(process!.y);
	}
});

describe('the credential', () => {
	let form: CredentialForm;
	const good = () => {
		const { url, token, context } = e2e.emulator;
		return { apiRoot: url, apiToken: token, ibContext: context };
	};

	beforeAll(async () => {
		await editor.open('/home/credentials/create');
		form = await CredentialForm.create(browser.page, 'Instabase AI Hub API');
	});

	it('says where to find what it asks for, and passes its test with the right token', async () => {
		await browser.page.getByText('your initials → Settings → APIs').waitFor();
		await browser.page.getByText('In the same Settings of AI Hub').waitFor();
		await picture('credential.png', await form.area());
		await form.save(good());
		expect(await form.outcome()).toContain('Connection tested successfully');
	});

	it('says what to check when the token is wrong', async () => {
		await form.save({ ...good(), apiToken: 'wrong' });
		expect(await form.outcome()).toContain('AI Hub did not accept the token or the IB-Context');
	});

	it('says so when there is no AI Hub at the address', async () => {
		await form.save({ ...good(), apiRoot: 'http://127.0.0.1:9/api' });
		expect(await form.outcome()).toContain('ECONNREFUSED');
	});

	it('says so when another server answers at the address', async () => {
		await form.save({ ...good(), apiRoot: e2e.n8n.url });
		expect(await form.outcome()).toContain('There is no AI Hub API at this API Root');
	});
});

it('builds trigger, Process Document and Edit Fields by hand, and reads a value in the table', async () => {
	await seedBatch('Invoices of May');
	const { panel } = editor;
	await editor.openWorkflow();
	await editor.add('manual trigger', 'Manual Trigger');
	await editor.add('ai hub', 'AI Hub', 'Process document');
	await panel.opened();
	await panel.chooseCredential(e2e.credential.name);
	const list = await panel.openPicker('deploymentId');
	await list.filter({ hasText: 'Not listed? Paste its address: choose By URL' }).waitFor();
	await list.filter({ hasText: '"Invoices of May", "invoice.txt" · …' }).click();
	await picture('process.png', { ...PANEL, height: 850 });
	await panel.choose('documents', 'Existing Batch');
	await panel.pick('batchId', 'Invoices of May');
	await panel.close();
	await editor.add('edit fields', 'Edit Fields (Set)');
	await panel.opened();
	expect(await panel.preview()).toEqual(
		expect.arrayContaining(['file_name', 'class_name', 'fields']),
	);
	await picture('preview.png', { ...PANEL, height: 520 });
	await panel.executePrevious();
	await panel.addField('number', '{{ $json.fields.Invoice_Number }}', '1001');
	await panel.close();
	await editor.execute();
	await editor.succeeded('Edit Fields');

	const table = await (await editor.openNode('Edit Fields')).showTable();
	expect((await table.innerText()).trim().split(/\s+/)).toEqual(['number', '1001']);
});

describe('routing by trust', () => {
	const form = { fieldLabel: 'Invoices', fieldType: 'file', multipleFiles: true };
	const formParameters: IDataObject = {
		formTitle: 'Send invoices',
		formFields: { values: [form] },
	};
	const files = [
		{ name: 'invoice.txt', mimeType: 'text/plain', buffer: invoice('1001') },
		{ name: 'doubtful.txt', mimeType: 'text/plain', buffer: invoice('?') },
		{ name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7, no more') },
	];
	const ends = ['Book Invoice', 'Ask a Person', 'Tell the Sender'];

	beforeAll(async () => {
		const start = node('On form submission', 'n8n-nodes-base.formTrigger', formParameters, {
			typeVersion: 2.2,
			webhookId: 'invoices',
		});
		const parameters = {
			resource: 'document',
			operation: 'process',
			deploymentId: e2e.deployment('Invoices Deployment'),
			routeOutput: true,
			rules: { minModelConfidence: 0.7 },
		};
		const process = e2e.aiHub(parameters, 'Process Documents', at(240, 0));
		const last = ends.map((name, index) =>
			node(name, 'n8n-nodes-base.noOp', {}, at(640, (index - 1) * 180)),
		);
		const nodes = [start, process, ...last];
		const routes = ends.map((end) => [{ node: end, type: 'main', index: 0 }]);
		const id = await workflow('Invoices', nodes, {
			...chain([start, process]),
			[process.name]: { main: routes },
		} as Workflow['connections']);
		await editor.openWorkflow(id);
		const form = browser.page.context().waitForEvent('page');
		await editor.execute();
		const page = await form;
		await page.locator('input[type=file]').setInputFiles(files);
		await page.getByRole('button', { name: 'Submit' }).click();
		for (const end of ends) await editor.succeeded(end);
		await page.close();
	});

	it('shows the three outputs with their items on the canvas', async () => {
		const labels = browser.page.getByTestId('edge-label').filter({ hasText: '1 item' });
		expect(await labels.count()).toBe(4);
		expect(await editor.node('Process Documents').innerText()).toMatch(
			/Approved[^]*Needs Review[^]*Failed[^]*process: document/,
		);
		await picture('canvas.png', await editor.workflowArea());
	});

	it('draws the icon, in the light and the dark theme', async () => {
		const icons = editor.node('Process Documents').locator('img');
		expect(await iconsDrawn(icons)).toEqual([{ file: 'aihub.svg', drawn: true }]);
		await browser.page.emulateMedia({ colorScheme: 'dark' });
		const dark = editor.node('Process Documents').locator('img[src$="aihub.dark.svg"]');
		expect(await iconsDrawn(dark)).toEqual([{ file: 'aihub.dark.svg', drawn: true }]);
		await picture('editor-dark.png', await editor.workflowArea());
		await browser.page.emulateMedia({ colorScheme: 'light' });
	});

	it('gives the reasons in the output panel', async () => {
		const { output } = await editor.openNode('Process Documents');
		await output.getByText('Needs Review Branch (1 item)').click();
		const table = await editor.panel.showTable();
		expect(await table.innerText()).toMatch(/Invoice_Number: confidence 0\.\d\d is below 0\.70/);
		await picture('outputs.png', PANEL);
		await editor.panel.close();
	});
});

it('gives a row for each line of the invoices, and beside the file name where to look first', async () => {
	const names = ['northwind-paper-supply.pdf', 'alpine-office-furniture.pdf'];
	const files = names.map((name) => ({ name, content: readFileSync(join(SAMPLES, name)) }));
	const parameters = {
		resource: 'document',
		operation: 'process',
		deploymentId: e2e.deployment('Invoices Deployment'),
		shape: 'rows',
		include: ['include_confidence_scores'],
	};
	const nodes = [
		node('Start', 'n8n-nodes-base.manualTrigger', {}),
		{ ...inputNode([{ json: {}, files }]), ...at(220, 0) },
		e2e.aiHub(parameters, 'Process Documents', at(440, 0)),
	];
	await editor.openWorkflow(await workflow('Lines', nodes));
	await editor.execute();
	await editor.succeeded('Process Documents');
	await editor.openNode('Process Documents');
	const table = await editor.panel.showTable();
	expect((await table.locator('th').allInnerTexts()).slice(0, 3)).toEqual([
		'file_name',
		'lowest_confidence',
		'lowest_confidence_field',
	]);
	const printed = printedDocuments().filter(({ file }) => names.includes(file));
	const lines = printed.flatMap(({ table: found }) => found?.rows.slice(1) ?? []);
	expect(await table.locator('tbody tr').filter({ hasText: '.pdf' }).count()).toBe(lines.length);
	await picture('rows.png', PANEL);
	await editor.panel.close();
});

it('shows the message of a failed node, and what to do', async () => {
	const runId = { __rl: true, mode: 'id', value: '00000000-0000-4000-8000-000000000009' };
	const start = node('Start', 'n8n-nodes-base.manualTrigger', {});
	const get = e2e.aiHub({ resource: 'run', operation: 'get', runId }, 'Get Run', at(220, 0));
	await editor.openWorkflow(await workflow('Failing', [start, get]));
	await editor.execute();
	await editor.node('Get Run').getByTestId('node-issues').waitFor();

	const { error } = await editor.openNode('Get Run');
	expect(await error.message.innerText()).toContain(`Run ${runId.value} does not exist`);
	expect(await error.hint.innerText()).toMatch(/^Check the ID/);
});

it('fetches a test event with the trigger', async () => {
	const id = 'a1b2c3d4-e5f6-4890-abcd-ef1234567890';
	e2e.emulator.addRun({ id, status: 'STOPPED_AT_CHECKPOINT' });
	const trigger = e2e.aiHub({ events: ['runWaitingForReview'] }, 'Review Needed');
	trigger.type = 'n8n-nodes-aihub.aiHubTrigger';
	await editor.openWorkflow(await workflow('Reviews', [trigger]));
	await editor.openNode('Review Needed');
	await editor.panel.root.getByTestId('node-execute-button').click();

	expect(await (await editor.panel.showTable()).innerText()).toContain('runWaitingForReview');
	await picture('trigger.png', PANEL);
});

it('has taken every picture of the docs', () => {
	expect(taken.sort()).toEqual(Object.keys(PICTURES).sort());
});
