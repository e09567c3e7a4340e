import {
	deleteRun,
	listRuns,
	listRunsPage,
	LONGEST_TAGS,
	type Run,
	runApp,
	runDeployment,
	type RunSettings,
} from '../../../../nodes/shared/api/resources/runs';
import { collect } from '../../../../nodes/shared/api/wire/paginate';
import { answerOf, failing, failureOf, ListedRuns } from '../../support/listedRuns';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
	hub.on.runApp = () => answerOf({ id: 'r1', status: 'RUNNING' });
	hub.on.runDeployment = hub.on.runApp;
});

/** The two ways to start a run, with the same settings. */
const STARTS: Array<[string, (settings?: RunSettings) => Promise<Run>]> = [
	['an app', async (settings) => await runApp(hub.api, { app_id: 'a', batch_id: 7, settings })],
	[
		'a deployment',
		async (settings) => await runDeployment(hub.api, 'd', { batch_id: 7, settings }),
	],
];

const SECRETS: RunSettings = {
	runtime_config: { instabase: { pdf: { passwords: { 'a.pdf': 'opensesame', 'b.pdf': 123456 } } } },
	webhook_config: { url: 'https://example.com', headers: { 'X-Key': 'webhook-key' } },
};

describe('the start of a run', () => {
	it('of an app is asked for with all that is given', async () => {
		const body = {
			app_name: 'Invoices',
			owner: 'me',
			input_dir: 'in',
			version: '1.0',
			settings: {},
		};
		expect(await runApp(hub.api, body)).toEqual({ id: 'r1', status: 'RUNNING' });
		expect(hub.requests).toStrictEqual([
			{
				operationId: 'runApp',
				method: 'POST',
				path: '/v2/apps/runs',
				body: { json: body },
				sensitive: [],
			},
		]);
	});

	it('of a deployment is asked for with all that is given', async () => {
		const body = { manual_upstream_integration: true, from_timestamp: 1, to_timestamp: 2 };
		expect(await runDeployment(hub.api, 'd 1', body)).toEqual({ id: 'r1', status: 'RUNNING' });
		expect(hub.requests).toStrictEqual([
			{
				operationId: 'runDeployment',
				method: 'POST',
				path: '/v2/apps/deployments/d%201/runs',
				body: { json: body },
				sensitive: [],
			},
		]);
	});

	it.each(STARTS)('of %s is not asked for again when the answer is lost', async (_, start) => {
		hub.api.retries = true;
		hub.instead.push(() => failing(503));
		const error = await failureOf(start());
		expect(error.details).toMatchObject({ status: 503, maybeDone: true });
		expect(hub.requests).toHaveLength(1);
	});

	it.each(STARTS)('of %s takes tags up to the longest', async (_, start) => {
		await start({ tags: ['a'.repeat(LONGEST_TAGS - 1), 'b'] });
		expect(hub.requests).toHaveLength(1);
	});

	it.each(STARTS)('of %s with longer tags is refused before it is sent', async (_, start) => {
		const error = await failureOf(start({ tags: ['a'.repeat(LONGEST_TAGS), 'b'] }));
		expect(error.kind).toBe('invalidInput');
		expect(error.message).toBe('The tags have 501 characters together; AI Hub takes at most 500');
		expect(error.hint).toBe('Use fewer or shorter tags.');
		expect(hub.requests).toEqual([]);
	});
});

describe('the secrets in the settings of a run', () => {
	it.each(STARTS)('of %s are kept out of all that AI Hub says from then on', async (_, start) => {
		const concealed: string[][] = [];
		hub.api.conceal = (values) => concealed.push(values);
		await start(SECRETS);
		expect(concealed).toEqual([['opensesame', '123456', 'webhook-key']]);
		expect(hub.requests[0].sensitive).toEqual(['opensesame', '123456', 'webhook-key']);
	});

	it.each(STARTS)('of %s are not in an error that quotes them', async (_, start) => {
		hub.instead.push(() => ({
			status: 400,
			headers: {},
			body: JSON.stringify({ message: 'no opensesame, 123456 or webhook-key' }),
		}));
		const error = await failureOf(start(SECRETS));
		expect(error.message).not.toMatch(/opensesame|123456|webhook-key/);
	});

	it.each<RunSettings | undefined>([
		undefined,
		{},
		{ runtime_config: {} },
		{ runtime_config: { instabase: {} } },
		{ runtime_config: { instabase: { pdf: {} } } },
		{ runtime_config: { instabase: { pdf: { passwords: {} } } } },
		{ webhook_config: { url: 'https://example.com' } },
	])('are none in %j', async (settings) => {
		await runApp(hub.api, { app_id: 'a', settings });
		expect(hub.requests[0].sensitive).toEqual([]);
	});
});

describe('a list of runs', () => {
	it('is asked for with the filters and the page', async () => {
		hub.on.listRuns = () => answerOf({ runs: [{ id: 'r1' }, { run_id: 'r2' }] });
		const filters = { app_id: 'a', status: ['FAILED', 'RUNNING'], from_timestamp: 5 };
		const runs = await listRunsPage(hub.api, filters, { limit: 20, offset: 40 });
		expect(runs.map(({ id }) => id)).toEqual(['r1', 'r2']);
		expect(hub.requests).toStrictEqual([
			{
				operationId: 'listRuns',
				method: 'GET',
				path: '/v2/apps/runs',
				query: { ...filters, limit: 20, offset: 40 },
			},
		]);
	});

	it.each([[null], ['r2'], [7], [[]], [{}], [{ id: '' }], [{ id: null, run_id: {} }]])(
		'passes over %j, which is no run that could be told from another',
		async (none) => {
			hub.on.listRuns = () => answerOf({ runs: [none, { id: 'r1' }] });
			expect(await listRunsPage(hub.api, {}, { limit: 9, offset: 0 })).toStrictEqual([
				{ id: 'r1' },
			]);
		},
	);

	it('is read page by page, to the end', async () => {
		const all = ['r1', 'r2', 'r3'].map((id) => ({ id }));
		hub.on.listRuns = ({ query }) => {
			const offset = Number(query?.offset);
			return answerOf({ runs: all.slice(offset, offset + 2) });
		};
		expect(await collect(listRuns(hub.api, { deployment_id: 'd' }))).toEqual(all);
		expect(hub.requests.map(({ query }) => query)).toEqual(
			[0, 2, 3].map((offset) => ({ deployment_id: 'd', limit: 100, offset })),
		);
	});
});

it('the deletion of a run is asked for with every flag, and answers the jobs', async () => {
	hub.on.deleteRun = () => answerOf({ delete_input_job_id: 'j1', delete_logs_job_id: 2 });
	const deletion = {
		delete_db_data: true,
		delete_input: false,
		delete_output: true,
		delete_logs: false,
	};
	expect(await deleteRun(hub.api, 'r 1', deletion)).toEqual(['j1', '2']);
	expect(hub.requests).toStrictEqual([
		{ operationId: 'deleteRun', method: 'DELETE', path: '/v2/apps/runs/r%201', query: deletion },
	]);
});
