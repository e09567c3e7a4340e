import {
	type Claim,
	claimOf,
	claimOfFailed,
	cleanUp,
	deletionsOf,
} from '../../../../../nodes/AiHub/resources/document/stages/cleanUp';
import type {
	FinishedRun,
	Group,
	RoutedItem,
	StartedRun,
	Wanted,
} from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { RoutingRules } from '../../../../../nodes/shared/documents/routing';
import { answerOf, failing, ListedRuns, NOW_MS } from '../../../../shared/support/listedRuns';

describe('what is to be deleted', () => {
	const wanting = (wanted: Partial<Wanted>, status = 'COMPLETE'): FinishedRun =>
		({ run: { id: '7', status }, wanted: { cleanUp: 'run', ...wanted } }) as FinishedRun;
	const item = (route: RoutedItem['route'], more: Partial<RoutedItem> = {}): RoutedItem => ({
		route,
		place: [0, 0, 0],
		item: { json: {} },
		...more,
	});
	const rules = {} as RoutingRules;
	const good = [item('approved'), item('approved')];

	const claim = { runId: '7' };
	const kept = (why: string) => ({ ...claim, kept: why });

	it('is nothing when nothing is wanted, and nothing is said of it', () => {
		for (const items of [good, [item('failed')]]) {
			expect(claimOf(wanting({ cleanUp: 'nothing' }), items)).toEqual(kept(''));
		}
	});

	it('is the run alone, or its batch, too, as it is wanted', () => {
		expect(claimOf(wanting({ cleanUp: 'run' }), good)).toStrictEqual(claim);
		expect(claimOf(wanting({ cleanUp: 'runAndBatch' }), good)).toEqual({ ...claim, input: true });
	});

	it('is never a folder that was there before', () => {
		expect(claimOf(wanting({ cleanUp: 'runAndBatch', keepInput: true }), good)).toEqual(claim);
	});

	it('names a batch that was there before', () => {
		expect(claimOf({ ...wanting({}), batchId: 9 }, good)).toEqual({ ...claim, batchId: 9 });
	});

	it.each<[string, RoutedItem[]]>([
		['one document needs review', [item('approved'), item('needsReview')]],
		['one document failed', [item('failed'), item('approved')]],
		['no document is good', [item('needsReview')]],
	])('is nothing when %s', (_, items) => {
		expect(claimOf(wanting({}), items)).toEqual(kept('not all of its documents could be read'));
		expect(claimOf(wanting({ rules }), items)).toEqual(
			kept('not all of its documents are approved'),
		);
	});

	it('is nothing when documents came out as no item', () => {
		expect(claimOf(wanting({}), [])).toEqual(kept('it gave no item'));
		const some = [item('approved', { leavesOut: true }), item('approved')];
		expect(claimOf(wanting({}), some)).toEqual(kept('documents without rows were given no item'));
	});

	it.each([[good], [[]]])('is nothing when the table that is wanted is not there: %#', (items) => {
		const look = { wanted: 'lines', isThere: false, names: ['Taxes'] };
		expect(claimOf({ ...wanting({}), table: look }, items)).toEqual(
			kept('none of its documents has a table or list "lines"'),
		);
		const there = { ...wanting({}), table: { ...look, isThere: true } };
		expect(claimOf(there, good)).toEqual(claim);
	});

	it.each(['STOPPED_AT_CHECKPOINT', 'RUNNING', 'FAILED', 'CANCELLED', 'NEVER_HEARD_OF'])(
		'is nothing when the run is %s, however good its documents',
		(status) => {
			expect(claimOf(wanting({ rules }, status), good)).toEqual(kept('it is not complete'));
		},
	);

	it('is nothing when one e-mail may not have come back', () => {
		const items = [item('approved'), item('approved', { unclear: true })];
		expect(claimOf(wanting({ rules }), items)).toEqual(
			kept('it cannot be told whether something came back of every e-mail'),
		);
	});
});

describe('of several runs', () => {
	const decided = (...claims: Claim[]) => deletionsOf(claims);
	const both = { input: true, batchId: 9 } as const;

	it('goes what all agree to', () => {
		expect(decided({ runId: '7', input: true }, { runId: '8' })).toEqual({
			deletions: [
				{ runId: '7', input: true },
				{ runId: '8', input: false },
			],
			kept: [],
		});
	});

	it('one that items share stays when one of them wants it, and is told of once', () => {
		expect(decided({ runId: '7' }, { runId: '7', kept: 'of this' }, { runId: '7' })).toEqual({
			deletions: [],
			kept: ['Run 7 was not cleaned up, because of this.'],
		});
		expect(decided({ runId: '7', kept: 'of this' }, { runId: '7', kept: 'of that' }).kept).toEqual([
			'Run 7 was not cleaned up, because of this, and of that.',
		]);
		expect(decided({ runId: '7' }, { runId: '7', kept: '' }).kept).toEqual([
			'Run 7 was not cleaned up, because another item is to keep it.',
		]);
	});

	it('one that items share goes with its batch when all of them want that', () => {
		const own = { runId: '7', input: true } as const;
		expect(decided(own, own).deletions).toEqual([{ runId: '7', input: true }]);
		expect(decided(own, { runId: '7' }).deletions).toEqual([{ runId: '7', input: false }]);
	});

	it('nothing is said of those that nobody wants to delete', () => {
		expect(decided({ runId: '7', kept: '' })).toEqual({ deletions: [], kept: [] });
	});

	it.each<[string, Claim]>([
		['waits for review', { runId: '8', ...both, kept: 'it is not complete' }],
		['has failed', { runId: '8', batchId: 9, kept: '' }],
		['has not begun', { batchId: 9, kept: '' }],
	])('the batch stays with a run over it that %s', (_, other) => {
		const stays =
			'Batch 9 was not cleaned up, because not all runs over it are complete and approved.';
		for (const claims of [
			[{ runId: '7', ...both }, other],
			[other, { runId: '7', ...both }],
		]) {
			const { deletions, kept } = decided(...claims);
			expect(deletions).toEqual([{ runId: '7', input: false }]);
			expect(kept.filter((words) => words.startsWith('Batch'))).toEqual([stays]);
		}
	});

	it('a batch goes with the last of its runs, and others with theirs', () => {
		expect(
			decided({ runId: '7', ...both }, { runId: '8', ...both }, { runId: '6', ...both, batchId: 5 })
				.deletions,
		).toEqual([
			{ runId: '7', input: false },
			{ runId: '8', input: true },
			{ runId: '6', input: true },
		]);
	});

	it('what has failed without a batch of before holds nothing back', () => {
		expect(decided({ kept: '' }, { runId: '7', input: true }).deletions).toEqual([
			{ runId: '7', input: true },
		]);
	});
});

