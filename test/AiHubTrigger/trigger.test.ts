import type { NodeOperationError } from 'n8n-workflow';

import type { RunSeed } from '../emulator';
import { eventsOf, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterEach(() => world.reset());

afterAll(async () => await world.close());

const ALL = ['runCompleted', 'runFailed', 'runCancelled', 'runWaitingForReview', 'reviewFinished'];
const DAY = 86_400;
const APP = '0a000000-0000-4000-8000-000000000001';
const DEPLOYMENT = '0d000000-0000-4000-8000-000000000001';

describe('the names in what it reports', () => {
	const batch = (name: string, ...files: string[]) => {
		const { store } = world.emulator;
		const { id, path } = store.addBatch(name, 'Operations', 'emulator-user', world.clock.now());
		for (const file of files) world.emulator.putDriveFile(`${path}/${file}`, Buffer.from('x'));
		return id;
	};
	const completed = async (...batches: number[]) => {
		const ids = batches.map((batchId) => world.run({ status: 'RUNNING', batchId }));
		await world.activate();
		world.later(90);
		for (const id of ids) world.emulator.setRun(id, { status: 'COMPLETE' });
		return ids;
	};

	test('say what a run read', async () => {
		await completed(batch('Claims of May', 'a.pdf', 'b.pdf'));
		const [item] = await world.items();
		expect(Object.keys(item).slice(0, 3)).toEqual(['event', 'batch_name', 'file_names']);
		expect(item).toMatchObject({ batch_name: 'Claims of May', file_names: ['a.pdf', 'b.pdf'] });
	});

	test('are those of at most 20 runs and 20 files', async () => {
		const files = Array.from({ length: 30 }, (_, index) => `${index}.pdf`);
		await completed(...Array.from({ length: 25 }, () => batch('Many', ...files)));
		const items = await world.items();
		expect(items).toHaveLength(25);
		expect(items.filter(({ batch_name: name }) => name === 'Many')).toHaveLength(20);
		for (const { file_names: names } of items) expect((names as string[]).length).toBeLessThan(21);
		expect(world.requests.filter((one) => one === 'getBatch')).toHaveLength(20);
	});

	test.each(['getBatch', 'listFiles'])(
		'are no reason to miss a run: %s does not answer, and is not asked again',
		async (operationId) => {
			const ids = await completed(batch('One', 'a.pdf'), batch('Two', 'b.pdf'));
			world.emulator.faults.add({
				match: { operationId },
				action: { status: 503 },
				times: Infinity,
			});
			expect(eventsOf(await world.items())).toEqual(ids.map((id) => `${id} runCompleted`));
			expect(world.requests.filter((one) => one === operationId)).toHaveLength(1);
		},
	);
});

describe('what it reports', () => {
	test('the end of a run that AI Hub did not know for a moment', async () => {
		const id = world.run({ status: 'RUNNING' });
		await world.activate();
		const hidden = { match: { operationId: 'getRunStatus' }, action: { status: 404 } };
		for (let polls = 0; polls < 4; polls++) {
			world.later(60);
			world.emulator.faults.add(hidden);
			expect(await world.items()).toEqual([]);
		}
		world.later(60);
		world.emulator.setRun(id, { status: 'COMPLETE' });
		expect(eventsOf(await world.items())).toEqual([`${id} runCompleted`]);
	});

	test('nothing of a run that was deleted, which is asked for five times and no more', async () => {
		const id = world.run({ status: 'RUNNING' });
		await world.activate();
		world.emulator.store.runs.delete(id);
		for (let polls = 0; polls < 8; polls++) {
			world.later(60);
			expect(await world.items()).toEqual([]);
		}
		expect(world.requests.filter((one) => one === 'getRunStatus')).toHaveLength(5);
	});

	test('a run that completes after the activation, once', async () => {
		world.run({ secondsAgo: 60 });
		const id = world.run({ status: 'RUNNING', tags: ['a'], batchId: 7, deploymentId: DEPLOYMENT });
		expect(await world.activate()).toEqual([]);
		expect(await world.items()).toEqual([]);

		world.later(90);
		world.emulator.setRun(id, { status: 'COMPLETE' });
		const started_at = new Date(world.clock.now() - 90_000).toISOString();
		expect(await world.items()).toEqual([
			{
				event: 'runCompleted',
				batch_name: null,
				file_names: [],
				id,
				status: 'COMPLETE',
				msg: 'Completed single_flow',
				started_at,
				finished_at: new Date(world.clock.now()).toISOString(),
				batch_id: 7,
				app_id: APP,
				deployment_id: DEPLOYMENT,
				tags: ['a'],
				url: `${world.emulator.url.replace('/api', '')}/deployments/${DEPLOYMENT}/runs`,
			},
		]);
		expect(await world.items()).toEqual([]);
	});

	test('a run that started days before, and one that came and went between two polls', async () => {
		world.parameters = { events: ALL };
		const old = world.run({ secondsAgo: 5 * DAY, status: 'STOPPED_AT_CHECKPOINT' });
		await world.activate();
		world.later(3 * DAY);
		const quick = world.run({ secondsAgo: 3600, status: 'FAILED' });
		world.run({ status: 'RUNNING' });
		world.emulator.resolveReview(old);
		const events = eventsOf(await world.items());
		expect(events.sort()).toEqual([`${old} reviewFinished`, `${quick} runFailed`].sort());
	});

	test('every event that is chosen, and no other', async () => {
		world.parameters = { events: ['runCancelled', 'runWaitingForReview'] };
		await world.activate();
		const statuses = [
			'COMPLETE',
			'FAILED',
			'CANCELLED',
			'STOPPED_AT_CHECKPOINT',
			'PAUSED',
		] as const;
		const ids = statuses.map((status) => world.run({ status }));
		expect(eventsOf(await world.items())).toEqual([
			`${ids[2]} runCancelled`,
			`${ids[3]} runWaitingForReview`,
		]);
	});

	test('a review that began and ended between two polls', async () => {
		world.parameters = { events: ['runCompleted', 'reviewFinished'] };
		await world.activate();
		const reviewed = world.run({ status: 'STOPPED_AT_CHECKPOINT' });
		const plain = world.run({ status: 'COMPLETE' });
		world.emulator.resolveReview(reviewed);
		const events = eventsOf(await world.items());
		expect(events.sort()).toEqual([`${plain} runCompleted`, `${reviewed} reviewFinished`].sort());
	});

	test('a review as a completed run when Review Finished is not chosen', async () => {
		await world.activate();
		const id = world.run({ status: 'STOPPED_AT_CHECKPOINT' });
		expect(await world.items()).toEqual([]);
		world.emulator.resolveReview(id);
		expect(eventsOf(await world.items())).toEqual([`${id} runCompleted`]);
	});

	test('the run as AI Hub gives it, without Simplify', async () => {
		world.parameters = { simplify: false };
		await world.activate();
		const id = world.run({ tags: ['a'] });
		const [item] = await world.items();
		expect(item).toMatchObject({ event: 'runCompleted', id, status: 'COMPLETE', tags: ['a'] });
		expect(Number(item.start_timestamp)).toBeGreaterThan(world.clock.now() * 1e6 - 1e6);
		expect(item).toMatchObject({
			started_at: expect.any(String),
			duration_seconds: expect.any(Number),
		});
	});

	test('more than a page of runs in one second', async () => {
		await world.activate();
		const ids = Array.from({ length: 230 }, () => world.run());
		const found = (await world.items()).map(({ id }) => id);
		expect(new Set(found)).toEqual(new Set(ids));
		expect(found).toHaveLength(230);
	});
});

describe('results', () => {
	const files: RunSeed['files'] = [
		{
			original_file_name: 'two.pdf',
			documents: [
				{ class_name: 'Invoice', fields: [{ field_name: 'total', value: '12.50' }] },
				{ class_name: 'Letter', fields: [{ field_name: 'sender', value: 'Example Supplies' }] },
			],
		},
	];

	test('one item per document, with what is to be included', async () => {
		world.parameters = { includeResults: true, include: ['include_confidence_scores'] };
		await world.activate();
		const id = world.run({ files });
		expect(await world.items()).toMatchObject([
			{
				event: 'runCompleted',
				id,
				run_id: id,
				file_name: 'two.pdf',
				class_name: 'Invoice',
				fields: { total: '12.50' },
				confidence: { total: { model: 0.99, ocr: 0.99 } },
			},
			{ id, class_name: 'Letter', fields: { sender: 'Example Supplies' } },
		]);
	});

	test('an item for a run without documents, and for one without results', async () => {
		world.parameters = { events: ALL, includeResults: true };
		await world.activate();
		const empty = world.run();
		const failed = world.run({ status: 'FAILED' });
		const gone = world.run();
		world.emulator.faults.add({
			match: { operationId: 'getRunResults', path: new RegExp(gone) },
			action: { status: 404, body: { message: 'no results' } },
		});
		const items = await world.items();
		expect(items.find(({ id }) => id === empty)).toMatchObject({ event: 'runCompleted' });
		expect(items.find(({ id }) => id === failed)).toMatchObject({ event: 'runFailed' });
		expect(items.find(({ id }) => id === gone)?.results_error).toMatch(/no results|not/i);
		expect(items).toHaveLength(3);
	});

	const withFields = (...fields: Array<[field_name: string, value: string]>) => [
		{
			original_file_name: 'a.pdf',
			documents: [
				{
					class_name: 'Invoice',
					fields: fields.map(([field_name, value]) => ({
						field_name,
						value,
						type: value.startsWith('[') ? 'TABLE' : 'TEXT',
					})),
				},
			],
		},
	];

	test.each(['flat', 'rows'])(
		'%s: the same columns over several runs, those without documents included',
		async (shape) => {
			const more = { shape, tableField: 'lines', withoutRows: 'item' };
			world.parameters = { events: ALL, includeResults: true, ...more };
			await world.activate();
			const lines = JSON.stringify([{ Item: 'Bread' }]);
			world.run({ files: withFields(['Vat', '2'], ['Status', 'paid'], ['Lines', lines]) });
			world.run({ files: withFields(['Due', '3'], ['Lines', JSON.stringify([{ Price: '1' }])]) });
			world.run({ status: 'FAILED' });
			const gone = world.run();
			world.emulator.faults.add({
				match: { operationId: 'getRunResults', path: new RegExp(gone) },
				action: { status: 404, body: { message: 'no results' } },
			});
			const items = await world.items();
			expect(items).toHaveLength(4);
			expect(items.filter((item) => item.Item === 'Bread')).toHaveLength(shape === 'rows' ? 1 : 0);
			const columns = Object.keys(items[0]);
			expect(items.map((item) => Object.keys(item))).toEqual(items.map(() => columns));
			expect(items.map(({ Vat, Due }) => `${String(Vat)} ${String(Due)}`).sort()).toEqual([
				'2 null',
				'null 3',
				'null null',
				'null null',
			]);
			expect(items.find(({ Vat }) => Vat !== null)).toMatchObject({
				status: 'COMPLETE',
				document_Status: 'paid',
				results_error: null,
			});
			expect(items.find(({ id }) => id === gone)?.results_error).toBeTruthy();
		},
	);

	test('the chosen columns are there, also for a run without documents', async () => {
		const columns = 'file name, total, status';
		world.parameters = { events: ALL, includeResults: true, shape: 'flat', columns };
		await world.activate();
		world.run({ status: 'FAILED' });
		world.run({ files: withFields(['Total', '2'], ['Vat', '1'], ['Status', 'paid']) });
		const items = await world.items();
		const parts = items.map((item) => [item['file name'], item.total, item.document_status].join());
		expect(parts.sort()).toEqual([',,', 'a.pdf,2,paid']);
		expect(Object.keys(items[0])).toEqual(Object.keys(items[1]));
		expect(items[0]).not.toHaveProperty('Vat');
	});

	test('values are converted as in Process', async () => {
		const entries = [{ field: 'total', to: 'amount', decimalSign: 'unclear' }];
		world.parameters = { includeResults: true, shape: 'flat', conversions: { entries } };
		await world.activate();
		world.run({ files: withFields(['Total', '(1.200,00) EUR']) });
		expect(await world.items()).toMatchObject([
			{
				Total: -1200,
				Total_currency: 'EUR',
				Total_original: '(1.200,00) EUR',
				not_converted: null,
			},
		]);
	});

	test('a run whose results cannot be read holds up no other, and comes later', async () => {
		world.parameters = { includeResults: true };
		await world.activate();
		const stuck = world.run();
		const fine = world.run();
		world.emulator.faults.add({
			match: { operationId: 'getRunResults', path: new RegExp(stuck) },
			times: 4,
			action: { status: 500, body: { message: 'broken' } },
		});
		expect((await world.items()).map(({ id }) => id)).toEqual([fine]);
		expect((await world.items()).map(({ id }) => id)).toEqual([stuck]);
		expect(await world.items()).toEqual([]);
	}, 30_000);
});

describe('filters', () => {
	const filtered = async (filters: object, ...runs: RunSeed[]) => {
		world.parameters = { filters: filters as never };
		await world.activate();
		const ids = runs.map((run) => world.run(run));
		return (await world.items()).map(({ id }) => ids.indexOf(id as string));
	};
	const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
	const byApp: RunSeed[] = [{ appName: 'Failing App' }, { appName: 'Invoices' }];

	test.each([
		['ID', locator('id', APP)],
		['name', locator('name', 'Invoices')],
		['URL', locator('url', `https://aihub.instabase.com/hub/apps/${APP}?tab=1`)],
		['URL where an ID is asked for', locator('id', `https://aihub.instabase.com/hub/apps/${APP}`)],
	])('app by %s', async (_, appId) => {
		expect(await filtered({ appId }, ...byApp)).toEqual([1]);
	});

	test('deployment by URL', async () => {
		const url = `https://aihub.instabase.com/deployments/${DEPLOYMENT}/runs`;
		const deploymentId = locator('url', url);
		expect(await filtered({ deploymentId }, {}, { deploymentId: DEPLOYMENT })).toEqual([1]);
	});

	test('output workspaces and user', async () => {
		const filters = { outputWorkspaces: 'Claims, Loans', username: 'someone' };
		expect(
			await filtered(
				filters,
				{ username: 'someone', outputWorkspace: 'Claims' },
				{ username: 'someone', outputWorkspace: 'Other' },
				{ username: 'another', outputWorkspace: 'Loans' },
				{ username: 'someone', outputWorkspace: 'Loans' },
			),
		).toEqual([0, 3]);
	});

	test('tags, all or any of them', async () => {
		const runs = [{ tags: ['a', 'b', 'c'] }, { tags: ['a'] }, { tags: ['c'] }];
		expect(await filtered({ tags: 'a, b' }, ...runs)).toEqual([0]);
		world.reset();
		expect(await filtered({ tags: 'a, b', tagsMatch: 'any' }, ...runs)).toEqual([0, 1]);
	});

	test('a URL without an ID is refused with the way out', async () => {
		world.parameters = { filters: { appId: locator('url', 'https://aihub.instabase.com/hub') } };
		const { error } = await world.poll({ activation: 'activate' });
		expect(error?.message).toContain('There is no app ID in');
		expect((error as NodeOperationError).description).toContain('copy the address');
	});
});

describe('where it begins', () => {
	test('a changed filter starts from now', async () => {
		await world.activate();
		world.parameters = { events: ['runFailed'] };
		world.run({ status: 'FAILED' });
		expect(await world.items({ activation: 'update' })).toEqual([]);
		const id = world.run({ status: 'FAILED' });
		expect(eventsOf(await world.items({ activation: 'update' }))).toEqual([`${id} runFailed`]);
	});

	test('a new activation starts from now, a restart goes on', async () => {
		await world.activate();
		const missed = world.run({ status: 'COMPLETE' });
		const { staticData } = world;
		expect(await world.activate()).toEqual([]);
		world.staticData = staticData;
		expect(eventsOf(await world.items())).toEqual([`${missed} runCompleted`]);
	});

	test('Start From takes in the runs of the past hours', async () => {
		world.clock.advance(Math.max(0, Date.now() - world.clock.now()));
		world.parameters = { options: { startFromHours: 2 } };
		world.run({ secondsAgo: 3 * 3600 });
		const id = world.run({ secondsAgo: 3600 });
		expect(eventsOf(await world.activate())).toEqual([`${id} runCompleted`]);
		expect(await world.items()).toEqual([]);
	});

	test.each([['garbage'], [{ version: 0 }], [[1]], [{ version: 1, runs: { a: 'b' } }]])(
		'a state that cannot be read (%j) is a new beginning',
		async (state) => {
			world.run();
			world.staticData = { state } as never;
			const { items, reported } = await world.poll();
			expect(items).toBeNull();
			expect(reported.map(({ message }) => message)).toEqual([
				expect.stringContaining('cannot be read, so it starts from now'),
			]);
			const id = world.run();
			expect(eventsOf(await world.items())).toEqual([`${id} runCompleted`]);
		},
	);

	test('a small budget of time ends a poll early; later polls go on', async () => {
		await world.activate();
		const ids = Array.from({ length: 120 }, (_, index) => world.run({ secondsAgo: -index }));
		world.later(120);
		const found: unknown[] = [];
		let polls = 0;
		for (; polls < 150 && found.length < ids.length; polls++) {
			found.push(...(await world.items({ pollBudgetMs: 0.001 })).map(({ id }) => id));
		}
		expect(polls).toBeGreaterThan(2);
		expect(found.sort()).toEqual(ids.sort());
	}, 30_000);
});
