import { AiHub } from '../../nodes/AiHub/AiHub.node';
import { listSearch } from '../support/engine';
import { byId, INVOICE, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const search = async (method: string, more: object = {}) =>
	await listSearch({ node: AiHub, credentials: world.credentials, method, ...more });

async function allPages(method: string, filter?: string): Promise<unknown[][]> {
	const pages = [];
	let paginationToken: string | undefined;
	do {
		const page = await search(method, { filter, paginationToken });
		pages.push(page.results.map(({ value }) => value));
		paginationToken = page.paginationToken as string | undefined;
	} while (paginationToken !== undefined);
	return pages;
}

it('lists batches page by page, each once', async () => {
	const ids = Array.from({ length: 120 }, () => world.batch());
	const pages = await allPages('searchBatches');
	expect(pages.length).toBeGreaterThan(1);
	expect(pages.flat().sort()).toEqual(ids.sort());
});

it('finds a batch by a part of its name, in any case, or by its ID', async () => {
	const { store, clock } = world.emulator;
	world.batch();
	const { id } = store.addBatch('Claims of May', 'Operations', 'emulator-user', clock.now());
	for (const filter of ['claims', String(id)]) {
		expect(await allPages('searchBatches', filter)).toEqual([[id]]);
	}
});

const deletion = { resource: 'batchFile', operation: 'delete' };

it('lists the files of the batch chosen in the node', async () => {
	world.batch('other.txt');
	const batchId = byId(world.batch('a.txt', 'b.txt'));
	const { results } = await search('searchBatchFiles', { parameters: { ...deletion, batchId } });
	expect(results.map(({ value }) => value)).toEqual(['a.txt', 'b.txt']);
});

it('says what is missing when no batch is chosen yet', async () => {
	await expect(search('searchBatchFiles', { parameters: deletion })).rejects.toMatchObject({
		message: 'No batch is given',
		description: expect.stringContaining('Choose a batch') as string,
	});
});

it('lists recent runs, newest first', async () => {
	const now = world.emulator.clock.now();
	const old = world.emulator.addRun({ startedAt: now - 60_000 });
	const recent = world.emulator.addRun({ startedAt: now - 1_000 });
	const { results } = await search('searchRuns');
	expect(results.map(({ value }) => value)).toEqual([recent.id, old.id]);
});

it('gathers apps and deployments from recent runs, each once', async () => {
	await world.startRun();
	await world.startRun();
	const parameters = {
		deploymentId: byId(world.deploymentId),
		batchId: byId(world.batch('a.txt')),
	};
	await world.run('run.runDeployment', parameters);
	expect(await allPages('searchApps')).toEqual([[world.appId, '']]);
	expect(await allPages('searchDeployments')).toEqual([[world.deploymentId, '']]);
});

describe('a deployment in the list', () => {
	const ran = (name: string | undefined, startedAt: string, deploymentId = world.deploymentId) => {
		const { store } = world.emulator;
		const at = Date.parse(startedAt);
		const batch = store.addBatch(name ?? '', 'Operations', 'emulator-user', at);
		if (name) world.emulator.putDriveFile(`${batch.path}/acme.txt`, INVOICE);
		world.emulator.addRun({ deploymentId, batchId: batch.id, startedAt: at });
		return batch.id;
	};
	const recently = () => new Date(world.emulator.clock.now() - 3_600_000).toISOString();

	it('says first what it read, then how its ID ends and when it ran', async () => {
		ran('Invoices of May', recently());
		const { results } = await search('searchDeployments');
		const end = world.deploymentId.slice(-4);
		expect(results[0]).toMatchObject({
			name: expect.stringMatching(
				new RegExp(
					`^"Invoices of May", "acme.txt" · …${end} · ran \\d+ \\w+ \\d{4} \\d\\d:\\d\\d$`,
				),
			) as string,
			value: world.deploymentId,
			url: expect.stringContaining(`/deployments/${world.deploymentId}/runs`) as string,
		});
	});

	it('shows the end of its ID within 50 characters, and is found by what is cut off', async () => {
		ran('Invoices of all suppliers for the month of May', recently());
		const { results } = await search('searchDeployments');
		expect(results[0].name.slice(0, 50)).toContain(`…${world.deploymentId.slice(-4)}`);
		const found = await allPages('searchDeployments', 'the month of May');
		expect(found).toEqual([[world.deploymentId, '']]);
	});

	it('does not say the time that this node puts behind the name of a batch', async () => {
		ran('My workflow 2026-11-26T00:00:10.804Z', recently());
		const { results } = await search('searchDeployments');
		expect(results[0].name).toMatch(/^"My workflow", "acme.txt" · /);
	});

	it.each(['invoices OF may', 'ACME'])('is found by what it read: %s', async (filter) => {
		ran('Invoices of May', recently());
		expect(await allPages('searchDeployments', filter)).toEqual([[world.deploymentId, '']]);
	});

	it('is there all the same when its batch is gone', async () => {
		const id = ran('Invoices of May', recently());
		world.emulator.store.batches.delete(id);
		const { results } = await search('searchDeployments');
		expect(results[0].name).toMatch(/^…\w{4} · ran /);
	});

	it.each<[string, boolean, string | undefined, RegExp]>([
		['something ran', true, undefined, /^Not listed\? Paste its address: choose By URL$/],
		['nothing ran', false, undefined, /^None ran lately\. Paste its address/],
		['nothing is found', true, 'no such', /^Not found\. Paste its address/],
	])('%s: the last line says what else one can do', async (_, isThere, filter, words) => {
		if (isThere) ran('Invoices of May', recently());
		const { results } = await search('searchDeployments', { filter });
		expect(results.at(-1)).toEqual({ name: expect.stringMatching(words) as string, value: '' });
		expect(results).toHaveLength(isThere && !filter ? 2 : 1);
	});

	it('costs few requests, however many there are', async () => {
		for (let index = 0; index < 60; index++)
			ran(`Batch ${index}`, recently(), `deployment-${index}`);
		const before = world.emulator.requests.length;
		const { results } = await search('searchDeployments');
		expect(results).toHaveLength(50);
		expect(world.emulator.requests.length - before).toBeLessThanOrEqual(45);
	});
});

it('says in the list what is wrong with the credential', async () => {
	const credentials = { aiHubApi: { ...world.credentials.aiHubApi, apiToken: 'wrong' } };
	await expect(search('searchBatches', { credentials })).rejects.toMatchObject({
		message: expect.stringMatching(/token or the IB-Context/) as string,
		httpCode: '401',
	});
});

it('gathers workspaces from batches, each once, and says so', async () => {
	const { store, clock } = world.emulator;
	for (const workspace of ['Claims', 'Operations', 'Claims']) {
		store.addBatch('A batch', workspace, 'emulator-user', clock.now());
	}
	const { results } = await search('searchWorkspaces');
	expect(results.map(({ value }) => value).sort()).toEqual(['Claims', 'Operations']);
	for (const { name } of results) expect(name).toContain('seen in batches');
	expect(await allPages('searchWorkspaces', 'cLAi')).toEqual([['Claims']]);
});
