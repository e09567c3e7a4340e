import { begin, type Beginning } from '../../../../../nodes/AiHub/resources/document/stages/begin';
import { hashing, runTag } from '../../../../../nodes/AiHub/resources/document/stages/content';
import type { Created, Group } from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { Run } from '../../../../../nodes/shared/api/resources/runs';
import { RunFinder } from '../../../../../nodes/shared/api/work/findRun';
import { failing, failureOf, ListedRuns } from '../../../../shared/support/listedRuns';
import { addRun, groupOf, KnownStarts, takeWork } from './groups';

let hub: ListedRuns;
let starts: KnownStarts;
let beginning: Beginning;
let created: Created;
let group: Group;

beforeEach(() => {
	hub = new ListedRuns();
	takeWork(hub);
	starts = new KnownStarts();
	created = {};
	group = groupOf({ 'a.pdf': 'one' });
	beginning = {
		groups: [group],
		finder: new RunFinder(hub.api),
		starts,
		twins: new Map(),
		workflowName: 'Invoices',
		begunMs: hub.nowMs - 60_000,
	};
});

const beginOf = async (one = group, of: Created = created) =>
	await begin(one, hub.api, beginning, of);
const add = (id: string, more?: Partial<Run>) => addRun(hub, id, more);
const operations = () => hub.requests.map(({ operationId }) => operationId);
const UPLOAD = ['createBatch', 'addFileToBatch', 'listFiles', 'runApp'];

/** What the tags of runs over the files of the group begin with. */
async function tagOf({ files, itemIndexes }: Group) {
	const lines = files.map(async (file) => `${await hashing(file).hash()} ${file.name}`);
	return await runTag([await Promise.all(lines), ''], itemIndexes);
}

describe('the run of an earlier try', () => {
	const notice =
		'Run 7 was started by an earlier try of this node and was used again. None was started.';

	it('is used again instead of another, with what its group asks of it', async () => {
		add('7');
		starts.known.set(group, { tag: 't', batchId: 5, runId: '7' });
		group.files[0].open = () => Promise.reject(new Error('the files are not read again'));
		expect(await beginOf()).toStrictEqual({
			run: expect.objectContaining({ id: '7' }),
			itemIndexes: [0],
			wanted: group.wanted,
			files: [{ name: 'a.pdf', itemIndex: 0, property: 'data', position: 0 }],
			reused: true,
			notice,
		});
		expect(operations()).toEqual(['getRunStatus']);
		expect(starts.told).toEqual([{ tag: 't', batchId: 5, runId: '7' }]);
		expect(created).toEqual({ maybeStarted: false });
	});

	it.each([
		[undefined, undefined, true],
		['8', undefined, true],
		[undefined, '9', true],
		['8', '9', true],
		['9', '9', undefined],
	])('that calls back execution %s is an old one for %s: %s', async (callsBack, now, reused) => {
		add('7');
		starts.known.set(group, { tag: 't', runId: '7', callsBack });
		if (now !== undefined) beginning.callback = { url: 'https://n8n/1', executionId: now };
		const begun = await beginOf();
		expect(begun.reused).toBe(reused);
		expect(begun.notice).toBe(notice);
		expect('reused' in begun).toBe(Boolean(reused));
	});

	it('is found although its ID never came, and remembered', async () => {
		add('7', { tags: ['t'] });
		starts.known.set(group, { tag: 't', batchId: 5, callsBack: '9' });
		beginning.callback = { url: 'https://n8n/1', executionId: '9' };
		const begun = await beginOf();
		expect(begun).toMatchObject({ run: { id: '7' }, notice });
		expect(begun).not.toHaveProperty('reused');
		expect(starts.told).toEqual([{ tag: 't', batchId: 5, callsBack: '9', runId: '7' }]);
		expect(created).toEqual({ batchId: 5, maybeStarted: false });
	});

	it('that is not there any more is followed by a new one', async () => {
		starts.known.set(group, { tag: 't', batchId: 5 });
		expect((await beginOf()).run.id).toBe('run 1');
		expect(created).toEqual({ batchId: 1, maybeStarted: true, runId: 'run 1' });
	});

	it('may be there when that cannot be told; its batch is', async () => {
		starts.known.set(group, { tag: 't', batchId: 5 });
		hub.on.listRuns = () => failing(403);
		const error = await failureOf(beginOf());
		expect(error.message).toBe(
			'Whether an earlier try of this node has started a run cannot be told: AI Hub refused the request: their 403. Batch 5 was created for 1 file and is still there.',
		);
		expect(error.details.maybeDone).toBe(true);
		expect(created).toEqual({ batchId: 5, maybeStarted: true });
		expect(operations()).toEqual(['listRuns']);
	});

	it('whose ID is known is not followed by another as long as AI Hub does not answer', async () => {
		starts.known.set(group, { tag: 't', batchId: 5, runId: '7' });
		hub.on.getRunStatus = () => failing(503);
		expect((await failureOf(beginOf())).message).toBe(
			'AI Hub could not answer (HTTP 503): their 503',
		);
		expect(created).toEqual({});
		expect(operations()).toEqual(['getRunStatus']);
	});
});

