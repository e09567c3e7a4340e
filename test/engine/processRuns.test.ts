import { until } from '../support/until';
import {
	allReasons,
	DocumentWorld,
	invoice,
	item,
	itemsWith,
	numberOf,
	sourcesOf,
} from './documents';
import { byId } from './world';

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

const starts = () => documents.asked('runDeployment');

describe('human review', () => {
	const review = () => ({ deploymentId: byId(documents.deployment('Invoices With Review')) });

	it('gives what there is, with the state and a link', async () => {
		const { outputs, error } = await documents.process(review(), await itemsWith('a.txt'));
		expect(error).toBeUndefined();
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(outputs[0][0].json).toMatchObject({
			run_status: 'STOPPED_AT_CHECKPOINT',
			run_url: expect.stringMatching(/^http/),
		});
	});

	it.each(['documents', 'flat'])(
		'cannot be overlooked in one output (%s): needs_review stands second, and a hint says so',
		async (shape) => {
			for (const resultsAreThere of [true, false]) {
				documents.world.reset();
				if (!resultsAreThere) {
					documents.emulator.faults.add({
						match: { operationId: 'getRunResults' },
						times: Infinity,
						action: { status: 404, body: { message: 'not before the review' } },
					});
				}
				const { outputs, hints } = await documents.process(
					{ ...review(), shape, include: ['include_confidence_scores'] },
					await itemsWith('a.txt', 'b.txt'),
				);
				for (const { json } of outputs[0]) {
					expect(Object.keys(json).slice(0, 2)).toEqual(['file_name', 'needs_review']);
					expect(json.needs_review).toBe(true);
				}
				expect(JSON.stringify(hints)).toContain(`${documents.runs[0].id} waits for a person`);
			}
		},
	);

	it('says nothing of a review where there is none', async () => {
		const { outputs, hints } = await documents.process({}, await itemsWith('a.txt'));
		expect(outputs[0][0].json).not.toHaveProperty('needs_review');
		expect(hints).toEqual([]);
	});

	it('is told by Run → Wait for Completion, too', async () => {
		await documents.process(review(), await itemsWith('a.txt'));
		const [{ id }] = documents.runs;
		const { outputs, hints } = await documents.world.run('run.waitForCompletion', {
			runId: byId(id),
		});
		expect(Object.entries(outputs[0][0].json)[1]).toEqual(['needs_review', true]);
		expect(JSON.stringify(hints)).toContain(`${id} waits for a person`);
	});

	it.each(['documents', 'flat'])('says why beside the file name (%s)', async (shape) => {
		const { outputs } = await documents.process(
			{ ...review(), shape, routeOutput: true, include: ['include_confidence_scores'] },
			await itemsWith('a.txt'),
		);
		expect(Object.keys(outputs[1][0].json).slice(0, 2)).toEqual(['file_name', 'reasons']);
	});

	it('sends every document to Needs Review', async () => {
		const { outputs } = await documents.process(
			{ ...review(), routeOutput: true },
			await itemsWith('a.txt', 'b.txt'),
		);
		expect(outputs.map((output) => output.flatMap(sourcesOf))).toEqual([[], [0, 1], []]);
		expect(allReasons(outputs[1])[0]).toEqual(['The run waits for human review in AI Hub']);
		expect(outputs[1][0].json).toMatchObject({ run_status: 'STOPPED_AT_CHECKPOINT' });
	});

	it.each([400, 404])(
		'may hide the results (%i): the files need review all the same',
		async (status) => {
			documents.emulator.faults.add({
				match: { operationId: 'getRunResults' },
				times: Infinity,
				action: { status, body: { message: 'not before the review' } },
			});
			const { outputs, error } = await documents.process(
				{ ...review(), routeOutput: true },
				await itemsWith('a.txt', 'b.txt'),
			);
			expect(error).toBeUndefined();
			expect(outputs.map((output) => output.flatMap(sourcesOf))).toEqual([[], [0, 1], []]);
			expect(outputs[1][0].json).toMatchObject({
				file_name: 'a.txt',
				run_id: documents.runs[0].id,
				reasons: ['The run waits for human review in AI Hub'],
			});
		},
	);

	it('can be an error, which names the run', async () => {
		const { error } = await documents.process(
			{ ...review(), onReview: 'fail' },
			await itemsWith('a.txt'),
		);
		const [{ id }] = documents.runs;
		expect(error?.message).toBe(`Run ${id} waits for human review`);
		const routed = await documents.process(
			{ ...review(), onReview: 'fail', routeOutput: true },
			await itemsWith('a.txt'),
		);
		expect(routed.outputs.map((output) => output.length)).toEqual([0, 0, 1]);
	});

	it('can be waited for, and what the person changed comes out', async () => {
		const done = documents.process(
			{
				...review(),
				onReview: 'wait',
				routeOutput: true,
				rules: { reviewMustBeCompleted: true, validationMustPass: true },
			},
			await itemsWith('a.txt'),
		);
		await documents.whenAsked('getRunStatus');
		documents.emulator.resolveReview(documents.runs[0].id, { edits: { Invoice_Number: '77' } });
		const { outputs, error } = await done;
		expect(error).toBeUndefined();
		expect(outputs[0].map(numberOf)).toEqual(['77']);
	});

	it('that is waited for has the same limit', async () => {
		const { error } = await documents.process(
			{ ...review(), onReview: 'wait', waitLimit: 0 },
			await itemsWith('a.txt'),
		);
		expect(error?.message).toContain('its last state is STOPPED_AT_CHECKPOINT');
	});
});

