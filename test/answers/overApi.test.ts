import { AiHubError } from '../../nodes/shared/api/wire/errors';
import { undiciApi } from '../support/undiciSend';
import { CASES, casesOf, expectSent, tell } from './cases';
import type { Case } from './corpus';
import { OPERATIONS } from './operations';
import { AnswerServer } from './server';

const TOKEN = 'test-token';
let server: AnswerServer;

beforeAll(async () => {
	server = await AnswerServer.start();
});

afterAll(async () => await server.close());

async function overApi(one: Case): Promise<void> {
	tell(server, one);
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
	expectSent(server, one);
}

describe.each(Object.keys(OPERATIONS))('%s', (operation) => {
	it.each(casesOf(operation))('%s: %s', async (_, __, one) => await overApi(one));
});

it('has cases for every operation', () => {
	expect(CASES.length).toBeGreaterThanOrEqual(300);
	for (const operation of Object.keys(OPERATIONS)) {
		expect(CASES.filter((one) => one.operation === operation).length).toBeGreaterThan(5);
	}
});
