import {
	type Looking,
	runOfEarlierTry,
	runOverSameFiles,
} from '../../../../../nodes/AiHub/resources/document/stages/earlier';
import type { Group, Start } from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { Run } from '../../../../../nodes/shared/api/resources/runs';
import type { ApiResponse } from '../../../../../nodes/shared/api/wire/send';
import { failing, failureOf, ListedRuns, NOW_MS } from '../../../../shared/support/listedRuns';
import { addRun, groupOf, LOOK, lookingFor } from './groups';

const DAY_S = 24 * 60 * 60;
const PAGE: ApiResponse = {
	status: 404,
	headers: { 'content-type': 'text/html' },
	body: '<!doctype html><html><body>No such page</body></html>',
};

let hub: ListedRuns;
let group: Group;
let looking: Looking;

beforeEach(() => {
	hub = new ListedRuns();
	group = groupOf({ 'a.pdf': 'one' });
	looking = lookingFor(group, hub);
});

const add = (id: string, more?: Partial<Run>) => addRun(hub, id, more);
/** The ID of the run of an earlier try, of which this is known. */
const runOf = async (known: Start | undefined, mayHaveForgotten = false) =>
	(await runOfEarlierTry(group, known, mayHaveForgotten, looking))?.id;
const paths = () => hub.requests.map(({ method, path }) => `${method} ${path}`);
const gone = (times: number) => hub.instead.push(...Array(times).fill(() => failing(404)));

describe('a run whose ID is known', () => {
	const known: Start = { tag: 'n8n-c-w-1', batchId: 5, runId: '7' };

	it.each(['RUNNING', 'COMPLETE', 'STOPPED_AT_CHECKPOINT', 'NEVER_HEARD_OF'])(
		'is used again when it is %s',
		async (status) => {
			add('7', { status });
			const run = await runOfEarlierTry(group, known, true, looking);
			expect(run).toMatchObject({ id: '7', status });
			expect(paths()).toEqual(['GET /v2/apps/runs/7']);
		},
	);

	it.each(['FAILED', 'CANCELLED'])('is not used again when it is %s', async (status) => {
		add('7', { status });
		expect(await runOf(known)).toBeUndefined();
		expect(paths()).toEqual(['GET /v2/apps/runs/7']);
	});

	it('that failed leaves room for a newer one, where some may be forgotten', async () => {
		add('8', { tags: ['n8n-c-w-2'] });
		add('7', { status: 'FAILED', tags: ['n8n-c-w-1'] });
		expect(await runOf(known, true)).toBe('8');
	});

	it.each([1, 2, 3])('is not gone when AI Hub says so %i times', async (times) => {
		add('7');
		gone(times);
		expect(await runOf(known)).toBe('7');
		expect(hub.slept).toEqual([2_000, 5_000, 13_000].slice(0, times));
		expect(hub.sent('listRuns')).toEqual([]);
	});

	it('is gone when AI Hub says so four times, and does not list it', async () => {
		expect(await runOf(known)).toBeUndefined();
		expect(hub.slept).toEqual([2_000, 5_000, 13_000]);
		expect(hub.sent('getRunStatus')).toHaveLength(4);
		expect(hub.sent('listRuns').map(({ query }) => query)).toEqual([
			{ run_id: '7', from_timestamp: 1, limit: 100, offset: 0 },
		]);
	});

	it('is there when the list has it, also among others', async () => {
		add('6');
		add('7');
		add('8');
		gone(4);
		expect(await runOf(known)).toBe('7');
	});

	it('is not taken for another that the list has instead', async () => {
		add('6');
		gone(4);
		expect(await runOf(known)).toBeUndefined();
	});

	it.each<[string, ApiResponse, string]>([
		['a page of a proxy', PAGE, 'AI Hub did not find what was asked for: No such page'],
		['503', failing(503), 'AI Hub could not answer (HTTP 503): their 503'],
	])('leaves it open what to do when it is answered with %s', async (_, answer, message) => {
		add('7');
		hub.instead.push(
			() => failing(404),
			() => answer,
		);
		expect((await failureOf(runOf(known, true))).message).toBe(message);
		expect(hub.requests).toHaveLength(2);
	});

	it('leaves it open what to do when the list cannot be read', async () => {
		gone(4);
		hub.instead.push(() => failing(403));
		expect((await failureOf(runOf(known, true))).message).toBe(
			'AI Hub refused the request: their 403',
		);
	});
});

