/** @jest-environment node */
import './ssrfOn';
import { DocumentWorld, itemsWith } from './documents';

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

it('an address that n8n blocks says who can allow it; it is asked for once, and nothing may have started', async () => {
	const started = Date.now();
	const { error } = await documents.process({}, await itemsWith('a.txt'));
	expect(error?.message).toContain('n8n does not let this workflow reach the AI Hub host');
	expect((error as { description?: string }).description).toMatch(
		/administrator of this n8n.*N8N_SSRF_ALLOWED_HOSTNAMES/,
	);
	expect(`${error?.message} ${(error as { description?: string }).description}`).not.toMatch(
		/may have|run id/i,
	);
	expect(documents.emulator.requests).toEqual([]);
	expect(Date.now() - started).toBeLessThan(20_000);
});