describe('a run whose start got no answer', () => {
	it.each([
		['reset', { reset: 'after' }],
		['truncated', { truncate: true }],
		['malformed', { malformed: true }],
	] as const)('(%s) is found and taken over', async (_, action) => {
		documents.emulator.faults.add({ match: { operationId: 'runDeployment' }, action });
		const { outputs, hints, error } = await documents.process({}, await itemsWith('a.txt'));
		expect(error).toBeUndefined();
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(documents.runs).toHaveLength(1);
		expect(starts()).toHaveLength(1);
		expect(hints).toEqual([expect.stringContaining(`run ${documents.runs[0].id} was lost`)]);
	});

	it('is told from another run over the same batch', async () => {
		const batch = documents.world.batch('x.txt');
		documents.emulator.faults.add({
			match: { operationId: 'runDeployment' },
			action: { reset: 'after' },
		});
		const done = documents.process({ documents: 'batch', batchId: byId(batch) }, [{ json: {} }]);
		await documents.whenAsked('runDeployment');
		await until(() => documents.runs.length === 1, { what: 'the run', everyMs: 5 });
		const [{ id }] = documents.runs;
		const startedAt = documents.emulator.clock.now() + 1;
		documents.emulator.addRun({
			batchId: batch,
			deploymentId: documents.world.deploymentId,
			startedAt,
		});
		const { outputs } = await done;
		expect(outputs[0][0].json.run_id).toBe(id);
	});

	it('and that cannot be looked for is told as one that may exist', async () => {
		documents.emulator.faults.add({
			match: { operationId: 'runDeployment' },
			action: { reset: 'after' },
		});
		documents.emulator.faults.add({
			match: { operationId: 'listRuns' },
			times: Infinity,
			action: { status: 401, body: { message: 'token expired' } },
		});
		const { error } = await documents.process({}, await itemsWith('a.txt'));
		expect(error?.message).toMatch(/may have started.*token expired/);
		expect(error?.message).toMatch(/Batch \d+ was created/);
		expect(error?.message).not.toContain('No run was started');
		expect(starts()).toHaveLength(1);
	});
});

describe('If Run Exists: Use It Again', () => {
	const reuse = { options: { ifRunExists: 'reuse' } };
	const two = async () => await itemsWith('a.txt', 'b.txt');

	it('takes the run over the same files, in whatever order', async () => {
		await documents.process(reuse, await two());
		documents.emulator.clearRequests();
		const again = (await two()).reverse();
		const { outputs, hints, error } = await documents.process(reuse, again);

		expect(error).toBeUndefined();
		expect(documents.runs).toHaveLength(1);
		expect(documents.emulator.requests.map(({ method }) => method)).not.toContain('POST');
		expect(outputs[0].map((one) => [numberOf(one), sourcesOf(one)])).toEqual([
			['1', [0]],
			['0', [1]],
		]);
		expect(hints).toEqual([expect.stringContaining('was used again')]);
	});

	it('pairs files of one name by what is in them', async () => {
		const same = await itemsWith('same.txt', 'same.txt', 'SAME.txt');
		await documents.process(reuse, same);
		const { outputs } = await documents.process(reuse, [same[2], same[1], same[0]]);
		const pairs = outputs[0].map((one) => [numberOf(one), sourcesOf(one)[0]]);
		expect(pairs.sort()).toEqual([
			['0', 2],
			['1', 1],
			['2', 0],
		]);
	});

	it.each([
		['other content', async () => [await item({}, { name: 'a.txt', bytes: invoice('9') })]],
		['another name', async () => await itemsWith('b.txt')],
		['one file more', async () => await two()],
	])('starts a new run for %s', async (_, others) => {
		await documents.process(reuse, await itemsWith('a.txt'));
		const { error } = await documents.process(reuse, await others());
		expect(error).toBeUndefined();
		expect(documents.runs).toHaveLength(2);
	});

	it.each([
		['of another deployment', (id: string) => ({ deploymentId: byId(id) })],
		['of another version', () => ({ options: { ...reuse.options, version: '2' } })],
	])('passes over a run %s', async (_, other) => {
		await documents.process(reuse, await two());
		await documents.process(
			{ ...reuse, ...other(documents.addApp('Other', 'COMPLETE')) },
			await two(),
		);
		expect(documents.runs).toHaveLength(2);
	});

	it('passes over a run that failed or is too old', async () => {
		await documents.process(reuse, await two());
		documents.emulator.setRun(documents.runs[0].id, { status: 'FAILED' });
		await documents.process(reuse, await two());
		expect(documents.runs).toHaveLength(2);
		const old = documents.emulator.clock.now() - 40 * 24 * 60 * 60_000;
		documents.emulator.setRun(documents.runs[1].id, { startedAt: old });
		await documents.process(reuse, await two());
		expect(documents.runs).toHaveLength(3);
	});

	it('waits for a run that still goes on', async () => {
		const slow = { ...reuse, deploymentId: byId(documents.deployment('Slow Invoices')) };
		await documents.process({ ...slow, waitLimit: 0 }, await two());
		documents.emulator.setRun(documents.runs[0].id, { status: 'COMPLETE' });
		const { outputs } = await documents.process(slow, await two());
		expect(outputs[0].map(numberOf)).toEqual(['0', '1']);
		expect(documents.runs).toHaveLength(1);
	});

	it('is not on unless it is chosen', async () => {
		await documents.process({}, await two());
		await documents.process({}, await two());
		expect(documents.runs).toHaveLength(2);
	});
});
