import type { NodeApiError } from 'n8n-workflow';

import { allReasons, DocumentWorld, invoice, item, itemsWith, sourcesOf } from './documents';
import { byId } from './world';

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

const nothingWasCreated = () =>
	documents.emulator.requests.filter(({ method }) => method !== 'GET').length === 0;

const MIB = 1024 * 1024;

describe('what cannot be processed', () => {
	it('is refused before anything is created, with all the offenders', async () => {
		const items = [
			await item({}),
			...(await itemsWith('good.txt')),
			await item(
				{},
				{ name: 'fine.txt', bytes: invoice('1') },
				{ name: '..', bytes: invoice('2') },
			),
			await item({}, { name: 'empty.txt', bytes: Buffer.alloc(0) }),
		];
		const { error } = await documents.process({}, items);

		expect(error?.message).toContain('3 items cannot be processed; nothing was created');
		expect(error?.message).toContain('item 0: The item has no files');
		expect(error?.message).toContain('item 3: The file "empty.txt" is empty');
		expect(error?.message).toContain('".." cannot be used as a file name');
		expect(nothingWasCreated()).toBe(true);
	});

	it('is an item without the field that was named', async () => {
		const { error } = await documents.process(
			{ binaryPropertyName: 'data' },
			await itemsWith('a.txt'),
		);
		expect(error).toMatchObject({
			message: 'The item has no file in the field "data"',
			description: expect.stringContaining('Its files are in: file_0'),
			context: { itemIndex: 0 },
		});
		expect(nothingWasCreated()).toBe(true);
	});

	it('is a file over 50 MB, and none of 50 MB', async () => {
		const items = await itemsWith('a.txt', 'b.txt');
		// The size is what n8n noted with the file: nothing is read to find it out.
		Object.assign(items[0].binary!.file_0, { id: 'filesystem-v2:x', bytes: 50 * MIB + 1 });
		const { error } = await documents.process({}, items);
		expect(error?.message).toMatch(
			/^The file "a.txt" has 50(\.\d+)? MB.*; AI Hub takes at most 50 MB/,
		);
		expect(error?.message).not.toContain('has 50 MB');
		expect(nothingWasCreated()).toBe(true);
	});

	it('are more than 1,000 files of an item that is to have a run of its own', async () => {
		const [one] = await itemsWith('a.txt');
		const files = Array.from({ length: 1_001 }, (_, index) => [
			`file_${index}`,
			one.binary!.file_0,
		]);
		const items = [{ json: {}, binary: Object.fromEntries(files) as never }];
		const { error } = await documents.process({ runMode: 'perItem' }, items);
		expect(error).toMatchObject({
			message: expect.stringMatching(/1001 files; AI Hub takes at most 1000/),
			description: expect.stringContaining('One Run for All Items'),
		});
		expect(nothingWasCreated()).toBe(true);
	});

	it.each([
		['a deployment', { deploymentId: byId('={{ "" }}') }, 'No deployment is given'],
		['an app', { runWith: 'app', appId: byId('={{ "" }}') }, 'No app is given'],
		['a folder', { documents: 'folder', inputDir: '={{ "" }}' }, 'No folder is given'],
		['a batch', { documents: 'batch', batchId: byId('={{ "" }}') }, 'No batch is given'],
	])('is an item without %s', async (_, parameters, message) => {
		const { error } = await documents.process(parameters as never, await itemsWith('a.txt'));
		expect(error?.message).toContain(message);
		expect(nothingWasCreated()).toBe(true);
	});

	it.each([90, -0.1, '={{ "ninety" }}'])('is a minimum confidence of %s', async (score) => {
		const rules = [
			{ minModelConfidence: score },
			{ minOcrConfidence: score },
			{ fieldRules: { entries: [{ field: 'Total', minConfidence: score }] } },
		];
		for (const one of rules) {
			const { outputs } = await documents.process(
				{ routeOutput: true, rules: one },
				await itemsWith('a.txt'),
			);
			expect(allReasons(outputs[2])).toEqual([[expect.stringContaining('is not a confidence')]]);
		}
		expect(nothingWasCreated()).toBe(true);
	});

	it.each<[string, object, string, string]>([
		['90 percent', { minModelConfidence: 90 }, '90 in Minimum Confidence', 'did you mean 0.9?'],
		['as text', { minModelConfidence: '={{ "90%" }}' }, '"90%" in Minimum', 'did you mean 0.9?'],
		[
			'of one field',
			{ fieldRules: { entries: [{ field: 'Total', minConfidence: '={{ "71.3" }}' }] } },
			'"71.3" in the rule for Total is not a confidence',
			'did you mean 0.713?',
		],
		['no number', { minOcrConfidence: '={{ true }}' }, 'true in Minimum OCR', '0.9 for 90 percent'],
		[
			'an empty field',
			{ fieldRules: { entries: [{ field: ' ', minConfidence: 0.9 }] } },
			'A field rule names no field',
			'or remove the rule',
		],
		[
			'neither yes nor no',
			{ validationMustPass: '={{ "maybe" }}' },
			'"maybe" in Validations Must Pass is neither true nor false',
			'Switch it on or off',
		],
	])('is a rule with %s', async (_, rules, message, description) => {
		const { outputs } = await documents.process(
			{ routeOutput: true, rules: rules as never },
			await itemsWith('a.txt'),
		);
		const [[{ json }], ...more] = [outputs[2], outputs[0], outputs[1]];
		expect(more.flat()).toEqual([]);
		expect(JSON.stringify(json)).toContain(JSON.stringify(message).slice(1, -1));
		expect(JSON.stringify(json)).toContain(description);
		expect(nothingWasCreated()).toBe(true);
	});

	it('goes to Failed where documents are routed, all of it if need be', async () => {
		const { outputs, error } = await documents.process({ routeOutput: true }, [
			await item({ case: 1 }),
			await item({ case: 2 }),
		]);
		expect(error).toBeUndefined();
		expect(outputs.map((output) => output.length)).toEqual([0, 0, 2]);
		expect(outputs[2].map(({ json }) => json.source)).toEqual([{ case: 1 }, { case: 2 }]);
		expect(allReasons(outputs[2])).toEqual([['The item has no files'], ['The item has no files']]);
		expect(nothingWasCreated()).toBe(true);
	});
});

