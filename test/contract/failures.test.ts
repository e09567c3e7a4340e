import { createBatch, getBatch } from '../../nodes/shared/api/resources/batches';
import { runApp } from '../../nodes/shared/api/resources/runs';
import { createSecret } from '../../nodes/shared/api/resources/secrets';
import type { FaultAction } from '../emulator';
import { World } from './world';

const world = World.forTests();

describe('a request that fails', () => {
	it.each<[string, FaultAction]>([
		['429', { status: 429, retryAfter: 7 }],
		['503', { status: 503 }],
		['a page of a proxy', { html: 502 }],
		['a broken connection', { reset: 'before' }],
		['a lost answer', { reset: 'after' }],
		['half an answer', { truncate: true }],
	])('is repeated after %s when repeating is safe', async (_, action) => {
		const id = await world.batchOf();
		world.fault('getBatch', action, 2);
		expect(await getBatch(world.api, id)).toMatchObject({ id });
		expect(world.sent('getBatch')).toHaveLength(3);
	});

	it('waits as long as AI Hub asks, in seconds or as a date', async () => {
		const id = await world.batchOf();
		world.fault('getBatch', { status: 429, retryAfter: 7 });
		await getBatch(world.api, id);
		const seconds = Math.ceil(world.api.now() / 1000) + 30;
		world.fault('getBatch', { status: 503, retryAfter: new Date(seconds * 1000).toUTCString() });
		const before = world.api.now();
		await getBatch(world.api, id);
		expect(world.api.slept[0]).toBeGreaterThanOrEqual(7_000);
		expect(world.api.slept[0]).toBeLessThan(8_000);
		expect(before + world.api.slept[1]).toBeGreaterThanOrEqual(seconds * 1000);
	});

	it('is given up after some tries, with the words of AI Hub', async () => {
		const id = await world.batchOf();
		world.fault('getBatch', { status: 503, body: { msg: 'down for maintenance' } }, Infinity);
		await expect(getBatch(world.api, id)).rejects.toMatchObject({
			kind: 'unavailable',
			details: { status: 503, apiMessage: 'down for maintenance', operationId: 'getBatch' },
		});
		expect(world.sent('getBatch').length).toBeLessThanOrEqual(5);
	});

	it.each<[string, FaultAction]>([
		['503', { status: 503 }],
		['a lost answer', { reset: 'after' }],
		['half an answer', { truncate: true }],
		['an answer that cannot be read', { malformed: true }],
	])('is not repeated after %s when it starts something', async (_, action) => {
		const batch_id = await world.batchOf('a.txt');
		world.fault('runApp', action);
		world.fault('createBatch', action);
		const maybeDone = { details: { maybeDone: true } };
		await expect(runApp(world.api, { app_id: world.appId, batch_id })).rejects.toMatchObject(
			maybeDone,
		);
		await expect(createBatch(world.api, { name: 'x' })).rejects.toMatchObject(maybeDone);
		expect(world.sent('runApp')).toHaveLength(1);
	});

	it('is repeated after 429 even when it starts something', async () => {
		const batch_id = await world.batchOf('a.txt');
		world.fault('runApp', { status: 429, retryAfter: 1 }, 2);
		await runApp(world.api, { app_id: world.appId, batch_id });
		expect(world.emulator.store.runs.size).toBe(1);
	});

	it.each<[number, string]>([
		[401, 'authentication'],
		[403, 'forbidden'],
		[404, 'notFound'],
		[400, 'rejected'],
	])('is not repeated after %i', async (status, kind) => {
		const id = await world.batchOf();
		world.fault('getBatch', { status, body: { message: 'their words' } });
		await expect(getBatch(world.api, id)).rejects.toMatchObject({
			kind,
			message: expect.stringContaining('their words') as string,
		});
		expect(world.sent('getBatch')).toHaveLength(1);
	});

	it('is a failure also when AI Hub says so with HTTP 200', async () => {
		const id = await world.batchOf();
		world.fault('getBatch', { status: 200, body: { status: 'ERROR', msg: 'no such mount' } });
		await expect(getBatch(world.api, id)).rejects.toMatchObject({
			kind: 'rejected',
			details: { apiMessage: 'no such mount' },
		});
	});

	it('does not give away the token or a secret that AI Hub repeats', async () => {
		const message = `value "s3cret" of token ${world.emulator.token} is not allowed`;
		world.fault('createSecret', { status: 400, body: { message } });
		const value = { alias: 'a', value: 's3cret', allowed_workspaces_type: 'ALL' as const };
		const error: unknown = await createSecret(world.api, value).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ message: expect.stringContaining('is not allowed') as string });
		const shown = `${(error as Error).stack} ${JSON.stringify(error)}`;
		expect(shown).not.toContain('s3cret');
		expect(shown).not.toContain(world.emulator.token);
	});
});
