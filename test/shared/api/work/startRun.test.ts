import fc from 'fast-check';

import type { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { NetworkFailure } from '../../../../nodes/shared/api/wire/send';
import { ServerClock } from '../../../../nodes/shared/api/wire/serverClock';
import type { RunStart } from '../../../../nodes/shared/api/work/runTarget';
import { listRunsPage } from '../../../../nodes/shared/api/resources/runs';
import { startRun } from '../../../../nodes/shared/api/work/startRun';
import { createEmulator, type Emulator, type FaultAction, ManualClock } from '../../../emulator';
import { undiciApi } from '../../../support/undiciSend';

jest.setTimeout(30_000);

const clock = new ManualClock();
let emulator: Emulator;
let api: ReturnType<typeof undiciApi>;
let batch: number;

beforeAll(async () => {
	emulator = await createEmulator({ clock });
});

afterAll(async () => await emulator.close());

beforeEach(() => {
	emulator.reset();
	api = apiAt(clock.now());
	batch = newBatch();
});

afterEach(async () => await api.close());

function apiAt(startMs: number) {
	return undiciApi(emulator, { onSleep: (ms) => clock.advance(ms), startMs });
}

function newBatch(): number {
	const created = emulator.store.addBatch('b', 'Operations', 'emulator-user', clock.now());
	emulator.putDriveFile(`${created.path}/a.txt`, 'Total: 5.00\n');
	return created.id;
}

const fault = (operationId: string, action: FaultAction, times = 1, skip = 0) =>
	emulator.faults.add({ match: { operationId }, action, times, skip });
const sent = (operationId: string) =>
	emulator.requests.filter((request) => request.operationId === operationId).length;
const runs = () => [...emulator.store.runs.values()];
const app = () => emulator.store.apps[0];
const ofApp = (more: object = {}): RunStart => ({
	target: { app: { app_id: app().id } },
	body: { batch_id: batch, ...more },
});
/** The input was made for this run alone. */
const OWN = { ownInput: true };

async function failureOf(work: Promise<unknown>): Promise<AiHubError> {
	const outcome: unknown = await work.catch((error: unknown) => error);
	expect(outcome).toBeInstanceOf(Error);
	return outcome as AiHubError;
}

/** Lets a test change what AI Hub answers to a list of runs. */
function onList(change: (listed: Array<Record<string, unknown>>) => unknown[]): void {
	const { send } = api;
	api.send = async (request) => {
		const response = await send(request);
		if (request.operationId !== 'listRuns' || response.status !== 200) return response;
		const { runs: listed } = JSON.parse(String(response.body)) as { runs: never[] };
		return { ...response, body: JSON.stringify({ runs: change(listed) }) };
	};
}

const carriedOut: Array<[string, FaultAction]> = [
	['a broken connection', { reset: 'after' }],
	['half an answer', { truncate: true }],
	['an answer that is no JSON', { malformed: true }],
];
const notCarriedOut: Array<[string, FaultAction]> = [
	['a broken connection', { reset: 'before' }],
	['500', { status: 500 }],
	["a proxy's 502", { html: 502 }],
	['503', { status: 503, retryAfter: 2 }],
	['408', { status: 408 }],
];

describe('the answer to a start is lost', () => {
	it.each(carriedOut)('in %s, and the run is adopted', async (_, action) => {
		fault('runApp', action);
		const { run, adopted } = await startRun(api, ofApp(), OWN);
		expect(adopted).toBe(true);
		expect(runs().map(({ id }) => id)).toEqual([run.id]);
		expect(sent('runApp')).toBe(1);
	});

	it.each(notCarriedOut)('in %s, and the run is started at last', async (_, action) => {
		fault('runApp', action);
		const { run, adopted } = await startRun(api, ofApp(), OWN);
		expect(adopted).toBe(false);
		expect(runs().map(({ id }) => id)).toEqual([run.id]);
		expect(sent('runApp')).toBe(2);
	});

	it.each([
		['a 502 after it was carried out', () => ({ status: 502, headers: {}, body: '<h1>Bad</h1>' })],
		['a 200 without an id', () => ({ status: 200, headers: {}, body: '{"status":"RUNNING"}' })],
		['an empty 202', () => ({ status: 202, headers: {}, body: '' })],
		['a timeout', () => Promise.reject(new NetworkFailure('ETIMEDOUT', 'timeout exceeded'))],
		['a lost route', () => Promise.reject(new NetworkFailure('EHOSTUNREACH', 'read', 'read'))],
	])('in %s, and the run is adopted', async (_, answer) => {
		const { send } = api;
		api.send = async (request) => {
			const response = await send(request);
			return request.operationId === 'runApp' ? await answer() : response;
		};
		const { run, adopted } = await startRun(api, ofApp(), OWN);
		expect(adopted).toBe(true);
		expect(runs().map(({ id }) => id)).toEqual([run.id]);
	});
});

describe('the run that is adopted', () => {
	it('is the one with the marker, not another over the same batch', async () => {
		const other = await startRun(api, ofApp(), OWN);
		fault('runApp', { reset: 'after' });
		const mine = await startRun(api, ofApp(), { tag: 'n8n-7-0-x' });
		expect(mine).toMatchObject({ adopted: true, run: { tags: ['n8n-7-0-x'] } });
		expect(mine.run.id).not.toBe(other.run.id);
	});

	it('is not another over the same batch, when the marked one was not started', async () => {
		await startRun(api, ofApp(), { tag: 'other' });
		fault('runApp', { reset: 'before' });
		const mine = await startRun(api, ofApp({ settings: { tags: ['mine'] } }), { tag: 'm' });
		expect(mine).toMatchObject({ adopted: false, run: { tags: ['mine', 'm'] } });
		expect(runs()).toHaveLength(2);
	});

	it('is found by batch, although an app is given by its name', async () => {
		emulator.addRun({ appId: app().id, batchId: newBatch() });
		fault('runApp', { reset: 'after' });
		const target = { app: { app_name: app().name } };
		const start: RunStart = { target, body: { batch_id: batch } };
		const { run, adopted } = await startRun(api, start, OWN);
		expect({ adopted, batch: run.batch_id }).toEqual({ adopted: true, batch });
		expect(runs()).toHaveLength(2);
	});

	it('is found by folder, however its slashes are written', async () => {
		const folder = 'emulator-org/Operations/fs/Instabase Drive/in';
		emulator.putDriveFile(`${folder}/a.txt`, 'Total: 1\n');
		emulator.putDriveFile(`${folder}2/a.txt`, 'Total: 2\n');
		const over = (input_dir: string) => ({ ...ofApp(), body: { input_dir } });
		await startRun(api, over(`${folder}2`), OWN);
		fault('runApp', { reset: 'after' });
		onList((listed) => listed.map((run) => ({ ...run, input_dir: `/${run.input_dir}/` })));
		const { adopted } = await startRun(api, over(folder), OWN);
		expect(adopted).toBe(true);
		expect(runs()).toHaveLength(2);
	});

	it('is found among the runs of a deployment', async () => {
		const [{ id }] = emulator.store.deployments;
		fault('runDeployment', { reset: 'after' });
		const start = { target: { deploymentId: id }, body: { batch_id: batch } };
		const { run, adopted } = await startRun(api, start, { tag: 'm' });
		expect({ adopted, deployment: run.deployment_id }).toEqual({ adopted: true, deployment: id });
		expect(runs()).toHaveLength(1);
	});

	it('is never one of another app, should AI Hub not filter', async () => {
		fault('runApp', { reset: 'before' });
		const other = { id: 'other', app_id: 'another app', batch_id: batch };
		const { send } = api;
		api.send = async (request) =>
			request.operationId === 'listRuns'
				? {
						status: 200,
						headers: {},
						body: JSON.stringify({ runs: request.query?.offset ? [] : [other] }),
					}
				: await send(request);
		expect(await startRun(api, ofApp(), OWN)).toMatchObject({ adopted: false });
	});

	it('is found although it shows up in the list only after twenty seconds', async () => {
		fault('runApp', { reset: 'after' });
		const visibleAt = clock.now() + 20_000;
		onList((listed) => (clock.now() < visibleAt ? [] : listed));
		expect(await startRun(api, ofApp(), OWN)).toMatchObject({ adopted: true });
		expect(runs()).toHaveLength(1);
	});

	it.each([-9 * 60_000, 9 * 60_000])(
		'is found although the clocks differ by %i ms',
		async (skew) => {
			await api.close();
			api = apiAt(clock.now() + skew);
			fault('runApp', { reset: 'after' });
			expect(await startRun(api, ofApp(), OWN)).toMatchObject({ adopted: true });
			expect(runs()).toHaveLength(1);
		},
	);

	it.each([-3, 3])('is found although answers are dated %i days off', async (days) => {
		const { send } = api;
		api.send = async (request) => {
			const response = await send(request);
			const date = new Date(clock.now() + days * 86_400_000).toUTCString();
			return { ...response, headers: { ...response.headers, date } };
		};
		Object.assign(api, { clock: new ServerClock(api.now) });
		await listRunsPage(api, {}, { limit: 1, offset: 0 });
		fault('runApp', { reset: 'after' });
		expect(await startRun(api, ofApp(), OWN)).toMatchObject({ adopted: true });
		expect(runs()).toHaveLength(1);
	});

	it('is found behind many others', async () => {
		fault('runApp', { reset: 'after' });
		const { send } = api;
		api.send = async (request) => {
			const outcome = send(request);
			if (request.operationId === 'runApp') {
				await outcome.catch(() => undefined);
				for (let count = 0; count < 250; count++) emulator.addRun({ appId: app().id });
			}
			return await outcome;
		};
		const { run } = await startRun(api, ofApp(), OWN);
		expect(run.batch_id).toBe(batch);
	});
});

describe('no second run is started', () => {
	it.each([
		[400, 'rejected'],
		[401, 'authentication'],
		[403, 'forbidden'],
		[404, 'notFound'],
	])('after %i, which is told at once', async (status, kind) => {
		fault('runApp', { status, body: { message: 'their words' } });
		const error = await failureOf(startRun(api, ofApp(), OWN));
		expect(error).toMatchObject({ kind, details: { apiMessage: 'their words' } });
		expect(error.message).not.toContain('may have started');
		expect([sent('runApp'), sent('listRuns')]).toEqual([1, 0]);
	});

	it('after 429, which is simply repeated', async () => {
		fault('runApp', { status: 429, retryAfter: 3 }, 2);
		expect(await startRun(api, ofApp(), OWN)).toMatchObject({ adopted: false });
		expect([runs().length, sent('listRuns')]).toEqual([1, 0]);
	});

	it('when single looks fail', async () => {
		fault('runApp', { reset: 'after' });
		fault('listRuns', { status: 503 }, 9);
		fault('listRuns', { malformed: true });
		expect(await startRun(api, ofApp(), OWN)).toMatchObject({ adopted: true });
		expect(runs()).toHaveLength(1);
	});

	it.each<[string, FaultAction]>([
		['is refused', { status: 401 }],
		['fails to the end', { status: 500 }],
	])('when looking %s; the error says what to do', async (_, action) => {
		fault('runApp', { reset: 'after' });
		fault('listRuns', action, Infinity);
		const error = await failureOf(startRun(api, ofApp(), OWN));
		expect(error.kind).toBe('unavailable');
		expect(error.message).toMatch(/may have started all the same; looking for it failed/);
		expect(error.hint).toContain(`batch ${batch}`);
		expect(error.details.maybeDone).toBe(true);
		expect(sent('runApp')).toBe(1);
	});

	it('when AI Hub does not tell tags; the error names the run', async () => {
		fault('runApp', { reset: 'after' });
		onList((listed) => listed.map((run) => ({ ...run, tags: null })));
		const error = await failureOf(startRun(api, ofApp(), { tag: 'm' }));
		expect(error.message).toContain(`run ${runs()[0].id} may be the one`);
		expect(error.details).toMatchObject({ maybeDone: true, runId: runs()[0].id });
		expect(sent('runApp')).toBe(1);
	});

	it("when the input is the deployment's own source and there is no marker", async () => {
		const [{ id }] = emulator.store.deployments;
		fault('runDeployment', { status: 500 });
		emulator.addRun({ deploymentId: id });
		const body = { manual_upstream_integration: true };
		const error = await failureOf(startRun(api, { target: { deploymentId: id }, body }));
		expect(error.message).toContain('may be the one');
		expect(error.hint).toContain('the runs of this input in AI Hub');
		expect(sent('runDeployment')).toBe(1);
	});

	it('when it is over a folder; the error names the folder', async () => {
		fault('runApp', { status: 200, body: { msg: 'Model v2.1 is gone.' } });
		const start = { ...ofApp(), body: { input_dir: 'in/box' } };
		const error = await failureOf(startRun(api, start, OWN));
		expect(error.message).toContain('Model v2.1 is gone. The run may have started');
		expect(error.hint).toContain('the runs of in/box in AI Hub');
	});

	it('when the second try is refused because of the first', async () => {
		fault('runApp', { reset: 'after' });
		fault('runApp', { status: 403, body: { message: 'no units' } });
		const visibleAt = clock.now() + 45_000;
		onList((listed) => (clock.now() < visibleAt ? [] : listed));
		expect(await startRun(api, ofApp(), OWN)).toMatchObject({ adopted: true });
		expect(runs()).toHaveLength(1);
	});

	it('after an answer that could be read, although it names no run', async () => {
		fault('runApp', { status: 200, body: { msg: 'their words' } });
		const error = await failureOf(startRun(api, ofApp(), OWN));
		expect(error.message).toMatch(
			/not what was asked for: their words.*may have started all the same/,
		);
		expect([sent('runApp'), runs().length]).toEqual([1, 0]);
	});

	it('after the third try; the error says that one may have started', async () => {
		fault('runApp', { status: 503 }, Infinity);
		const error = await failureOf(startRun(api, ofApp(), OWN));
		expect(error).toMatchObject({ kind: 'unavailable', details: { maybeDone: true } });
		expect(error.message).toMatch(/may have started all the same; it was not in the list/);
		expect(sent('runApp')).toBe(3);
	});

	it('by a stop while the request is on its way', async () => {
		const { send } = api;
		api.send = async (request) => {
			const outcome = send(request);
			await outcome.catch(() => undefined);
			api.cancel();
			return await outcome;
		};
		fault('runApp', { reset: 'after' });
		const error = await failureOf(startRun(api, ofApp(), OWN));
		expect(error).toMatchObject({ kind: 'cancelled', details: { maybeDone: true } });
		expect(error.message).toMatch(/may have started all the same; it goes on at AI Hub/);
		expect(sent('runApp')).toBe(1);
	});

	it('by a stop while it is looked for', async () => {
		fault('runApp', { reset: 'after' });
		onList(() => {
			api.cancel();
			return [];
		});
		const error = await failureOf(startRun(api, ofApp(), OWN));
		expect(error).toMatchObject({ kind: 'cancelled', details: { maybeDone: true } });
		expect(error.message).toMatch(/may have started all the same/);
		expect(error.hint).toContain(`batch ${batch}`);
	});

	it("by a stop in the caller's own words, which are handed on", async () => {
		const stop = new Error('the job is out of time');
		api.throwIfCancelled = () => {
			throw stop;
		};
		await expect(startRun(api, ofApp(), OWN)).rejects.toBe(stop);
		expect(runs()).toEqual([]);
	});

	it('and a run that had started before a stop is given back', async () => {
		const { send } = api;
		api.send = async (request) => {
			const response = await send(request);
			api.cancel();
			return response;
		};
		const { run } = await startRun(api, ofApp(), OWN);
		expect(runs().map(({ id }) => id)).toEqual([run.id]);
	});
});

it('starts a run for each of 100 batches, whatever faults come between', async () => {
	const lost = fc.constantFrom(...[...carriedOut, ...notCarriedOut].map(([, action]) => action));
	const tooMany = fc.constant<FaultAction>({ status: 429, retryAfter: 1 });
	const onPost = fc.tuple(
		fc.array(tooMany, { maxLength: 2 }),
		fc.array(lost, { maxLength: 2 }),
		fc.array(fc.constantFrom<FaultAction>({ status: 503 }, { reset: 'after' }), { maxLength: 5 }),
	);
	const plans = fc.sample(onPost, { numRuns: 100, seed: 2026 });
	for (const [index, [repeats, losses, onLook]] of plans.entries()) {
		for (const action of [...repeats, ...losses]) fault('runApp', action);
		for (const action of onLook) fault('listRuns', action);
		batch = newBatch();
		const options = index % 2 === 0 ? { tag: `n8n-${index}` } : OWN;
		const { run } = await startRun(api, ofApp(), options);
		expect(run.batch_id).toBe(batch);
		emulator.faults.clear();
		// Past the window of the looks, so that their lists stay short.
		await api.sleep(20 * 60_000);
	}
	expect(emulator.store.runs.size).toBe(100);
	expect(new Set(runs().map(({ batchId }) => batchId)).size).toBe(100);
}, 120_000);