describe('a run that does not complete', () => {
	it.each([
		['FAILED', 'failed'],
		['CANCELLED', 'was cancelled'],
	] as const)('%s ends the node with its ID and the words of AI Hub', async (outcome, words) => {
		const deploymentId = byId(documents.addApp('Broken', outcome));
		const { error } = await documents.process({ deploymentId }, await itemsWith('a.txt'));

		const [{ id }] = documents.runs;
		expect(error?.message).toBe(`Run ${id} ${words}: Broken ended so`);
		const run_url = expect.stringMatching(
			`^http.*/deployments/${deploymentId.value}/runs$`,
		) as string;
		expect(error).toMatchObject({
			description: expect.stringMatching(/In AI Hub: http\S+\/runs$/) as string,
			context: { data: { run_id: id, run_status: outcome, run_url } },
		});
	});

	it('is at the address that the credential tells, in the error and in the item', async () => {
		const deploymentId = byId(documents.addApp('Broken', 'FAILED'));
		const { aiHubApi } = documents.world.credentials;
		const runPage = 'https://hub.example/{deployment_id}/{run_id}';
		const options = { credentials: { aiHubApi: { ...aiHubApi, runPage } } };
		const { error } = await documents.process({ deploymentId }, await itemsWith('a.txt'), options);
		const url = () => `https://hub.example/${deploymentId.value}/${documents.runs.at(-1)!.id}`;
		expect((error as NodeApiError).description).toContain(`In AI Hub: ${url()}`);
		const { outputs } = await documents.process(
			{ deploymentId, routeOutput: true },
			await itemsWith('a.txt'),
			options,
		);
		expect(outputs[2][0].json).toMatchObject({ run_url: url(), details: { run_url: url() } });
	});

	it('sends its items to Failed, with all that is known of it, and no others', async () => {
		documents.addApp('Broken', 'FAILED');
		const items = await itemsWith('a.txt', 'b.txt', 'c.txt');
		items[1].json.app = 'Broken';
		const { outputs, error } = await documents.process(
			{
				deploymentId: byId(
					`={{ $json.app ? "deployment-1-Broken" : "${documents.deployment('Invoices')}" }}`,
				),
				runMode: 'perItem',
				routeOutput: true,
			},
			items,
		);
		expect(error).toBeUndefined();
		expect(outputs.map((output) => output.flatMap(sourcesOf).sort())).toEqual([[0, 2], [], [1]]);
		const run = documents.runs.find(({ deploymentId }) => deploymentId === 'deployment-1-Broken')!;
		expect(outputs[2][0]).toMatchObject({
			json: {
				error: `Run ${run.id} failed: Broken ended so`,
				reasons: [`Run ${run.id} failed: Broken ended so`],
				details: { run_status: 'FAILED' },
				run_id: run.id,
				run_url: expect.stringContaining('/deployments/deployment-1-Broken/runs'),
				file_names: ['b.txt'],
				source: { index: 1, app: 'Broken' },
			},
			binary: items[1].binary,
		});
	});

	it.each([
		['continueRegularOutput', [2, 0]],
		['continueErrorOutput', [1, 1]],
	] as const)('is an item with an error under %s', async (onError, counts) => {
		documents.addApp('Broken', 'FAILED');
		const items = await itemsWith('a.txt', 'b.txt');
		items[1].json.app = 'Broken';
		const { outputs } = await documents.process(
			{
				deploymentId: byId(
					`={{ $json.app ? "deployment-1-Broken" : "${documents.deployment('Invoices')}" }}`,
				),
				runMode: 'perItem',
			},
			items,
			{ nodeSettings: { onError } },
		);
		expect([0, 1].map((output) => outputs[output]?.length ?? 0)).toEqual(counts);
		const failed = outputs.flat().filter(({ json }) => json.error !== undefined);
		expect(failed.map(sourcesOf)).toEqual([[1]]);
	});

	it('in the time that it was given is named, with what to do next', async () => {
		const deploymentId = byId(documents.deployment('Slow Invoices'));
		const slow = { deploymentId, waitLimit: 0 };
		const { error } = await documents.process(slow, await itemsWith('a.txt'));

		const [{ id }] = documents.runs;
		expect(error).toMatchObject({
			message: expect.stringContaining(`Run ${id} was not finished`),
			description: expect.stringMatching(/Wait for Completion.*Retry of this execution/),
			context: { data: { run_id: id, run_status: 'RUNNING' } },
		});
		const { outputs } = await documents.process(
			{ ...slow, routeOutput: true },
			await itemsWith('a.txt', 'b.txt'),
		);
		expect(outputs.map((output) => output.length)).toEqual([0, 0, 2]);
		expect(outputs[2][0].json.run_id).not.toBe(id);
	});
});

