import type { RoutingRules } from '../../../../../nodes/shared/documents/routing';
import { begin, type Beginning } from '../../../../../nodes/AiHub/resources/document/stages/begin';
import { hashing, runTag } from '../../../../../nodes/AiHub/resources/document/stages/content';
import type { Created, Group } from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { Run } from '../../../../../nodes/shared/api/resources/runs';
import { RunFinder } from '../../../../../nodes/shared/api/work/findRun';
import { answerOf, failing, failureOf, ListedRuns } from '../../../../shared/support/listedRuns';
import { groupOf, jsonOf, KnownStarts, takeWork } from './groups';

const TAG = /^n8n-[0-9a-f]{16}-[0-9a-f]{12}-iiiiii$/;

let hub: ListedRuns;
let starts: KnownStarts;
let beginning: Beginning;
let created: Created;

beforeEach(() => {
	hub = new ListedRuns();
	takeWork(hub);
	starts = new KnownStarts();
	created = {};
	beginning = {
		groups: [],
		finder: new RunFinder(hub.api),
		starts,
		twins: new Map(),
		workflowName: 'Invoices',
		begunMs: hub.nowMs - 60_000,
	};
});

const beginOf = async (group: Group, of: Created = created) =>
	await begin(group, hub.api, beginning, of);
const operations = () => hub.requests.map(({ operationId }) => operationId);
const bodiesOf = (operationId: string) => hub.sent(operationId).map(jsonOf);
const tagsOf = (): string[] =>
	bodiesOf('runApp').flatMap(({ settings }) => (settings as { tags: string[] }).tags);
const throwing = (error: Error) => () => {
	throw error;
};
/** AI Hub starts runs, but the answer is lost. */
function loseStarts(run: Partial<Run> = {}): void {
	const { runApp } = hub.on;
	hub.on.runApp = (request) => {
		void runApp(request);
		Object.assign(hub.runs[0], run);
		return failing(502);
	};
}

