import { errorOf } from '../../support/n8nTypes';
import { E2e } from '../world';

let e2e: E2e;

beforeAll(async () => {
	e2e = await E2e.start();
});

afterAll(async () => await e2e?.close());

it('refuses to wait by callback, as this n8n would lose documents, before anything is started', async () => {
	const node = e2e.aiHub({
		resource: 'document',
		operation: 'process',
		deploymentId: e2e.deployment('Invoices Deployment'),
		options: { waitBy: 'callback' },
	});
	const items = [{ json: {}, files: [{ name: '1.txt', content: 'Invoice Number: 1' }] }];
	const execution = await e2e.finished(await e2e.runInProduction(items, [node]));

	expect(execution.status).toBe('error');
	expect(errorOf(execution)).toMatchObject({
		message: 'Waiting by callback needs n8n 2.39 or newer',
		description: expect.stringContaining('Set Wait By to Polling'),
	});
	expect(e2e.emulator.requests).toEqual([]);
});