describe('when AI Hub lets no run begin', () => {
	const refuse = (times: number) =>
		documents.emulator.faults.add({
			match: { operationId: 'createBatch' },
			times,
			action: { status: 401 },
		});
	const routed = { routeOutput: true, runMode: 'perItem' };

	it('the node ends with the error although documents are routed, so that it can be retried', async () => {
		refuse(Infinity);
		const { error, outputs } = await documents.process(routed, await itemsWith('a.txt', 'b.txt'));
		expect(error?.message).toContain('did not accept the token');
		expect(outputs.flat()).toEqual([]);
	});

	it('items go to Failed when others were let in, or when the node is to go on', async () => {
		refuse(1);
		const mixed = await documents.process(routed, await itemsWith('a.txt', 'b.txt'));
		expect(mixed.outputs.map((output) => output.length)).toEqual([1, 0, 1]);

		refuse(Infinity);
		const going = await documents.process(routed, await itemsWith('a.txt', 'b.txt'), {
			nodeSettings: { onError: 'continueRegularOutput' },
		});
		expect(going.outputs.map((output) => output.length)).toEqual([0, 0, 2]);
	});
});

describe('a file', () => {
	it('that is corrupt fails alone', async () => {
		const items = await itemsWith('a.txt', 'broken.pdf', 'c.txt');
		const plain = await documents.process({}, items);
		expect(plain.error).toBeUndefined();
		expect(plain.outputs[0].map(({ json }) => json.field_errors !== undefined)).toEqual([
			false,
			true,
			false,
		]);
		const { outputs } = await documents.process({ routeOutput: true }, items);
		expect(outputs.map((output) => output.flatMap(sourcesOf))).toEqual([[0, 2], [], [1]]);
		expect(allReasons(outputs[2])).toEqual([
			[expect.stringContaining('broken.pdf could not be read')],
		]);
	});

	it('that AI Hub gives no result for is not lost', async () => {
		documents.loseResultsOf(/^lost/);
		const items = await itemsWith('a.txt', 'lost.txt', 'c.txt');
		const plain = await documents.process({}, items);
		expect(plain.outputs[0].map((one) => [sourcesOf(one), one.json.document_error])).toEqual([
			[[0], undefined],
			[[1], 'AI Hub gave no result for this file'],
			[[2], undefined],
		]);
		const { outputs } = await documents.process({ routeOutput: true, shape: 'flat' }, items);
		expect(outputs.map((output) => output.flatMap(sourcesOf))).toEqual([[0, 2], [], [1]]);
		expect(outputs[2][0].json).toMatchObject({
			file_name: 'lost.txt',
			errors: 'AI Hub gave no result for this file',
			reasons: 'AI Hub gave no result for this file',
		});
	});

	it('that cannot be uploaded ends its run before it starts, and the batch is named', async () => {
		documents.emulator.faults.add({
			match: { operationId: 'addFileToBatch', path: /b\.txt/ },
			times: Infinity,
			action: { status: 400, body: { message: 'no such type' } },
		});
		const { outputs, error } = await documents.process(
			{ runMode: 'perItem', routeOutput: true },
			await itemsWith('a.txt', 'b.txt', 'c.txt'),
		);
		expect(error).toBeUndefined();
		expect(outputs.map((output) => output.flatMap(sourcesOf).sort())).toEqual([[0, 2], [], [1]]);
		expect(allReasons(outputs[2])[0][0]).toMatch(
			/no such type\. Batch \d+ was created for 1 file and is still there\. No run was started\./,
		);
		expect(documents.runs).toHaveLength(2);
	});
});