describe('a run that a crash has left', () => {
	it('is used again by its tag, and remembered', async () => {
		const { work } = await tagOf(group);
		add('7', { tags: [`${work}abcdef`] });
		starts.mayHaveForgotten = true;
		expect(await beginOf()).toMatchObject({ run: { id: '7' }, reused: true });
		expect(starts.told).toEqual([{ tag: work, runId: '7' }]);
	});

	it('is not looked for when nothing can have been forgotten', async () => {
		add('7', { tags: [`${(await tagOf(group)).work}abcdef`] });
		expect((await beginOf()).run.id).toBe('run 1');
		expect(operations()).toEqual(UPLOAD);
	});

	it('may show up in the list a while after the execution began', async () => {
		starts.mayHaveForgotten = true;
		beginning.begunMs = hub.nowMs - 10_000;
		await beginOf();
		expect(hub.slept).toEqual([5_000, 5_000]);
	});

	it('is known by its files, unless it is of another group', async () => {
		add('7', { tags: null, batch_id: 1 });
		hub.on.createBatch({ operationId: 'createBatch', method: 'POST', path: '' });
		const path = '/v2/batches/1/files/a.pdf';
		const body = { bytes: Buffer.from('one') };
		hub.on.addFileToBatch({ operationId: 'addFileToBatch', method: 'PUT', path, body });
		starts.mayHaveForgotten = true;
		expect((await beginOf()).run.id).toBe('7');
		starts.known.clear();
		starts.owners.set('7', groupOf({}));
		expect((await beginOf()).run.id).toBe('run 1');
		starts.known.clear();
		starts.owners.clear();
		beginning.groups = [group, groupOf({ 'a.pdf': 'two' })];
		expect((await failureOf(beginOf())).details.runId).toBe('7');
	});
});

describe('a run over the same files', () => {
	const notice = (id: string) =>
		`Run ${id} had the same files and was used again. None was started.`;
	const alike = (start: Partial<Group['start']> = {}, content = 'one') =>
		groupOf({ 'a.pdf': content }, { reuseDays: 1, ...start });
	const beginAll = async (...groups: Group[]) =>
		await Promise.all(groups.map(async (one) => await beginOf(one, {})));

	it('is used again where a person wants it', async () => {
		group.start.reuseDays = 1;
		add('7', { tags: [`${(await tagOf(group)).content}x-abcdef`] });
		expect(await beginOf()).toStrictEqual({
			run: expect.objectContaining({ id: '7' }),
			itemIndexes: [0],
			wanted: group.wanted,
			files: [{ name: 'a.pdf', itemIndex: 0, property: 'data', position: 0 }],
			reused: true,
			notice: notice('7'),
		});
		expect(operations()).toEqual(['listRuns']);
		expect(created).toEqual({ maybeStarted: false });
		expect(starts.told).toEqual([]);
	});

	it('is not looked for where nobody wants it', async () => {
		add('7', { tags: [`${(await tagOf(group)).content}x-abcdef`] });
		expect((await beginOf()).run.id).toBe('run 1');
		expect(operations()).toEqual(UPLOAD);
	});

	it('is started where there is none yet', async () => {
		const begun = await beginOf(alike());
		expect(begun.run.id).toBe('run 1');
		expect(begun).not.toHaveProperty('reused');
		expect(begun).not.toHaveProperty('notice');
		expect(operations()).toEqual(['listRuns', ...UPLOAD]);
		expect(created).toEqual({ batchId: 1, maybeStarted: true, runId: 'run 1' });
	});

	it('is one for all that begin at the same time, and new for one of them', async () => {
		const all = await beginAll(alike(), alike(), alike());
		expect(all.map(({ run }) => run.id)).toEqual(['run 1', 'run 1', 'run 1']);
		expect(hub.sent('runApp')).toHaveLength(1);
		expect(all.flatMap((one) => one.notice ?? [])).toEqual([notice('run 1'), notice('run 1')]);
		expect(all.some((one) => 'reused' in one)).toBe(false);
	});

	it('is one for all that begin one after the other', async () => {
		await beginOf(alike(), {});
		hub.runs.length = 0;
		expect(await beginOf(alike(), {})).toMatchObject({
			run: { id: 'run 1' },
			notice: notice('run 1'),
		});
	});

	it('that is an old one is an old one for all', async () => {
		add('7', { tags: [`${(await tagOf(group)).content}x-abcdef`] });
		const all = await beginAll(alike(), alike());
		expect(all.map(({ run, reused }) => [run.id, reused])).toEqual([
			['7', true],
			['7', true],
		]);
		expect(operations()).toEqual(['listRuns']);
	});

	it('is started by the next one, and by it alone, when the first cannot start it', async () => {
		hub.instead.push(undefined, () => failing(403));
		const all = await Promise.allSettled(
			[alike(), alike(), alike()].map(async (one) => await beginOf(one, {})),
		);
		const failed = all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
		expect(failed.map(String)).toEqual(['AiHubError: AI Hub refused the request: their 403']);
		expect(hub.sent('runApp')).toHaveLength(1);
	});

	it.each<[string, Group]>([
		['other content', groupOf({ 'a.pdf': 'two' }, { reuseDays: 1 })],
		['another name', groupOf({ 'b.pdf': 'one' }, { reuseDays: 1 })],
		[
			'another app',
			groupOf({ 'a.pdf': 'one' }, { target: { app: { app_id: 'b' } }, reuseDays: 1 }),
		],
	])('is not one for %s', async (_, other) => {
		const [first, second] = await beginAll(alike(), other);
		expect(first.run.id).not.toBe(second.run.id);
		expect(hub.sent('runApp')).toHaveLength(2);
	});
});