describe('a new run', () => {
	it('is started over the files, once they are in a batch of their own', async () => {
		const group = groupOf({ 'a.pdf': 'one', 'b.pdf': 'four' }, { workspace: 'Ops' });
		const { run, ...rest } = await beginOf(group);
		expect(operations()).toEqual([
			'createBatch',
			'addFileToBatch',
			'addFileToBatch',
			'listFiles',
			'runApp',
		]);
		expect(bodiesOf('createBatch')).toEqual([
			{ name: 'Invoices 2026-01-02T00:00:00.000Z', workspace: 'Ops' },
		]);
		expect(bodiesOf('runApp')).toStrictEqual([
			{ app_id: 'app', batch_id: 1, settings: { tags: [expect.stringMatching(TAG)] } },
		]);
		expect(run).toMatchObject({ id: 'run 1', batch_id: 1 });
		const file = { property: 'data', position: 0 };
		expect(rest).toStrictEqual({
			itemIndexes: [0, 1],
			wanted: group.wanted,
			files: [
				{ name: 'a.pdf', itemIndex: 0, ...file },
				{ name: 'b.pdf', itemIndex: 1, ...file },
			],
		});
		expect(created).toEqual({ batchId: 1, maybeStarted: true, runId: 'run 1' });
	});

	it.each([
		['Mine', 'Mine'],
		['x'.repeat(300), 'x'.repeat(255)],
	])('has its batch named as it is wanted, as far as it fits: %s', async (batchName, name) => {
		await beginOf(groupOf({ 'a.pdf': 'one' }, { batchName }));
		expect(bodiesOf('createBatch')).toEqual([{ name }]);
	});

	it('has as many of its files uploaded at the same time as is wanted', async () => {
		let [now, highest] = [0, 0];
		let open: () => void = () => undefined;
		const three = new Promise<void>((resolve) => (open = resolve));
		const { addFileToBatch } = hub.on;
		hub.on.addFileToBatch = async (request) => {
			highest = Math.max(highest, ++now);
			if (now === 3) open();
			await three;
			now--;
			return await addFileToBatch(request);
		};
		await beginOf(groupOf({ a: '1', b: '2', c: '3', d: '4' }, { filesInParallel: 3 }));
		expect(highest).toBe(3);
	});

	it.each([{ input_dir: 'org/in' }, { batch_id: 8 }])(
		'is started over what is there already: %j',
		async (existingInput) => {
			await beginOf(groupOf({}, { existingInput, body: { version: '2' } }));
			expect(operations()).toEqual(['runApp']);
			expect(bodiesOf('runApp')).toEqual([
				{ app_id: 'app', ...existingInput, version: '2', settings: { tags: tagsOf() } },
			]);
			expect(created).toEqual({ maybeStarted: true, runId: 'run 1' });
		},
	);

	it('calls back, beside all that a person has set', async () => {
		beginning.callback = { url: 'https://n8n/1', executionId: '9' };
		const body = { settings: { runtime_config: { a: 1 }, tags: ['theirs'] } };
		const existingInput = { batch_id: 8 };
		await beginOf(groupOf({}, { existingInput, body }));
		await beginOf(groupOf({}, { existingInput, callbackHeaders: { key: 'k' } }));
		const [tag, other] = tagsOf().filter((one) => TAG.test(one));
		expect(bodiesOf('runApp').map(({ settings }) => settings)).toStrictEqual([
			{ ...body.settings, tags: ['theirs', tag], webhook_config: { url: 'https://n8n/1' } },
			{ tags: [other], webhook_config: { url: 'https://n8n/1', headers: { key: 'k' } } },
		]);
		expect(starts.told[1]).toEqual({ tag, callsBack: '9', runId: 'run 1' });
	});

	it('says which batch it is over, where that was there before', async () => {
		const over = async (existingInput?: { batch_id: number } | { input_dir: string }) =>
			await beginOf(groupOf({}, { existingInput }));
		expect((await over({ batch_id: 8 })).batchId).toBe(8);
		expect(await over({ input_dir: 'in' })).not.toHaveProperty('batchId');
		expect(await over()).not.toHaveProperty('batchId');
	});

	it('carries a file along that its item does not have, where that is wanted', async () => {
		const binaries = async (carryBinary: boolean, rules?: RoutingRules) => {
			const group = groupOf({ a: '1', b: '2' }, {}, { carryBinary, rules });
			group.files[1].elsewhere = true;
			return (await beginOf(group)).files.map(({ binary }) => binary?.data);
		};
		expect(await binaries(true)).toEqual([undefined, 'b']);
		expect(await binaries(false)).toEqual([undefined, undefined]);
		// Whoever reviews a document must see the file that it is of.
		expect(await binaries(false, {} as RoutingRules)).toEqual([undefined, 'b']);
	});

	it('is remembered before it is asked for, and its ID as soon as it is known', async () => {
		const group = groupOf({ 'a.pdf': 'one' });
		const { runApp } = hub.on;
		hub.on.runApp = (request) => {
			expect(starts.told).toEqual([{ tag: tagsOf()[0], batchId: 1 }]);
			expect(created).toEqual({ batchId: 1, maybeStarted: true });
			return runApp(request);
		};
		await beginOf(group);
		const [tag] = tagsOf();
		expect(starts.told).toEqual([
			{ tag, batchId: 1 },
			{ tag, batchId: 1, runId: 'run 1' },
		]);
		expect.assertions(3);
	});
});

describe('the tag of a run', () => {
	const tagOf = async (group: Group) => {
		await beginOf(group);
		return tagsOf().at(-1)?.slice(0, -'iiiiii'.length);
	};

	it('tells the names and contents of its files in any order, and what they are for', async () => {
		const group = groupOf({ 'b.pdf': 'one', 'a.pdf': 'two' });
		const hashes = await Promise.all(group.files.map(async (file) => await hashing(file).hash()));
		const lines = [`${hashes[0]} b.pdf`, `${hashes[1]} a.pdf`];
		const { work } = await runTag([lines.sort(), ''], [0, 1]);
		expect(await tagOf(group)).toBe(work);
		group.files.reverse();
		expect(await tagOf(group)).toBe(work);
	});

	it('tells the version of the app', async () => {
		const { work } = await runTag([[], '2'], []);
		expect(await tagOf(groupOf({}, { body: { version: '2' } }))).toBe(work);
	});

	it('tells the input that was there already', async () => {
		const { work } = await runTag({ batch_id: 8 }, []);
		expect(await tagOf(groupOf({}, { existingInput: { batch_id: 8 } }))).toBe(work);
	});
});

