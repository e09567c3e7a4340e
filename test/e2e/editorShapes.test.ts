import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { type Browser, startBrowser } from '../support/browser';
import { Editor } from '../support/editor';
import type { Workflow } from '../support/n8nTypes';
import { E2e, inputNode, node } from './world';

const SAMPLES = join(__dirname, '..', 'samples');
const INCLUDES = [
	'include_review_results',
	'include_confidence_scores',
	'include_validation_results',
	'include_source_info',
];
const DOUBT = ['lowest_confidence', 'lowest_confidence_field', 'failed_validations'];

/** What a person sees first of each: what it is, and what is doubtful. */
const PROCESSED: Record<string, string[]> = {
	documents: ['file_name', 'reasons', ...DOUBT],
	flat: ['file_name', 'reasons', ...DOUBT],
	rows: ['file_name', 'reasons', ...DOUBT],
};
const READ: Record<string, string[]> = {
	documents: ['file_name', ...DOUBT],
	flat: ['file_name', ...DOUBT],
	rows: ['file_name', ...DOUBT],
	fields: ['file_name', 'class_name', 'field_name', 'value'],
	files: ['file_name', 'documents'],
	raw: ['id', 'status'],
};

let e2e: E2e;
let browser: Browser;
let editor: Editor;
/** Of every table, to be looked at. */
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'aihub-shapes-'));
	browser = await startBrowser();
	e2e = await E2e.start();
	editor = new Editor(browser.page, e2e.n8n.url);
	await editor.signIn();
	await openExecuted();
}, 120_000);

afterAll(async () => {
	await browser?.close();
	await e2e?.close();
	console.log(`The tables are in ${folder}.`);
});

/** Process in each of its shapes, and Get Results of its run in each of them. */
async function openExecuted(): Promise<void> {
	const files = ['riverside-printing-wrong-total.pdf', 'northwind-paper-supply.pdf'].map(
		(name) => ({
			name,
			content: readFileSync(join(SAMPLES, name)),
		}),
	);
	const process = (shape: string): IDataObject => ({
		resource: 'document',
		operation: 'process',
		deploymentId: e2e.deployment('Invoices Deployment'),
		shape,
		include: INCLUDES,
		routeOutput: true,
		rules: { validationMustPass: true },
	});
	const getResults = (shape: string): IDataObject => ({
		resource: 'run',
		operation: 'getResults',
		runId: { __rl: true, mode: 'id', value: '={{ $json.run_id }}' },
		shape,
		include: INCLUDES,
	});
	const at = (x: number, y: number) => ({ position: [x, y] as [number, number] });
	const processes = Object.keys(PROCESSED).map((shape, index) =>
		e2e.aiHub(process(shape), `Process ${shape}`, at(440, index * 300)),
	);
	const reads = Object.keys(READ).map((shape, index) =>
		e2e.aiHub(getResults(shape), `Results ${shape}`, at(740, index * 200)),
	);
	const start = node('Start', 'n8n-nodes-base.manualTrigger', {});
	const input = { ...inputNode([{ json: {}, files }]), ...at(220, 0) };
	const to = (nodes: Workflow['nodes']) =>
		nodes.map(({ name }) => ({ node: name, type: 'main', index: 0 }));
	const workflow = await e2e.rest.createWorkflow({
		name: 'Shapes',
		nodes: [start, input, ...processes, ...reads],
		connections: {
			Start: { main: [to([input])] },
			[input.name]: { main: [to(processes)] },
			[processes[0].name]: { main: [[], to(reads)] },
		},
	} as unknown as Workflow);
	await editor.openWorkflow(workflow.id);
	await editor.execute();
	await editor.succeeded('Results raw');
}

async function columnsOf(name: string, branch?: string): Promise<string[]> {
	const { output } = await editor.openNode(name);
	if (branch) await output.getByText(branch).click();
	const table = await editor.panel.showTable();
	const columns = await table.locator('th').allInnerTexts();
	await browser.page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
	await editor.panel.close();
	return columns.map((column) => column.trim());
}

it.each(Object.entries(PROCESSED))(
	'Process shows in Table what is doubtful first: %s',
	async (shape, first) => {
		const columns = await columnsOf(`Process ${shape}`, 'Needs Review Branch');
		expect(columns.slice(0, first.length)).toEqual(first);
	},
);

it.each(Object.entries(READ))(
	'Get Results shows in Table what it is first: %s',
	async (shape, first) => {
		const columns = await columnsOf(`Results ${shape}`);
		expect(columns.slice(0, first.length)).toEqual(first);
	},
);