describe('when the node ends because of one item', () => {
	it('no further run is started, and those that were are named', async () => {
		documents.emulator.faults.add({
			match: { operationId: 'addFileToBatch', path: /\/1\.txt/ },
			action: { status: 400, body: { message: 'no such type' } },
		});
		const names = Array.from({ length: 12 }, (_, index) => `${index}.txt`);
		const { error } = await documents.process(
			{ deploymentId: byId(documents.deployment('Slow Invoices')), runMode: 'perItem' },
			await itemsWith(...names),
		);
		expect(error?.message).toContain('no such type');
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
		expect(documents.runs.length).toBeLessThan(6);
		for (const { id } of documents.runs) expect(error?.message).toContain(id);
		const asked = documents.emulator.requests.length;
		// Pauses take no time here: what went on would ask at once.
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(documents.emulator.requests).toHaveLength(asked);
	});

	it('nothing was cleaned up, so that no document is lost', async () => {
		documents.addApp('Late', 'FAILED', 1_200);
		const items = await itemsWith('a.txt', 'b.txt');
		const { error } = await documents.process(
			{
				deploymentId: byId(
					`={{ $json.index === 1 ? "deployment-1-Late" : "${documents.deployment('Invoices')}" }}`,
				),
				runMode: 'perItem',
				options: { cleanUp: 'runAndBatch' },
			},
			items,
		);
		expect(error?.message).toContain('failed: Late ended so');
		expect(documents.asked('deleteRun')).toEqual([]);
		expect(documents.runs).toHaveLength(2);
		expect(documents.emulator.store.batches.size).toBe(2);
		for (const { id } of documents.runs) expect(error?.message).toContain(id);
	});
});
