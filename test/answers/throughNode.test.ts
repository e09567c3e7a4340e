import { AiHub } from '../../nodes/AiHub/AiHub.node';
import { runNode } from '../support/engine';
import { casesOf, expectSent, tell } from './cases';
import type { Case } from './corpus';
import { inputItem, OPERATIONS } from './operations';
import { AnswerServer } from './server';

const TOKEN = 'test-token';

/** `npm test` sends every twelfth answer through a node, `npm run test:fuzz` all of them. */
const STRIDE = process.env.AIHUB_FUZZ === undefined ? 12 : 1;

let server: AnswerServer;

beforeAll(async () => {
	server = await AnswerServer.start();
});

afterAll(async () => await server.close());

async function overNode(one: Case): Promise<void> {
	tell(server, one);
	const { node, parameters, fileBytes, isLookedUp } = OPERATIONS[one.operation];
	const [resource, operation] = node.split('.');
	const { outputs, error } = await runNode({
		node: AiHub,
		parameters: { resource, operation, ...parameters },
		credentials: { aiHubApi: { apiRoot: server.url, apiToken: TOKEN, ibContext: 'org' } },
		items: [inputItem(fileBytes)],
	});
	const leavesOpen = [one.right.error].flat().includes('unexpectedAnswer');
	const right = isLookedUp && leavesOpen ? {} : one.right;
	if (right.error === undefined) {
		expect(error).toBeUndefined();
		expect(JSON.stringify(outputs[0].map(({ json }) => json))).toContain(right.says ?? '');
	} else {
		expect(error?.constructor.name).toBe('NodeApiError');
		// The older address is only asked when the newer one has no such job: then that is the error.
		const says = one.operation === 'pollBatchesJob' ? '' : (right.says ?? '');
		expect(error?.message).toContain(says);
	}
	expectSent(server, one);
}

describe.each(Object.keys(OPERATIONS))('%s', (operation) => {
	const cases = casesOf(operation).filter((_, index) => index % STRIDE === 0);
	it.each(cases)('%s: %s', async (_, __, one) => await overNode(one));
});
