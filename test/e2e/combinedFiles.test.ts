import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import { itemsOf, type Workflow } from '../support/n8nTypes';
import { executed } from './example';
import { chain, E2e, inputNode, type InputItem, node } from './world';

let e2e: E2e;

beforeAll(async () => {
	e2e = await E2e.start();
});

afterAll(async () => await e2e?.close());

beforeEach(() => e2e.emulator.reset());

const start = node('Start', 'n8n-nodes-base.manualTrigger', {});

const items: InputItem[] = ['1', '2'].map((number) => ({
	json: { case: number },
	files: [
		{ name: `${number}.txt`, content: `INVOICE\nInvoice Number: ${number}\n` },
		{ name: 'calendar.ics', content: '' },
	],
}));

test('files within the JSON of items go in and out', async () => {
	const process = e2e.aiHub({
		resource: 'document',
		operation: 'process',
		deploymentId: e2e.deployment('Invoices'),
		routeOutput: true,
		options: { includeInputFields: true, includeInputFile: true },
	});
	// Gives a file of an earlier node by an expression.
	const again = node('Batch', 'n8n-nodes-aihub.aiHub', {
		resource: 'batch',
		operation: 'create',
		name: 'again',
	});
	again.credentials = process.credentials;
	const upload = e2e.aiHub(
		{
			resource: 'batchFile',
			operation: 'upload',
			batchId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			binaryPropertyName: "={{ $('AI Hub').item._files.file_0 }}",
		},
		'Upload',
	);
	const nodes = [start, inputNode(items), process, again, upload];
	const workflow = await e2e.rest.createWorkflow({
		name: 'Combined',
		nodes,
		connections: chain(nodes),
		settings: { executionOrder: 'v1', binaryMode: 'combined' },
	} as unknown as Workflow);
	const execution = await executed(e2e, workflow);

	const documents = itemsOf(execution, 'AI Hub');
	expect(documents.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	for (const [index, { json, binary }] of documents.entries()) {
		const number = String(index + 1);
		expect(json).toMatchObject({ fields: { Invoice_Number: number }, source: { case: number } });
		expect(json.source).not.toHaveProperty('_files');
		expect(binary).toBeUndefined();
		const files = json._files as unknown as IBinaryKeyData;
		expect(Object.keys(files)).toEqual(['file_0']);
		expect(files.file_0).toMatchObject({ fileName: `${number}.txt` });
	}
	const failed = itemsOf(execution, 'AI Hub', { output: 2 });
	expect(failed.map(({ json }) => json.file_names)).toEqual([['calendar.ics'], ['calendar.ics']]);
	const uploaded = itemsOf(execution, 'Upload').map(({ json }) => json as IDataObject);
	expect(uploaded.map(({ file_name }) => file_name)).toEqual(['1.txt', '2.txt']);
});
