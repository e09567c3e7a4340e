import { basename } from 'node:path';

import { type ChatModel, startChatModel } from '../support/chatModel';
import type { Workflow } from '../support/n8nTypes';
import { until } from '../support/until';
import { importExample, published, rowsOf, rowsOfTable, succeeded } from './example';
import { E2e } from './world';

let e2e: E2e;
let model: ChatModel | undefined;

beforeAll(async () => {
	e2e = await E2e.start();
});

afterAll(async () => {
	await e2e?.close();
	await model?.close();
});

beforeEach(() => e2e.emulator.reset());

const runs = () => [...e2e.emulator.store.runs.values()];

async function onlyExecution({ id }: Workflow) {
	const [{ id: executionId }] = await e2e.rest.listExecutions(id);
	return succeeded(await e2e.finished(executionId));
}

test('form-upload-to-table: each document of an upload becomes a row of a data table', async () => {
	const workflow = await importExample(e2e, 'form-upload-to-table', {
		fillIn: { 'Process Documents': { deploymentId: e2e.deployment('Invoices Deployment') } },
	});
	const form = `${e2e.n8n.url}/form/${await published(e2e, workflow, 'Upload Form')}`;
	const page = await until(
		async () => {
			const response = await fetch(form);
			return response.ok ? await response.text() : undefined;
		},
		{ what: 'the form' },
	);
	expect(page).toContain('Upload documents');

	for (const upload of [['A-1', 'B-2'], ['C-3']]) {
		const data = new FormData();
		for (const number of upload) {
			const text = `INVOICE\nVendor: Example Supplies\nInvoice Number: ${number}\nTotal Due: 12.50\n`;
			data.append('field-0', new Blob([text], { type: 'text/plain' }), `${number}.txt`);
		}
		expect(await fetch(form, { method: 'POST', body: data })).toMatchObject({ status: 200 });
	}

	const broken = new FormData();
	broken.append('field-0', new Blob(['%PDF-1.7, no more']), 'D-4.pdf');
	expect(await fetch(form, { method: 'POST', body: broken })).toMatchObject({ status: 200 });

	const rows = await until(
		async () => {
			const found = await rowsOfTable(e2e, 'Invoices from AI Hub');
			return found.length >= 4 ? found : undefined;
		},
		{ what: 'four rows' },
	);
	const runOver = (...files: string[]) =>
		runs().find(({ batchId }) => String(namesIn(batchId!)) === String(files))!.id;
	const row = (number: string, run_id: string) =>
		expect.objectContaining({
			file_name: `${number}.txt`,
			document_class: 'Invoice',
			vendor: 'Example Supplies',
			invoice_number: number,
			total: '12.50',
			run_id,
			errors: null,
		});
	rows.sort((one, other) => String(one.file_name).localeCompare(String(other.file_name)));
	const [last] = rows.splice(3);
	expect(last).toMatchObject({
		file_name: 'D-4.pdf',
		invoice_number: null,
		errors: expect.stringContaining('D-4.pdf could not be read'),
	});
	const firstRun = runOver('A-1.txt', 'B-2.txt');
	expect(rows).toEqual([
		row('A-1', firstRun),
		row('B-2', firstRun),
		row('C-3', runOver('C-3.txt')),
	]);
	expect(runs()).toHaveLength(3);
});

/** The names of the files in a batch, in alphabetical order. */
function namesIn(batchId: number): string[] {
	const { store } = e2e.emulator;
	const files = store.drive.filesUnder(store.batches.get(batchId)!.path);
	return files.map(({ path }) => basename(path));
}

test('ai-agent-tool: the agent reads documents through the tools and answers with them', async () => {
	const run = e2e.emulator.addRun({
		files: [
			{
				original_file_name: 'northwind.pdf',
				documents: [{ class_name: 'Invoice', fields: [{ field_name: 'Total', value: '465.48' }] }],
			},
		],
	});
	model = await startChatModel((requests) => {
		const answers = requests.at(-1)!.messages.filter(({ role }) => role === 'tool');
		const last = JSON.stringify(answers.at(-1)?.content);
		if (answers.length === 0) {
			return { tool: 'Find_Runs', args: { Started_After: '2020-01-01T00:00:00Z' } };
		}
		if (answers.length === 1) {
			return { tool: 'Read_Documents', args: { Run: /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(last)![0] } };
		}
		return `The total is ${/\d+\.\d\d/.exec(last)![0]}.`;
	});
	const workflow = await importExample(e2e, 'ai-agent-tool', {
		credentials: { openAiApi: { apiKey: 'none', url: model.url } },
		fillIn: { 'When chat message received': { public: true } },
	});
	const id = await published(e2e, workflow, 'When chat message received');
	const chat = async () =>
		await fetch(`${e2e.n8n.url}/webhook/${id}/chat`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				action: 'sendMessage',
				sessionId: 'one',
				chatInput: 'What is the total of the newest invoice?',
			}),
		});
	const answer = await until(
		async () => {
			const response = await chat();
			return response.ok ? await response.json() : undefined;
		},
		{ what: 'the chat' },
	);

	expect(answer).toMatchObject({ output: 'The total is 465.48.' });
	const execution = await onlyExecution(workflow);
	expect(execution.data.resultData.runData).toHaveProperty('Read Documents');
	expect(rowsOf(execution, 'Answer Questions')).toHaveLength(1);
	expect(model.requests).toHaveLength(3);
	const { requests } = e2e.emulator;
	expect(new Set(requests.map(({ operationId }) => operationId))).toEqual(
		new Set(['listRuns', 'getRunResults']),
	);
	expect(requests.at(-1)?.path).toContain(run.id);
	expect(model.requests[0].tools?.map((tool) => tool.function.description).sort()).toEqual([
		'Get many runs in AI Hub',
		'Get results of run in AI Hub',
	]);
});
