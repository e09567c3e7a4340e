import { until } from '../support/until';
import { DocumentWorld, item, itemsWith } from './documents';
import { byId } from './world';

// A pause that must be cut short has to be one.
jest.unmock('n8n-workflow');

const MIB = 1024 * 1024;

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

describe('an execution that is stopped', () => {
	it('while it waits ends at once and says which runs go on', async () => {
		const deploymentId = byId(documents.deployment('Slow Invoices'));
		// A pause of a minute that must be cut short, so that how fast this machine is does not matter.
		documents.emulator.faults.add({
			match: { operationId: 'getRunStatus' },
			times: Infinity,
			action: { status: 429, retryAfter: 60 },
		});
		const stopped: { at?: number } = {};
		const { error, status } = await documents.process(
			{ deploymentId, runMode: 'perItem', routeOutput: true },
			await itemsWith('a.txt', 'b.txt'),
			{
				cancelWhen: documents.whenAsked('getRunStatus', 2).then(() => {
					stopped.at = Date.now();
				}),
			},
		);
		expect(Date.now() - stopped.at!).toBeLessThan(20_000);
		expect(status).not.toBe('success');
		const ids = documents.runs.map(({ id }) => id);
		expect(ids).toHaveLength(2);
		for (const id of ids) expect(error?.message).toContain(id);
		expect(error?.message).toContain('stopped');
		const asked = documents.emulator.requests.length;
		await new Promise((resolve) => setTimeout(resolve, 700));
		expect(documents.emulator.requests).toHaveLength(asked);
	});

	it('while it uploads aborts the upload and starts no run', async () => {
		const bytes = Buffer.alloc(12 * MIB, 'lines of a large file ');
		documents.emulator.faults.add({
			match: { operationId: 'uploadMultipartPart' },
			skip: 1,
			times: Infinity,
			action: { delayMs: 1_000 },
		});
		const { error } = await documents.process({}, [await item({}, { name: 'large.txt', bytes })], {
			cancelWhen: documents.whenAsked('uploadMultipartPart', 2),
		});
		await until(() => documents.emulator.store.sessions.size === 0, { what: 'the abort' });
		expect(error?.message).toMatch(/stopped\. Batch \d+ was created.*No run was started/);
		expect(documents.asked('uploadMultipartPart').length).toBe(2);
		expect(documents.runs).toEqual([]);
	});
});
