import type { NodeApiError } from 'n8n-workflow';

import { eventsOf, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterEach(() => world.reset());

afterAll(async () => await world.close());

describe('errors', () => {
	const failing = async (options: Parameters<World['poll']>[0] = {}) => {
		await world.activate();
		const id = world.run();
		const before = world.staticData;
		const { error, items, staticData } = await world.poll(options);
		expect(items).toBeNull();
		expect(staticData).toEqual(before);
		world.emulator.faults.clear();
		expect(eventsOf(await world.items())).toEqual([`${id} runCompleted`]);
		return error as NodeApiError & { failure?: unknown };
	};

	test('a bad token', async () => {
		const credentials = { aiHubApi: { ...world.credentials.aiHubApi, apiToken: 'wr0ng-token' } };
		const error = await failing({ credentials });
		expect(error.message).toMatch(/did not accept the token or the IB-Context/);
		expect(error.description).toMatch(/^Check API Token .* No run is lost: the next poll goes on/);
		expect(error.failure).toEqual({ cause: 'credential-invalid' });
		expect(JSON.stringify(error)).not.toContain('wr0ng-token');
	});

	test('too many requests, with a long time to wait', async () => {
		world.emulator.faults.add({
			match: { operationId: 'listRuns' },
			skip: 2,
			times: Infinity,
			action: { status: 429, retryAfter: 600, body: { message: 'slow down' } },
		});
		const error = await failing();
		expect(error.message).toBe('AI Hub is getting too many requests: slow down');
		expect(error.description).toMatch(
			/^AI Hub asks to wait 600 seconds\. No run is lost: .* often\.$/,
		);
		expect(error.failure).toEqual({ cause: 'rate-limited', retryAfterMs: 600_000 });
	});

	test('a server that breaks off in the middle of a list', async () => {
		world.emulator.faults.add({
			match: { operationId: 'listRuns' },
			skip: 2,
			times: Infinity,
			action: { reset: 'before' },
		});
		const error = await failing();
		expect(error.message).toContain('The connection to AI Hub broke off');
		expect(error.description).toMatch(/^No run is lost: .* ended\.$/);
		expect(error.failure).toMatchObject({ cause: 'temporarily-unavailable' });
	}, 30_000);

	test('a host that cannot be reached', async () => {
		const apiRoot = 'http://127.0.0.1:9';
		const credentials = { aiHubApi: { ...world.credentials.aiHubApi, apiRoot } };
		const error = await failing({ credentials });
		expect(error.message).toContain('AI Hub could not be reached');
		expect(error.description).toMatch(/^Check API Root .* No run is lost/);
	}, 30_000);
});

test('runs that it has to give up are a failed execution, not only a line in the log', async () => {
	world.run();
	await world.activate();
	const { state } = world.staticData as { state: { cursor: number; runs: object } };
	const ids = Array.from({ length: 6000 }, (_, n) => `01902d6f-bb35-74cb-bd27-${1e11 + n}`);
	state.runs = Object.fromEntries(ids.map((id, n) => [id, [state.cursor - 6000 + n, 1]]));
	const { reported, staticData } = await world.poll({ pollBudgetMs: 0.001 });
	expect(reported.map(({ message }) => message)).toEqual([
		expect.stringMatching(/memory is full \(256 KB\): \d+ runs in flight/),
	]);
	expect(JSON.stringify(staticData).length).toBeLessThan(256 * 1024 + 100);
});
