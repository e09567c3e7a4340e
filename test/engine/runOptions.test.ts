import { inspect } from 'node:util';
import type { INodeParameters } from 'n8n-workflow';

import { invoicePage, pdf } from '../emulator/pdfs';
import { byId, INVOICE, World } from './world';
import { DocumentWorld, invoice, item } from './documents';
import { type Way, Ways } from './ways';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

async function runApp(options: INodeParameters): Promise<string> {
	const { outputs, error } = await world.run('run.runApp', {
		appId: byId(world.appId),
		batchId: byId(world.batch('a.txt')),
		options,
	});
	if (error) throw error;
	return outputs[0][0].json.id as string;
}

async function list(parameters: INodeParameters) {
	const { outputs, error } = await world.run('run.getAll', parameters);
	if (error) throw error;
	return outputs[0].map(({ json }) => json);
}

it.each<[unknown, string[]]>([
	[
		['one', ' two, too ', ''],
		['one', 'two, too'],
	],
	['one, two', ['one', 'two']],
])('takes tags as rows, or as a text with commas: %p', async (tags, expected) => {
	await runApp({ tags: tags as never });
	const [{ tags: found }] = await list({});
	expect(found).toEqual(expect.arrayContaining(expected));
});

it('finds runs by the workspaces of their output, one row each', async () => {
	const ids = [];
	for (const name of ['Claims', 'Accounting', 'Operations']) {
		ids.push(await runApp({ outputWorkspace: byName(name) }));
	}
	const entries = ['Claims', 'Accounting', ''].map((name) => ({ workspace: byName(name) }));
	const found = await list({ filters: { outputWorkspaces: { entries } } });
	expect(found.map(({ id }) => id).sort()).toEqual(ids.slice(0, 2).sort());
	expect(world.emulator.requests.at(-1)!.query).toContain(
		'output_workspaces=Claims&output_workspaces=Accounting',
	);
});

describe('the password of a PDF', () => {
	const PASSWORD = 'open "that"\\ sesame';
	const start = async (bytes = INVOICE) => {
		const id = world.batch();
		world.emulator.putDriveFile(`${world.emulator.store.batches.get(id)!.path}/a.pdf`, bytes);
		return await world.run('run.runApp', {
			appId: byId(world.appId),
			batchId: byId(id),
			options: { pdfPasswords: { entries: [{ key: 'a.pdf', value: PASSWORD }] } },
			simplify: false,
		});
	};
	const shown = (thing: unknown) => JSON.stringify(thing) + inspect(thing, { depth: 20 });
	const forms = [PASSWORD, JSON.stringify(PASSWORD).slice(1, -1), encodeURIComponent(PASSWORD)];

	it('opens the PDF, and is in no output', async () => {
		const bytes = await pdf([invoicePage('17')], { userPassword: PASSWORD });
		const { outputs, error, hints } = await start(bytes);
		expect(error).toBeUndefined();
		const runId = byId(outputs[0][0].json.id as string);
		const results = await world.run('run.getResults', { runId });
		expect(results.outputs[0][0].json.fields).toMatchObject({ Invoice_No_: '17' });
		for (const form of forms) {
			expect(shown([outputs, hints, results.outputs])).not.toContain(form);
		}
	});

	it.each([PASSWORD, JSON.stringify({ passwords: { 'a.pdf': PASSWORD } })])(
		'is in no error when AI Hub repeats it: %s',
		async (message) => {
			world.emulator.faults.add({
				match: { operationId: 'runApp' },
				action: { status: 400, body: { message: `bad settings: ${message}` } },
			});
			const { error } = await start();
			expect(error?.message).toContain('bad settings');
			for (const form of forms) expect(shown(error)).not.toContain(form);
		},
	);
});

it.each(['polling', 'callback'])(
	'The password of a PDF is in no words of a run that failed, by %s',
	async (waitBy) => {
		const documents = await DocumentWorld.start();
		const deploymentId = byId(documents.addApp('Broken', 'FAILED'));
		const ways = new Ways(() => documents);
		ways.slowly();
		ways.fault('getRunStatus', { rewrite: { set: { msg: 'cannot open with sesame-17' } } }, 99);
		const options = { pdfPasswords: { entries: [{ key: 'a.txt', value: 'sesame-17' }] } };
		const items = [await item({}, { name: 'a.txt', bytes: invoice('1') })];
		const { error } = await ways.process(waitBy as Way, { deploymentId, options }, items);
		await documents.world.close();
		const { message, description } = error as Error & { description?: string };
		expect(message).toContain('cannot open with ***');
		expect(`${message} ${description}`).not.toContain('sesame-17');
	},
);

describe('Simplify', () => {
	it('gives at most ten fields of a run, ISO times among them, and all when it is off', async () => {
		await runApp({});
		const [simple] = await list({});
		expect(Object.keys(simple).length).toBeLessThanOrEqual(10);
		expect(simple.started_at).toMatch(/^\d{4}-.*Z$/);
		expect(simple).not.toHaveProperty('start_timestamp');

		const [raw] = await list({ simplify: false });
		expect(raw).toMatchObject({ ...simple, start_timestamp: expect.any(Number) as number });
	});

	it('gives at most ten fields of a batch, and all when it is off', async () => {
		const batchId = byId(world.batch());
		const get = async (simplify: boolean) =>
			(await world.run('batch.get', { batchId, simplify })).outputs[0][0].json;
		const simple = await get(true);
		expect(Object.keys(simple).length).toBeLessThanOrEqual(10);
		expect(await get(false)).toMatchObject({
			...simple,
			created_at_ms: expect.any(Number) as number,
		});
	});
});
