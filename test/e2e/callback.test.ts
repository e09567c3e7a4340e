import { itemsOf } from '../support/n8nTypes';
import { E2e, type InputItem } from './world';

let e2e: E2e;

beforeAll(async () => {
	e2e = await E2e.start();
});

afterAll(async () => await e2e?.close());

const invoice = (number: string) => `INVOICE\nInvoice Number: ${number}\nTotal Due: 12.50\n`;

const twoItems: InputItem[] = ['1', '2'].map((number) => ({
	json: { case: number },
	files: [{ name: `${number}.txt`, content: invoice(number) }],
}));

const process = (parameters = {}) =>
	e2e.aiHub({
		resource: 'document',
		operation: 'process',
		deploymentId: e2e.deployment('Invoices Deployment'),
		waitBy: 'callback',
		runMode: 'perItem',
		options: { includeInputFields: true },
		...parameters,
	});

it('stores the execution until the last callback, and gives the documents', async () => {
	const id = await e2e.runInProduction(twoItems, [process()]);
	const execution = await e2e.finished(id);

	if (execution.status !== 'success') console.log(JSON.stringify(execution.data.resultData.error), e2e.n8n.log.slice(-3000));
	expect(execution.status).toBe('success');
	const items = itemsOf(execution, 'AI Hub');
	expect(items.map(({ json }) => json)).toMatchObject([
		{ fields: { Invoice_Number: '1' }, source: { case: '1' } },
		{ fields: { Invoice_Number: '2' }, source: { case: '2' } },
	]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	expect(e2e.emulator.store.runs.size).toBe(2);
});