it('what failed says which run and which batch are still needed', () => {
	const started = { run: { id: '7' }, batchId: 9 } as StartedRun;
	const group = { start: { existingInput: { batch_id: 9 } } } as Group;
	expect(claimOfFailed(group)).toStrictEqual({ batchId: 9, kept: '' });
	expect(claimOfFailed(group, started)).toEqual({ runId: '7', batchId: 9, kept: '' });
	expect(claimOfFailed(started, started)).toEqual({ runId: '7', batchId: 9, kept: '' });
	expect(claimOfFailed({ start: {} } as Group)).toStrictEqual({ kept: '' });
	expect(claimOfFailed({ start: { existingInput: { input_dir: 'x' } } } as Group)).toEqual({
		kept: '',
	});
});

describe('a deletion', () => {
	let hub: ListedRuns;

	beforeEach(() => {
		hub = new ListedRuns();
	});

	/** What is answered to the deletion, and then to each look at a job. */
	const answers = (...bodies: object[]) =>
		hub.instead.push(...bodies.map((body) => () => answerOf(body)));
	const paths = () => hub.requests.map(({ method, path }) => `${method} ${path}`);

	it.each([true, false])('says of every part whether it goes, of the input: %s', async (input) => {
		answers({});
		expect(await cleanUp(hub.api, { runId: '7', input })).toBeUndefined();
		expect(paths()).toEqual(['DELETE /v2/apps/runs/7']);
		expect(hub.requests[0].query).toEqual({
			delete_db_data: true,
			delete_input: input,
			delete_output: true,
			delete_logs: true,
		});
	});

	it('has not ended before all of its jobs have', async () => {
		answers(
			{ delete_logs_job_id: 'a', delete_output_job_id: 'b' },
			{ state: 'RUNNING' },
			{ state: 'COMPLETE' },
			{ state: 'PENDING' },
			{ state: 'COMPLETE' },
		);
		expect(await cleanUp(hub.api, { runId: '7', input: false })).toBeUndefined();
		expect(paths().slice(1)).toEqual([
			'GET /v2/jobs/a',
			'GET /v2/jobs/a',
			'GET /v2/jobs/b',
			'GET /v2/jobs/b',
		]);
	});

	it('of a run that is gone already is none to speak of', async () => {
		expect(await cleanUp(hub.api, { runId: '7', input: false })).toBeUndefined();
		expect(hub.requests).toHaveLength(1);
	});

	it('that a proxy answers with a page of its own is told of', async () => {
		const body = '<!doctype html><html><body>No such page</body></html>';
		hub.instead.push(() => ({ status: 404, headers: { 'content-type': 'text/html' }, body }));
		const told = await cleanUp(hub.api, { runId: '7', input: false });
		expect(told).toMatch(/^Run 7 could not be cleaned up: ./);
	});

	it('of whose job AI Hub knows nothing is told of', async () => {
		answers({ job_id: 'a' });
		expect(await cleanUp(hub.api, { runId: '7', input: false })).toMatch(
			/^Run 7 could not be cleaned up: ./,
		);
	});

	it.each([403, 409, 500])('that is answered with %i is told of', async (status) => {
		hub.instead.push(() => failing(status));
		const told = await cleanUp(hub.api, { runId: '7', input: false });
		expect(told).toMatch(/^Run 7 could not be cleaned up: ./);
		expect(told).toContain(`their ${status}`);
	});

	it('whose job fails is told of', async () => {
		answers({ job_id: 'a' }, { state: 'FAILED', message: 'locked' });
		expect(await cleanUp(hub.api, { runId: '7', input: true })).toBe(
			'Run 7 could not be cleaned up: Job a ended as FAILED: locked',
		);
	});

	it('that breaks for a reason nobody foresaw is told of', async () => {
		hub.instead.push(() => {
			throw new Error('out of memory');
		});
		expect(await cleanUp(hub.api, { runId: '7', input: true })).toMatch(
			/^Run 7 could not be cleaned up: .*out of memory/,
		);
	});

	it('is waited for ten minutes', async () => {
		answers({ job_id: 'a' });
		hub.instead.push(...Array.from({ length: 999 }, () => () => answerOf({ state: 'RUNNING' })));
		expect(await cleanUp(hub.api, { runId: '7', input: true })).toMatch(
			/^Run 7 could not be cleaned up: Job a was still RUNNING/,
		);
		expect(hub.nowMs - NOW_MS).toBe(10 * 60_000);
	});
});