describe('a run that cannot be started', () => {
	it('leaves nothing when there is no batch yet', async () => {
		hub.on.createBatch = () => failing(403);
		const error = await failureOf(beginOf(groupOf({ 'a.pdf': 'one' })));
		expect(error.message).toBe('AI Hub refused the request: their 403');
		expect(created).toEqual({ maybeStarted: false });
		expect(starts.told).toEqual([]);
	});

	it.each([
		[{ a: '1' }, '1 file'],
		[{ a: '1', b: '2' }, '2 files'],
	])('leaves its batch, of %j, when a file is not taken', async (files, count) => {
		const body = JSON.stringify({ message: 'Version 2.1 has no room.' });
		hub.on.addFileToBatch = () => ({ status: 409, headers: {}, body });
		const error = await failureOf(beginOf(groupOf(files)));
		expect(error.message).toBe(
			`AI Hub rejected the request (HTTP 409): Version 2.1 has no room. Batch 1 was created for ${count} and is still there. No run was started.`,
		);
		expect(error.details.status).toBe(409);
		expect(created).toEqual({ batchId: 1, maybeStarted: false });
		expect(starts.told).toEqual([]);
	});

	it('leaves its batch when AI Hub refuses the start, of which nothing is remembered', async () => {
		hub.on.runApp = () => failing(403);
		const error = await failureOf(beginOf(groupOf({ 'a.pdf': 'one' })));
		expect(error.message).toBe(
			'AI Hub refused the request: their 403. Batch 1 was created for 1 file and is still there. No run was started.',
		);
		expect(created).toEqual({ batchId: 1, maybeStarted: false });
		expect(starts.told).toEqual([expect.objectContaining({ batchId: 1 }), 'forgotten']);
	});

	it('may have started when it cannot be found, which is remembered', async () => {
		hub.on.runApp = () => failing(502);
		hub.on.listRuns = () => failing(403);
		const error = await failureOf(beginOf(groupOf({ 'a.pdf': 'one' })));
		expect(error.message).toMatch(
			/The run may have started all the same; looking for it failed: AI Hub refused the request: their 403. Batch 1 was created for 1 file and is still there.$/,
		);
		expect(created).toEqual({ batchId: 1, maybeStarted: true });
		expect(starts.told).toEqual([expect.objectContaining({ batchId: 1 })]);
	});

	it('for a reason nobody foresaw ends with that reason', async () => {
		const error = new Error('out of memory');
		const group = groupOf({ 'a.pdf': 'one' });
		group.files[0].open = throwing(error);
		await expect(beginOf(group)).rejects.toBe(error);
		expect(created).toEqual({ batchId: 1, maybeStarted: false });
	});

	it('for a reason nobody foresaw, once its files are there, ends with that reason, too', async () => {
		const error = new Error('out of memory');
		const { listFiles } = hub.on;
		hub.on.listFiles = (request) => {
			hub.api.throwIfCancelled = throwing(error);
			return listFiles(request);
		};
		await expect(beginOf(groupOf({ 'a.pdf': 'one' }))).rejects.toBe(error);
		expect(operations()).toEqual(['createBatch', 'addFileToBatch', 'listFiles']);
		// Nobody can tell whether the start was sent: a later try looks for its run before it starts one.
		expect(created).toEqual({ batchId: 1, maybeStarted: true });
		expect(starts.told).toEqual([expect.objectContaining({ batchId: 1 })]);
	});
});

describe('a run whose start was answered to nobody', () => {
	it('is taken over, by its tag', async () => {
		loseStarts();
		const begun = await beginOf(groupOf({}, { existingInput: { batch_id: 8 } }));
		expect(begun.run.id).toBe('run 1');
		expect(begun.notice).toBe(
			'The answer to the start of run run 1 was lost. The run was found and taken over; none was started twice.',
		);
		expect(created.runId).toBe('run 1');
		expect(operations()).toEqual(['runApp', 'listRuns']);
	});

	it.each([{ id: {} }, { id: true, run_id: ['7'] }, { id: '' }, {}])(
		'is taken over, too, where the answer names it by %j',
		async (answer) => {
			const { runApp } = hub.on;
			hub.on.runApp = (request) => {
				void runApp(request);
				return answerOf(answer);
			};
			const begun = await beginOf(groupOf({}, { existingInput: { batch_id: 8 } }));
			expect(begun.run.id).toBe('run 1');
			expect(created.runId).toBe('run 1');
			expect(operations()).toEqual(['runApp', 'listRuns']);
		},
	);

	it('is taken over by its batch where AI Hub hides tags', async () => {
		loseStarts({ tags: null });
		expect((await beginOf(groupOf({ 'a.pdf': 'one' }))).run.id).toBe('run 1');
	});

	it('is not taken for one over an input that was there before', async () => {
		loseStarts({ tags: null });
		const error = await failureOf(beginOf(groupOf({}, { existingInput: { batch_id: 8 } })));
		expect(error.message).toMatch(/run run 1 may be the one, but AI Hub does not tell its tags/);
	});
});
