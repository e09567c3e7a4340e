import { jobIdsOf, jobStatus, pollBatchesJob } from '../../../../nodes/shared/api/resources/jobs';
import type { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { readJob, waitForJob } from '../../../../nodes/shared/api/work/job';
import { answerOf, ListedRuns } from '../../support/listedRuns';
import { type Answer, apiOf, hangUp, ScriptedServer } from '../../support/scriptedServer';

let server: ScriptedServer;
let api: ReturnType<typeof apiOf>;

beforeAll(async () => {
	server = await ScriptedServer.start();
});

afterAll(async () => await server.close());

beforeEach(() => {
	api = apiOf(server.url);
});

afterEach(async () => await api.close());

const state = (name: unknown, message?: string): Answer => ({
	status: 200,
	body: { state: name, message },
});

async function failureOf(work: Promise<unknown>): Promise<AiHubError> {
	const outcome: unknown = await work.catch((error: unknown) => error);
	expect(outcome).toBeInstanceOf(Error);
	return outcome as AiHubError;
}

const waited = () => api.slept.reduce((sum, ms) => sum + ms, 0);

describe('waiting for a job', () => {
	it('goes on until it is complete, less and less often', async () => {
		server.script(
			...['PENDING', 'RUNNING', 'PONDERING', undefined, '', 'RUNNING', 'RUNNING'].map((name) =>
				state(name),
			),
			state('COMPLETE', 'done'),
		);
		expect(await waitForJob(api, 'j 1', 60_000)).toEqual({ state: 'COMPLETE', message: 'done' });
		expect(api.slept).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
		expect(server.arrived[0].url).toBe('/api/v2/jobs/j%201');
	});

	it.each(['FAILED', 'CANCELLED'])('ends with the reason when the job is %s', async (name) => {
		server.script(state('RUNNING'), state(name, 'locked by a run'));
		const error = await failureOf(waitForJob(api, 'j', 60_000));
		expect(error).toMatchObject({ kind: 'rejected', details: { apiMessage: 'locked by a run' } });
		expect(error.message).toBe(`Job j ended as ${name}: locked by a run`);
	});

	it.each<[string, Answer]>([
		['503', { status: 503 }],
		['429', { status: 429 }],
		['a broken connection', hangUp],
		['an answer that is no JSON', { status: 200, body: '<html>' }],
	])('goes on after looks that fail with %s', async (_, answer) => {
		server.script(state('RUNNING'), ...Array<Answer>(6).fill(answer), state('COMPLETE'));
		expect(await waitForJob(api, 'j', 60_000)).toMatchObject({ state: 'COMPLETE' });
		expect(server.arrived).toHaveLength(8);
	});

	it.each([
		[401, 'authentication'],
		[404, 'notFound'],
	])('ends when a look is answered with %i', async (status, kind) => {
		server.script(state('RUNNING'), { status });
		expect(await failureOf(waitForJob(api, 'j', 60_000))).toMatchObject({ kind });
	});

	it.each([0, 1, 10_000, 61_234])('keeps a limit of %i ms', async (limitMs) => {
		server.script(state('PENDING'));
		const error = await failureOf(waitForJob(api, 'j', limitMs));
		expect(error.kind).toBe('waitTimedOut');
		expect(error.message).toContain('Job j was still PENDING');
		expect(waited()).toBe(limitMs);
	});

	it('tells of looks that failed when the limit is over', async () => {
		server.script(state('RUNNING'), { status: 503, body: { message: 'down' } });
		const error = await failureOf(waitForJob(api, 'j', 3_000));
		expect(error.message).toMatch(/still RUNNING.*last look failed.*down/);
		expect(waited()).toBe(3_000);
	});

	it('refuses a limit that is no number, instead of asking for ever', async () => {
		server.script(state('PENDING'));
		expect(await failureOf(waitForJob(api, 'j', NaN))).toMatchObject({ kind: 'invalidInput' });
		expect(server.arrived).toHaveLength(0);
	});

	it('ends with a stop', async () => {
		server.script((response) => {
			if (server.arrived.length === 3) api.cancel();
			response.end('{"state":"RUNNING"}');
		});
		expect(await failureOf(waitForJob(api, 'j', 60_000))).toMatchObject({ kind: 'cancelled' });
		expect(server.arrived).toHaveLength(3);
	});
});

describe('reading a job', () => {
	it('falls back on the older address', async () => {
		server.script({ status: 404 }, state('COMPLETE'));
		expect(await readJob(api, 'j')).toEqual({ state: 'COMPLETE' });
		expect(server.arrived.map(({ url }) => url)).toEqual([
			'/api/v2/jobs/j',
			'/api/v2/batches/jobs/j',
		]);
	});

	it('that is at neither tells what the newer address said', async () => {
		server.script({ status: 404, body: { message: 'no job j' } }, { status: 500 });
		const error = await failureOf(readJob(api, 'j'));
		expect(error).toMatchObject({ kind: 'notFound', details: { apiMessage: 'no job j' } });
	});
});

describe('a job', () => {
	it.each([
		['jobStatus', jobStatus, '/v2/jobs/j%201'],
		['pollBatchesJob', pollBatchesJob, '/v2/batches/jobs/j%201'],
	])('is asked for by %s', async (operationId, read, path) => {
		const hub = new ListedRuns();
		hub.on[operationId] = () => answerOf({ status: 'RUNNING', message: 7, percent: 40 });
		expect(await read(hub.api, 'j 1')).toStrictEqual({
			state: 'RUNNING',
			status: 'RUNNING',
			message: undefined,
			percent: 40,
		});
		expect(hub.requests).toStrictEqual([{ operationId, method: 'GET', path }]);
	});

	it.each<[object, object]>([
		[{ state: 'DONE' }, { state: 'DONE' }],
		[
			{ state: 'DONE', status: 'OK' },
			{ state: 'DONE', status: 'OK' },
		],
		[{ state: 3 }, { state: '3' }],
		[
			{ state: null, status: 4 },
			{ state: '4', status: 4 },
		],
		[
			{ state: '', status: 'OK' },
			{ state: 'OK', status: 'OK' },
		],
		[
			{ state: {}, status: 'COMPLETE' },
			{ state: 'COMPLETE', status: 'COMPLETE' },
		],
		[
			{ state: 'DONE', message: 'gone' },
			{ state: 'DONE', message: 'gone' },
		],
		[
			{ state: 'DONE', message: null },
			{ state: 'DONE', message: undefined },
		],
	])('of %j is %j', async (answer, job) => {
		const hub = new ListedRuns();
		hub.on.jobStatus = () => answerOf(answer);
		expect(await jobStatus(hub.api, 'j')).toStrictEqual(job);
	});
});

describe('the jobs of a deletion', () => {
	const idsIn = (body: unknown, location?: string) =>
		jobIdsOf({ status: 202, headers: location === undefined ? {} : { location }, body });

	it.each<[string, unknown, string[]]>([
		['one', '{"job_id":"j1"}', ['j1']],
		['a number', '{"job_id":7}', ['7']],
		['several', '{"delete_input_job_id":"j1","delete_logs_job_id":"j2"}', ['j1', 'j2']],
		['the same twice', '{"job_id":"j1","delete_input_job_id":"j1"}', ['j1']],
		['none that is blank', '{"job_id":" ","delete_input_job_id":""}', []],
		['none that is no ID', '{"job_id":null,"a_job_id":{},"b_job_id":true}', []],
		['none by another name', '{"id":"j1","job_id_of":"j2"}', []],
		['none in null', 'null', []],
		['none in a text', '"job_id"', []],
		['none in plain words', 'Accepted', []],
		['none in nothing', '', []],
		['none where the body is not read', undefined, []],
	])('are %s that the body names', (_, body, ids) => {
		expect(idsIn(body)).toEqual(ids);
	});

	it.each<[string, string[]]>([
		['/api/v2/batches/jobs/j1', ['j1']],
		['https://example.com/api/v2/jobs/j1?x=1', ['j1']],
		['/jobs/j1#part', ['j1']],
		['/jobs/j1/status', ['j1']],
		['/jobs/j%201', ['j 1']],
		['/jobs/100%', ['100%']],
		['/jobs/', []],
		['/jobs', []],
		['/runs/j1', []],
		['/jobs/%20', []],
	])('are told by the address %s', (location, ids) => {
		expect(idsIn('', location)).toEqual(ids);
	});

	it('are told by body and address together, each once', () => {
		expect(idsIn('{"job_id":"j1"}', '/jobs/j2')).toEqual(['j1', 'j2']);
		expect(idsIn('{"job_id":"j1"}', '/jobs/j1')).toEqual(['j1']);
	});
});
