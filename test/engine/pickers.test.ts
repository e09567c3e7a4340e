import { AiHub } from '../../nodes/AiHub/AiHub.node';
import { listSearch } from '../support/engine';
import { byId, World } from './world';

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
	expect(await allPages('searchApps')).toEqual([[world.appId]]);
	expect(await allPages('searchDeployments')).toEqual([[world.deploymentId]]);
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
