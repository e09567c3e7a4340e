import type { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { readJob, waitForJob } from '../../../../nodes/shared/api/work/job';
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
