import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { resources } from '../../nodes/AiHub/resources';
import { properties as notificationProperties } from '../../nodes/AiHubNotificationTrigger/properties';
import { properties } from '../../nodes/shared/trigger/properties';
import { type Browser, startBrowser } from '../support/browser';
import { Editor } from '../support/editor';
import { filledIn, labelsOf } from '../support/filledIn';
import type { Workflow } from '../support/n8nTypes';
import { E2e } from './world';

interface Form {
	name: string;
	/** What the canvas says below the name. */
	subtitle: string;
	parameters: IDataObject;
	fields: INodeProperties[];
	type?: string;
}

/** What opens more fields than the defaults do. */
const OPENED: Record<string, IDataObject> = {
	'Document Process': { routeOutput: true, options: { waitBy: 'callback' } },
	Trigger: { includeResults: true, documentsToReport: 'doubtful', shape: 'rows' },
};

const inWords = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function openedIn(name: string, parameters: IDataObject): IDataObject {
	const { options, ...opened } = OPENED[name] ?? {};
	if (options === undefined) return { ...parameters, ...opened };
	const all = { ...(parameters.options as IDataObject), ...(options as IDataObject) };
	return { ...parameters, ...opened, options: all };
}

const forms: Form[] = resources.flatMap((resource) =>
	resource.operations.map(({ name: operationName, value: operation, fields }) => {
		const name = `${resource.name} ${operationName}`;
		return {
			name,
			subtitle: `${inWords(operation.replace('getAll', 'getMany'))}: ${inWords(resource.value)}`,
			parameters: {
				...openedIn(name, filledIn(fields)),
				resource: resource.value,
				operation,
			},
			fields,
		};
	}),
);

forms.push({
	name: 'Trigger',
	subtitle: 'run completed',
	parameters: openedIn('Trigger', filledIn(properties)),
	fields: properties,
	type: 'n8n-nodes-aihub.aiHubTrigger',
});

forms.push({
	name: 'Notification Trigger',
	subtitle: 'run completed',
	parameters: { ...filledIn(notificationProperties), secret: 'a secret' },
	fields: notificationProperties,
	type: 'n8n-nodes-aihub.aiHubNotificationTrigger',
});

let e2e: E2e;
let browser: Browser;
let editor: Editor;
let pictures: string;

beforeAll(async () => {
	browser = await startBrowser();
	// High enough for the longest form, so that its picture shows all of it.
	await browser.page.setViewportSize({ width: 1400, height: 3400 });
	e2e = await E2e.start();
	editor = new Editor(browser.page, e2e.n8n.url);
	pictures = await mkdtemp(join(tmpdir(), 'aihub-forms-'));
	console.log(`Pictures of all forms: ${pictures}`);
	await editor.signIn();
	await editor.openWorkflow(await workflowOfAllForms());
});

afterAll(async () => {
	await browser?.close();
	await e2e?.close();
});

// Even after a failure: a panel that stays open would be in the way of the next form.
afterEach(async () => await editor.panel.close());

async function workflowOfAllForms(): Promise<string> {
	const nodes = forms.map(({ name, parameters, type }, index) =>
		e2e.aiHub(parameters, name, {
			position: [(index % 4) * 300, Math.floor(index / 4) * 260],
			...(type && { type }),
		}),
	);
	const workflow = { name: 'All forms', nodes, connections: {} } as unknown as Workflow;
	return (await e2e.rest.createWorkflow(workflow)).id;
}

interface Box {
	textContent: string | null;
	scrollWidth: number;
	clientWidth: number;
}

it.each(forms)('the form of $name can be read', async ({ name, subtitle, fields }) => {
	expect(await editor.node(name).innerText()).toContain(subtitle);
	const { parameters } = await editor.openNode(name);
	await parameters.screenshot({ path: join(pictures, `${name}.png`) });

	const text = await parameters.innerText();
	expect(labelsOf(fields).filter((label) => !text.includes(label))).toEqual([]);
	// Neither values that are not there, nor keys of texts that n8n does not have.
	expect(text).not.toMatch(/undefined|\bnull\b|\[object|NaN|\b[a-z]+\.[a-z]+[A-Z]\w*\b/);
	// n8n cuts a label that has no room.
	const overflowing = await parameters
		.locator('*')
		.evaluateAll((elements) =>
			(elements as unknown as Box[])
				.filter((box) => box.clientWidth > 0 && box.scrollWidth > box.clientWidth + 1)
				.map(({ textContent }) => textContent),
		);
	expect(overflowing).toEqual([]);
});

describe('the pickers list what is in AI Hub', () => {
	const deployment = '0d000000-0000-4000-8000-000000000001';
	const app = '0a000000-0000-4000-8000-000000000001';
	const labelOf = (id: string) => new RegExp(`^"Invoices of May" · …${id.slice(-4)} · ran .+`);
	const runId = 'a1b2c3d4-e5f6-4890-abcd-ef1234567890';

	beforeAll(() => {
		const { store, clock } = e2e.emulator;
		const { id } = store.addBatch('Invoices of May', 'Operations', 'emulator-user', clock.now());
		e2e.emulator.addRun({ id: runId, deploymentId: deployment, batchId: id });
	});

	it.each([
		['batches', 'Batch Get', 'batchId', /^Invoices of May \(\d+, Operations\)$/],
		['runs', 'Run Get', 'runId', new RegExp(`^[-0-9]+ [0-9:]+ – COMPLETE – ${runId}$`)],
		['apps', 'Run Run App', 'appId', labelOf(app)],
		['deployments', 'Run Run Deployment', 'deploymentId', labelOf(deployment)],
	])('%s', async (_, form, picker, expected) => {
		const panel = await editor.openNode(form);
		const entries = await panel.openPicker(picker);
		const texts = await entries.allInnerTexts();
		const isHelp = (text: string) => text.startsWith('Not listed?');
		expect(texts.filter((text) => !isHelp(text))).toEqual([expect.stringMatching(expected)]);
		expect(texts.some(isHelp)).toBe(/app|deployment/.test(picker));
	});
});

it('a confidence rule that is added checks something, and what is typed into it stays', async () => {
	const parameters = { resource: 'document', operation: 'process', routeOutput: true };
	const nodes = [e2e.aiHub(parameters, 'Process')];
	const rules = { name: 'Rules', nodes, connections: {} } as unknown as Workflow;
	await editor.openWorkflow((await e2e.rest.createWorkflow(rules)).id);
	const panel = await editor.openNode('Process');
	await panel.addOption('Add rule', 'Minimum Confidence');
	const field = panel.parameter('minModelConfidence').locator('input');
	expect(Number(await field.inputValue())).toBe(0.9);
	// Refused when the node runs, instead of being turned into a number that nobody meant.
	await field.fill('90');
	await field.press('Tab');
	expect(Number(await field.inputValue())).toBe(90);
});
