import { cleanUp, deletionOf } from '../../../../../nodes/AiHub/resources/document/stages/cleanUp';
import type {
	FinishedRun,
	RoutedItem,
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

	it('is nothing when nothing is wanted, and nothing is said of it', () => {
		expect(deletionOf(wanting({ cleanUp: 'nothing' }), good)).toEqual({});
		expect(deletionOf(wanting({ cleanUp: 'nothing' }), [item('failed')])).toEqual({});
	});

	it('is the run alone, or its batch, too, as it is wanted', () => {
		expect(deletionOf(wanting({ cleanUp: 'run' }), good)).toEqual({
			deletion: { runId: '7', input: false },
		});
		expect(deletionOf(wanting({ cleanUp: 'runAndBatch' }), good)).toEqual({
			deletion: { runId: '7', input: true },
		});
	});

	it('is never a folder that was there before', () => {
		const finished = wanting({ cleanUp: 'runAndBatch', keepInput: true });
		expect(deletionOf(finished, good)).toEqual({ deletion: { runId: '7', input: false } });
	});

	it.each<[string, RoutedItem[]]>([
		['one document needs review', [item('approved'), item('needsReview')]],
		['one document failed', [item('failed'), item('approved')]],
		['no document is good', [item('needsReview')]],
		['there is no document', []],
	])('is nothing when %s', (_, items) => {
		expect(deletionOf(wanting({}), items)).toEqual({
			kept: 'Run 7 was not cleaned up, because not all of its documents could be read.',
		});
		expect(deletionOf(wanting({ rules }), items)).toEqual({
			kept: 'Run 7 was not cleaned up, because not all of its documents are approved.',
		});
	});

	it.each(['STOPPED_AT_CHECKPOINT', 'RUNNING', 'FAILED', 'CANCELLED', 'NEVER_HEARD_OF'])(
		'is nothing when the run is %s, however good its documents',
		(status) => {
			const kept = 'Run 7 was not cleaned up, because it is not complete.';
			expect(deletionOf(wanting({ rules }, status), good)).toEqual({ kept });
		},
	);

	it('is nothing when one e-mail may not have come back', () => {
		const items = [item('approved'), item('approved', { unclear: true })];
		expect(deletionOf(wanting({ rules }), items)).toEqual({
			kept: 'Run 7 was not cleaned up, because it cannot be told whether something came back of every e-mail.',
		});
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
