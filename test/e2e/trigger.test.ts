import type { RunSeed } from '../emulator';
import { itemsOf, type Workflow } from '../support/n8nTypes';
import { until } from '../support/until';
import { EVERY_SECOND, PollingWorkflow, reportOf } from './polling';
import { chain, E2e, node } from './world';

const ALL = ['runCompleted', 'runFailed', 'runCancelled', 'runWaitingForReview', 'reviewFinished'];
const TRIGGER = 'AI Hub Trigger';

let e2e: E2e;
let polling: PollingWorkflow;
let port: number;
/** What has to be reported by now: each once, and nothing else. */
const expected: string[] = [];

beforeAll(async () => {
	e2e = await E2e.start();
	port = Number(new URL(e2e.n8n.url).port);
	e2e.emulator.addRun({ status: 'COMPLETE' });
	polling = new PollingWorkflow(e2e, await createWorkflow(), TRIGGER);
	await e2e.rest.activateWorkflow(polling.workflow.id);
});

afterAll(async () => await e2e?.close());

async function createWorkflow(): Promise<Workflow> {
	const parameters = { pollTimes: EVERY_SECOND, events: ALL };
	const nodes = [
		node(TRIGGER, 'n8n-nodes-aihub.aiHubTrigger', parameters, {
			credentials: { aiHubApi: e2e.credential },
		}),
		node('Then', 'n8n-nodes-base.noOp', {}),
	];
	return await e2e.rest.createWorkflow({
		name: TRIGGER,
		nodes,
		connections: chain(nodes),
	} as unknown as Workflow);
}

const running = (seed: RunSeed = {}) => e2e.emulator.addRun({ status: 'RUNNING', ...seed }).id;

function finish(id: string, status: RunSeed['status'] = 'COMPLETE', event = 'runCompleted') {
	e2e.emulator.setRun(id, { status });
	mustReport(id, event);
}

function mustReport(id: string, event: string): void {
	expected.push(`${id} ${event}`);
	expected.sort();
}

test('runs that end while n8n runs', async () => {
	const [first, failed, cancelled, reviewed] = [running(), running(), running(), running()];
	await polling.polls(1);
	finish(first);
	finish(failed, 'FAILED', 'runFailed');
	finish(cancelled, 'CANCELLED', 'runCancelled');
	finish(reviewed, 'STOPPED_AT_CHECKPOINT', 'runWaitingForReview');
	expect(await polling.reports(expected)).toEqual(expected);

	e2e.emulator.resolveReview(reviewed);
	mustReport(reviewed, 'reviewFinished');
	expect(await polling.reports(expected)).toEqual(expected);
});

test('runs that end while n8n is stopped, and before its first poll', async () => {
	const seen = running();
	await polling.polls(2);
	await e2e.n8n.stop();
	const unseen = running();
	finish(seen);
	finish(unseen, 'FAILED', 'runFailed');
	await e2e.n8n.start(port);
	expect(await polling.reports(expected)).toEqual(expected);
});

test('runs that end after n8n was killed, some of them seen in polls that left no trace', async () => {
	const seen = [running(), running({ startedAt: e2e.emulator.clock.now() - 5 * 86_400_000 })];
	await polling.polls(2);
	await e2e.n8n.kill();
	finish(seen[0]);
	await e2e.n8n.start(port);
	expect(await polling.reports(expected)).toEqual(expected);
});

test.each([
	['500', { status: 500, body: { message: 'broken' } }, /AI Hub could not answer \(HTTP 500\)/],
	['401', { status: 401, body: { message: 'no' } }, /did not accept the token/],
	['429', { status: 429, retryAfter: 600, body: { message: 'slow' } }, /too many requests/],
])('runs that end while AI Hub answers %s', async (_, action, message) => {
	const seen = running();
	await polling.polls(1);
	e2e.emulator.faults.add({ match: {}, times: Infinity, action });
	finish(seen);
	finish(running());
	const failed = async () => (await polling.failures()).some((failure) => message.test(failure));
	await until(failed, { what: 'a failed poll' });
	expect(await polling.reported()).not.toContain(`${seen} runCompleted`);
	e2e.emulator.faults.clear();
	await e2e.endBackoff();
	expect(await polling.reports(expected)).toEqual(expected);
});

test('runs that end between publishing and the first poll at its time', async () => {
	const { rest } = e2e;
	const inFlight = running();
	await rest.deactivateWorkflow(polling.workflow.id);
	await rest.activateWorkflow(polling.workflow.id);
	finish(inFlight);
	finish(running(), 'FAILED', 'runFailed');
	expect(await polling.reports(expected)).toEqual(expected);
});

test('quiet polls ask for one or two lists each', async () => {
	for (let index = 0; index < 150; index++) {
		e2e.emulator.addRun({
			status: 'RUNNING',
			startedAt: e2e.emulator.clock.now() - 60_000 * index,
		});
	}
	await polling.polls(2);
	const { requests } = e2e.emulator;
	const before = requests.length;
	await polling.polls(4);
	expect(requests.length - before).toBeLessThanOrEqual(4 * 5);
	expect(await polling.reported()).toEqual(expected);
});

test('a test in the editor gives a recent run and touches no state', async () => {
	const id = running();
	finish(id);
	const { rest } = e2e;
	const execution = await rest.finishedExecution(
		await rest.runWorkflow(polling.workflow.id, TRIGGER),
	);
	expect(execution).toMatchObject({ status: 'success', mode: 'manual' });
	expect(itemsOf(execution, TRIGGER).map(({ json }) => reportOf(json))).toEqual([
		`${id} runCompleted`,
	]);
	expect(await polling.reports(expected)).toEqual(expected);
});

test('deactivating and activating again starts from now', async () => {
	const { rest } = e2e;
	const inFlight = running();
	await polling.polls(2);
	await rest.deactivateWorkflow(polling.workflow.id);
	e2e.emulator.setRun(inFlight, { status: 'COMPLETE' });
	e2e.emulator.addRun({ status: 'FAILED' });
	const stillInFlight = running();
	await rest.activateWorkflow(polling.workflow.id);
	await polling.polls(2);
	expect(await polling.reported()).toEqual(expected);
	finish(stillInFlight);
	expect(await polling.reports(expected)).toEqual(expected);
});

test('a workflow whose credential AI Hub refuses is not activated, and the reason is said', async () => {
	const { id } = await createWorkflow();
	e2e.emulator.faults.add({ match: {}, times: Infinity, action: { status: 401 } });
	await expect(e2e.rest.activateWorkflow(id)).rejects.toThrow(/did not accept the token/);
	e2e.emulator.faults.clear();
});
