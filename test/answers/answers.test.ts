import { AiHub } from '../../nodes/AiHub/AiHub.node';
import { AiHubError } from '../../nodes/shared/api/wire/errors';
import { runNode } from '../support/engine';
import { undiciApi } from '../support/undiciSend';
import { type Case, general } from './corpus';
import { inputItem, OPERATIONS } from './operations';
import { AnswerServer } from './server';
import { SPECIAL } from './special';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../support/fastForward')>('../support/fastForward')
		.withoutPauses(),
);

const CASES: Case[] = [...general, ...SPECIAL];
const TOKEN = 'test-token';
let server: AnswerServer;

beforeAll(async () => {
	server = await AnswerServer.start();
});

afterAll(async () => await server.close());

/** An older server has only the older address of a job; a start that is looked for is in no list. */
function tell({ operation, answers, others }: Case): void {
	server.tell({
		...(operation === 'pollBatchesJob' && { jobStatus: [{ status: 404 }] }),
		...(OPERATIONS[operation].is === 'start' && { listRuns: [{ body: '{"runs":[]}' }] }),
		...others,
		[operation]: answers,
	});
}

function expectSent({ operation, right }: Case): void {
	if (right.sent !== undefined) expect(server.asked.get(operation)).toBe(right.sent);
}

async function overApi(one: Case): Promise<void> {
	tell(one);
	const api = undiciApi({ url: server.url, token: TOKEN, context: 'org' });
	const outcome = await OPERATIONS[one.operation].api(api).then(
		(value: unknown) => ({ value }),
		(error: unknown) => ({ error }),
	);
	await api.close();
	const { right } = one;
	if ('error' in outcome) {
		expect(outcome.error).toBeInstanceOf(AiHubError);
		const { kind, message } = outcome.error as AiHubError;
		expect([right.error].flat()).toContain(kind);
		expect(message).toContain(right.says ?? '');
	} else {
		expect({ error: right.error, value: outcome.value }).toMatchObject({ error: undefined });
		expect(JSON.stringify(outcome.value) ?? '').toContain(right.says ?? '');
	}
	expectSent(one);
}

async function overNode(one: Case): Promise<void> {
	tell(one);
	const { node, parameters, fileBytes } = OPERATIONS[one.operation];
	const [resource, operation] = node.split('.');
	const { outputs, error } = await runNode({
		node: AiHub,
		parameters: { resource, operation, ...parameters },
		credentials: { aiHubApi: { apiRoot: server.url, apiToken: TOKEN, ibContext: 'org' } },
		items: [inputItem(fileBytes)],
	});
	const { right } = one;
	if (right.error === undefined) {
		expect(error).toBeUndefined();
		expect(JSON.stringify(outputs[0].map(({ json }) => json))).toContain(right.says ?? '');
	} else {
		expect(error?.constructor.name).toBe('NodeApiError');
		// The older address is only asked when the newer one has no such job: then that is the error.
		const says = one.operation === 'pollBatchesJob' ? '' : (right.says ?? '');
		expect(error?.message).toContain(says);
	}
	expectSent(one);
}

describe.each(Object.keys(OPERATIONS))('%s', (operation) => {
	const cases = CASES.filter((one) => one.operation === operation);
	const named = cases.map((one): [string, string, Case] => [one.kind, one.name, one]);
	it.each(named)('over the api layer: %s: %s', async (_, __, one) => await overApi(one));
	it.each(named)('through the node: %s: %s', async (_, __, one) => await overNode(one));
});

it('has cases for every operation', () => {
	expect(CASES.length).toBeGreaterThanOrEqual(300);
	for (const operation of Object.keys(OPERATIONS)) {
		expect(CASES.filter((one) => one.operation === operation).length).toBeGreaterThan(5);
	}
});