describe('a run whose ID never came', () => {
	const known: Start = { tag: 'n8n-c-w-1', batchId: 5 };

	it('is found by its tag, and nothing else is looked for', async () => {
		add('older', { tags: ['n8n-c-w-0'], batch_id: 4 });
		add('7', { tags: ['n8n-c-w-1'], batch_id: 5 });
		add('newer', { tags: ['n8n-c-w-2'], batch_id: 6 });
		expect(await runOf(known, true)).toBe('7');
		expect(hub.requests).toHaveLength(1);
	});

	it('is found by the batch that was made for it, where AI Hub hides tags', async () => {
		add('7', { tags: null, batch_id: 5 });
		add('8', { tags: null, batch_id: 6 });
		expect(await runOf(known)).toBe('7');
	});

	it('is looked for among those of a day, for half a minute', async () => {
		expect(await runOf(known)).toBeUndefined();
		expect(hub.slept).toEqual([1_000, 2_000, 4_000, 8_000, 15_000]);
		expect(hub.requests[0].query).toMatchObject({
			app_id: 'app',
			from_timestamp: NOW_MS / 1000 + 1 - DAY_S,
		});
	});

	it('is not used again when it failed', async () => {
		add('7', { tags: ['n8n-c-w-1'], status: 'FAILED' });
		expect(await runOf(known)).toBeUndefined();
		expect(hub.requests).toHaveLength(1);
	});

	it('that failed leaves room for a newer one, where some may be forgotten', async () => {
		add('8', { tags: ['n8n-c-w-2'] });
		add('7', { tags: ['n8n-c-w-1'], status: 'FAILED' });
		expect(await runOf(known, true)).toBe('8');
	});

	it('is not taken for another over the same input, where it was there before', async () => {
		group.start.existingInput = { batch_id: 5 };
		add('6', { tags: ['other'], batch_id: 5 });
		expect(await runOf({ tag: 'n8n-c-w-1' })).toBeUndefined();
	});

	it('may be one over the same input, where AI Hub hides tags', async () => {
		group.start.existingInput = { input_dir: 'org/in' };
		add('6', { tags: null, input_dir: 'org/other' });
		expect(await runOf({ tag: 'n8n-c-w-1' })).toBeUndefined();
		add('7', { tags: null, input_dir: '/org/in/' });
		const error = await failureOf(runOf({ tag: 'n8n-c-w-1' }));
		expect(error.message).toBe(
			'Whether an earlier try of this node has started a run cannot be told: run 7 may be the one, but AI Hub does not tell its tags',
		);
		expect(error.kind).toBe('unexpectedAnswer');
		expect(error.hint).toBe(LOOK);
		expect(error.details).toMatchObject({ maybeDone: true, runId: '7', runStatus: 'RUNNING' });
	});

	it('leaves it open what to do when the list cannot be read', async () => {
		hub.instead.push(() => failing(401));
		const error = await failureOf(runOf(known, true));
		expect(error.message).toMatch(
			/^Whether an earlier try of this node has started a run cannot be told: AI Hub did not accept/,
		);
		expect(hub.requests).toHaveLength(1);
	});
});

describe('a run over the same files', () => {
	const sameFiles = async () => await runOverSameFiles(group, looking);

	it('is the newest one that has not ended badly, whatever it was for', async () => {
		add('older', { tags: ['n8n-c-w-1'] });
		add('7', { tags: ['n8n-c-x-1'] });
		add('failed', { tags: ['n8n-c-w-2'], status: 'CANCELLED' });
		add('over other files', { tags: ['n8n-d-w-1'] });
		group.start.reuseDays = 1;
		expect((await sameFiles())?.id).toBe('7');
	});

	it.each([
		[3, 3 * DAY_S],
		[undefined, 0],
	])('may be so many days old: %s', async (reuseDays, seconds) => {
		group.start.reuseDays = reuseDays;
		await sameFiles();
		expect(hub.requests.map(({ query }) => query?.from_timestamp)).toEqual([
			NOW_MS / 1000 - seconds,
		]);
	});

	it('is none of those whose tags AI Hub hides', async () => {
		add('7', { tags: null });
		group.start.reuseDays = 1;
		expect(await sameFiles()).toBeUndefined();
		expect(hub.sent('listFiles')).toEqual([]);
	});

	it('is looked for once, and an error is left as it is', async () => {
		hub.instead.push(() => failing(503));
		expect((await failureOf(sameFiles())).message).toBe(
			'AI Hub could not answer (HTTP 503): their 503',
		);
		expect(hub.requests).toHaveLength(1);
	});
});
