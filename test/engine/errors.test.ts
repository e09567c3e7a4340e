import { inspect } from 'node:util';
import type { INodeExecutionData, INodeParameters, NodeApiError } from 'n8n-workflow';

import type { NodeRun } from '../support/engine';
import { byId, fileItem, World } from './world';

interface BadInput {
	operation: string;
	parameters: INodeParameters;
	/** The first item is good, the second is bad. */
	items: INodeExecutionData[];
	message: RegExp;
	hint: RegExp;
	httpCode?: string;
	credentials?: NodeRun['credentials'];
	/** Set where every item fails, whichever comes first. */
	everyItem?: boolean;
}

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const batchId = byId('={{ $json.batch }}');
const runId = byId('={{ $json.run }}');
const upload = {
	operation: 'batchFile.upload',
	parameters: { batchId, binaryPropertyName: 'data' },
};
const good = async () => await fileItem({ data: 'good.txt' }, { batch: world.batch() });

const badInputs: Record<string, () => Promise<BadInput>> = {
	'a binary field that is missing': async () => ({
		...upload,
		items: [await good(), await fileItem({ other: 'a.txt' }, { batch: world.batch() })],
		message: /no file in the field "data"/,
		hint: /other/,
	}),
	'an item without any file': async () => ({
		...upload,
		items: [await good(), { json: { batch: world.batch() } }],
		message: /no file in the field "data"/,
		hint: /no files at all/,
	}),
	'an empty file': async () => ({
		...upload,
		items: [
			await good(),
			await fileItem({ data: 'void.txt' }, { batch: world.batch() }, 'default', Buffer.alloc(0)),
		],
		message: /"void\.txt" is empty/,
		hint: /Check the node/,
	}),
	'a file name of 300 characters': async () => ({
		...upload,
		items: [
			await good(),
			await fileItem({ data: `${'n'.repeat(296)}.txt` }, { batch: world.batch() }),
		],
		message: /300 characters.*255/,
		hint: /Shorten/,
	}),
	'a batch ID that is no number': async () => ({
		...upload,
		items: [await good(), await fileItem({ data: 'a.txt' }, { batch: 'January' })],
		message: /"January" is not a number/,
		hint: /1024/,
	}),
	'a batch that does not exist': async () => ({
		...upload,
		items: [await good(), await fileItem({ data: 'a.txt' }, { batch: 99 })],
		message: /did not find/,
		hint: /Check the ID/,
		httpCode: '404',
	}),
	'a batch name of 300 characters': async () => ({
		operation: 'batch.create',
		parameters: { name: '={{ $json.name }}' },
		items: [{ json: { name: 'good' } }, { json: { name: 'n'.repeat(300) } }],
		message: /300 characters.*255/,
		hint: /Shorten/,
	}),
	'a run that does not exist': async () => ({
		operation: 'run.get',
		parameters: { runId },
		items: [{ json: { run: await world.startRun() } }, { json: { run: 'no-such-run' } }],
		message: /no-such-run does not exist/,
		hint: /Check the ID/,
		httpCode: '404',
	}),
	'a run that failed': async () => ({
		operation: 'run.waitForCompletion',
		parameters: { runId },
		items: [
			{ json: { run: await world.startRun() } },
			{ json: { run: await world.startRun('Failing App') } },
		],
		message: /Run .* failed: .*always fails/,
		hint: /Open the run in AI Hub/,
	}),
	'a wrong token': async () => ({
		operation: 'batch.get',
		parameters: { batchId },
		items: [{ json: { batch: world.batch() } }, { json: { batch: world.batch() } }],
		credentials: { aiHubApi: { ...world.credentials.aiHubApi, apiToken: 'wr0ng-token' } },
		message: /did not accept the token or the IB-Context/,
		hint: /API Token and IB-Context/,
		httpCode: '401',
		everyItem: true,
	}),
	'a host that cannot be reached': async () => ({
		operation: 'batch.get',
		parameters: { batchId },
		items: [{ json: { batch: 1 } }, { json: { batch: 2 } }],
		credentials: { aiHubApi: { ...world.credentials.aiHubApi, apiRoot: 'http://127.0.0.1:1' } },
		message: /could not be reached \(ECONNREFUSED\)/,
		hint: /API Root.*127\.0\.0\.1:1/,
		everyItem: true,
	}),
};

describe.each(Object.keys(badInputs))('%s', (name) => {
	let bad: BadInput;
	let options: Partial<NodeRun>;

	beforeEach(async () => {
		bad = await badInputs[name]();
		const { items } = bad;
		options = { items, ...(bad.credentials && { credentials: bad.credentials }) };
	});

	it('is a clear error with a hint and the item', async () => {
		const { error } = await world.run(bad.operation, bad.parameters, options);
		const { message, description, context, httpCode } = error as NodeApiError;
		expect(message).toMatch(bad.message);
		expect(description).toMatch(bad.hint);
		expect(httpCode ?? undefined).toBe(bad.httpCode);
		expect(context.itemIndex).toEqual(bad.everyItem ? expect.any(Number) : 1);
	});

	it('does not give the token away', async () => {
		const { error, run } = await world.run(bad.operation, bad.parameters, options);
		const token = options.credentials?.aiHubApi.apiToken ?? world.emulator.token;
		const shown = `${inspect(error, { depth: 20 })} ${JSON.stringify(run)}`;
		expect(shown).toContain('item');
		expect(shown).not.toContain(token);
	});

	it('leaves the good items alone under Continue On Fail', async () => {
		const { outputs } = await world.run(bad.operation, bad.parameters, {
			...options,
			nodeSettings: { onError: 'continueErrorOutput' },
		});
		const [succeeded, failed] = outputs;
		expect(succeeded).toHaveLength(bad.everyItem ? 0 : 1);
		expect(failed.at(-1)?.json.error).toMatch(bad.message);
		expect(failed.at(-1)?.pairedItem).toMatchObject({ item: 1 });
	});
});

it('keeps hint, status and run ID of a failed item for the nodes after it', async () => {
	const run = await world.startRun('Failing App');
	const { outputs } = await world.run(
		'run.waitForCompletion',
		{ runId: byId(run) },
		{
			nodeSettings: { onError: 'continueErrorOutput' },
		},
	);
	const shown = JSON.stringify(outputs[1][0].json);
	expect(shown).toContain('Open the run in AI Hub');
	expect(shown).toContain(`"run_id":"${run}"`);
	expect(shown).toContain('"run_status":"FAILED"');
});

it('takes the token out of what AI Hub says, also when it was pasted with blanks', async () => {
	const { token } = world.emulator;
	const action = { status: 400, body: { message: `token ${token} is odd` } };
	world.emulator.faults.add({ match: {}, times: Infinity, action });
	const { error } = await world.run(
		'batch.get',
		{ batchId: byId(1) },
		{
			credentials: { aiHubApi: { ...world.credentials.aiHubApi, apiToken: ` ${token}\n` } },
		},
	);
	expect(error?.message).toContain('is odd');
	expect(inspect(error, { depth: 20 })).not.toContain(token);
});
