import {
	type Looking,
	runOfEarlierTry,
} from '../../../../../nodes/AiHub/resources/document/stages/earlier';
import type { Group } from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { Run } from '../../../../../nodes/shared/api/resources/runs';
import { AiHubError } from '../../../../../nodes/shared/api/wire/errors';
import { RunFinder } from '../../../../../nodes/shared/api/work/findRun';
import { answerOf, failureOf, ListedRuns, NOW_MS } from '../../../../shared/support/listedRuns';
import { addRun, groupOf, LOOK, lookingFor } from './groups';

const DAY_S = 24 * 60 * 60;

let hub: ListedRuns;
let group: Group;
let looking: Looking;

beforeEach(() => {
	hub = new ListedRuns();
	group = groupOf({ 'a.pdf': 'one' });
	looking = lookingFor(group, hub);
});

const add = (id: string, more?: Partial<Run>) => addRun(hub, id, more);

describe('a run that a crash has left', () => {
	const crashed = async () => (await runOfEarlierTry(group, undefined, true, looking))?.id;

	it('is not looked for when nothing can have been forgotten', async () => {
		add('7', { tags: ['n8n-c-w-1'] });
		expect(await runOfEarlierTry(group, undefined, false, looking)).toBeUndefined();
		expect(hub.requests).toEqual([]);
	});

	it('is the newest for the same work that has not ended badly', async () => {
		add('older', { tags: ['n8n-c-w-0'] });
		add('7', { tags: ['n8n-c-w-1'], status: 'COMPLETE' });
		add('failed', { tags: ['n8n-c-w-2'], status: 'FAILED' });
		add('of other work', { tags: ['n8n-c-x-1'] });
		expect(await crashed()).toBe('7');
		expect(hub.slept).toEqual([]);
	});

	it('is looked for among those of two weeks', async () => {
		await crashed();
		expect(hub.requests[0].query).toMatchObject({
			app_id: 'app',
			from_timestamp: NOW_MS / 1000 - 14 * DAY_S,
		});
	});

	it.each([
		[0, 4],
		[4_999, 4],
		[5_000, 3],
		[19_999, 1],
		[20_000, 0],
		[99_000, 0],
	])('is looked for after %i ms so many times more: %i', async (sinceMs, times) => {
		looking.begunMs = NOW_MS - sinceMs;
		expect(await crashed()).toBeUndefined();
		expect(hub.slept).toEqual(Array(times).fill(5_000));
		expect(hub.sent('listRuns')).toHaveLength(times + 1);
	});

	it('is found as soon as it shows up', async () => {
		add('7', { tags: ['n8n-c-w-1'] });
		hub.instead.push(() => answerOf({ runs: [] }));
		expect(await crashed()).toBe('7');
		expect(hub.slept).toEqual([5_000]);
	});

	it('is looked for in a list that was read for another group', async () => {
		await crashed();
		const read = hub.requests.length;
		await crashed();
		expect(hub.requests).toHaveLength(read);
	});

	it('is known by its files where AI Hub hides tags', async () => {
		add('6', { tags: null, batch_id: 4 });
		add('7', { tags: null, batch_id: 5 });
		hub.on.listFiles = ({ path }) => {
			const size = path === '/v2/batches/5/files' ? 3 : 4;
			return answerOf({ nodes: [{ name: 'a.pdf', metadata: { size } }] });
		};
		expect(await crashed()).toBe('7');
		looking.isOfOther = ({ id }) => id === '7';
		expect(await crashed()).toBeUndefined();
	});

	it('is not known by files that another group has, too', async () => {
		looking.groups = [group, groupOf({ 'a.pdf': 'two' })];
		add('7', { tags: null, batch_id: 5 });
		hub.on.listFiles = () => answerOf({ nodes: [{ name: 'a.pdf', metadata: { size: 3 } }] });
		expect((await failureOf(crashed())).details.runId).toBe('7');
	});

	it('may be one over the same input, where AI Hub hides tags', async () => {
		group = groupOf({}, { existingInput: { batch_id: 5 } });
		add('6', { tags: null, batch_id: 4 });
		expect(await crashed()).toBeUndefined();
		looking.finder = new RunFinder(hub.api);
		add('7', { tags: null, batch_id: 5, status: 'COMPLETE' });
		const error = await failureOf(crashed());
		expect(error.message).toBe(
			'Whether the execution that is retried has started a run cannot be told: run 7 may be the one, but AI Hub does not tell its tags',
		);
		expect(error.hint).toBe(LOOK);
		expect(error.details).toMatchObject({ maybeDone: true, runId: '7', runStatus: 'COMPLETE' });
	});

	it.each([
		['was stopped', new AiHubError('cancelled', 'stopped', { hint: 'as it was' })],
		['broke for a reason nobody foresaw', new Error('out of memory')],
	])('leaves an error as it is when the node %s', async (_, error) => {
		hub.api.sleep = async () => {
			throw error;
		};
		await expect(crashed()).rejects.toBe(error);
	});
});
