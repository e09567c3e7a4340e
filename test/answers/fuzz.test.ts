/**
 * Well-formed answers of every operation, changed at random. AIHUB_FUZZ sets how many for each
 * operation, AIHUB_SEED which; `npm run test:fuzz` tries more.
 */
import * as fc from 'fast-check';

import { AiHub } from '../../nodes/AiHub/AiHub.node';
import { AiHubError } from '../../nodes/shared/api/wire/errors';
import { readJson } from '../../nodes/shared/api/wire/json';
import { runNode } from '../support/engine';
import { undiciApi } from '../support/undiciSend';
import { mutated } from './mutations';
import { inputItem, OPERATIONS } from './operations';
import { AnswerServer } from './server';

const SEED = Number(process.env.AIHUB_SEED ?? 20260131);
const COUNT = Number(process.env.AIHUB_FUZZ ?? 25);
const TOKEN = 'test-token';
let server: AnswerServer;

beforeAll(async () => {
	server = await AnswerServer.start();
});

afterAll(async () => await server.close());

const names = Object.keys(OPERATIONS).filter((name) => typeof OPERATIONS[name].good === 'object');
/** These carry what is paid for, so that they are driven through the node as well. */
const THROUGH_NODE = [
	'getRunResults',
	'getRunStatus',
	'listRuns',
	'runApp',
	'listFiles',
	'jobStatus',
];

function tell(operation: string, body: string): void {
	server.tell({
		...(operation === 'pollBatchesJob' && { jobStatus: [{ status: 404 }] }),
		...(OPERATIONS[operation].is === 'start' && { listRuns: [{ body: '{"runs":[]}' }] }),
		[operation]: [{ body }],
	});
}

/** An answer that could be read is never asked for again where that may cost something. */
function expectNoSecondStart(operation: string, body: string): void {
	if (OPERATIONS[operation].is !== 'start' || readJson(body) === undefined) return;
	expect(server.asked.get(operation)).toBe(1);
}

describe.each(names)('%s', (operation) => {
	const use = OPERATIONS[operation];

	it('gives a value or an error of its own', async () => {
		await fc.assert(
			fc.asyncProperty(mutated(use.good), async (body) => {
				tell(operation, body);
				const api = undiciApi({ url: server.url, token: TOKEN, context: 'org' });
				const outcome = await use.api(api).catch((error: unknown) => error);
				await api.close();
				if (outcome instanceof Error) expect(outcome).toBeInstanceOf(AiHubError);
				expectNoSecondStart(operation, body);
			}),
			{ numRuns: COUNT, seed: SEED },
		);
	}, 3_600_000);
});

describe.each(THROUGH_NODE)('%s, through the node', (operation) => {
	const { node, parameters, fileBytes, good } = OPERATIONS[operation];

	it('gives items or an error of n8n, with words for a person', async () => {
		const [resource, value] = node.split('.');
		await fc.assert(
			fc.asyncProperty(mutated(good), async (body) => {
				tell(operation, body);
				const { outputs, error } = await runNode({
					node: AiHub,
					parameters: { resource, operation: value, ...parameters },
					credentials: { aiHubApi: { apiRoot: server.url, apiToken: TOKEN, ibContext: 'org' } },
					items: [inputItem(fileBytes)],
				});
				if (error) {
					expect(error.constructor.name).toMatch(/^Node(Api|Operation)Error$/);
					expect(error.message).not.toMatch(/undefined|\[object|is not a function|Cannot read/);
				} else {
					expect(Array.isArray(outputs[0])).toBe(true);
				}
				expectNoSecondStart(operation, body);
			}),
			{ numRuns: Math.ceil(COUNT / 2), seed: SEED },
		);
	}, 3_600_000);
});

/** A result of so many files; what it costs to read it is counted, not timed. */
it('reads what is large once: no more requests for 10 MB than for little', async () => {
	for (const files of [1, 20_000]) {
		const file = { original_file_name: 'a.pdf', documents: [{ class_name: 'x'.repeat(400) }] };
		const body = JSON.stringify({ has_more: false, files: Array(files).fill(file) });
		tell('getRunResults', body);
		const api = undiciApi({ url: server.url, token: TOKEN, context: 'org' });
		const results = (await OPERATIONS.getRunResults.api(api)) as { files: unknown[] };
		await api.close();
		expect(results.files).toHaveLength(files);
		expect(server.asked.get('getRunResults')).toBe(1);
	}
});
