import { RunTags } from '../../nodes/AiHubTrigger/runTags';
import type { Run } from '../../nodes/shared/api/resources/runs';
import type { TriggerParameters } from '../../nodes/shared/trigger/parameters';
import { parametersOf } from '../shared/support/triggerParameters';
import { ListedRuns, runAt } from './listedRuns';
import { World } from './world';

const QUERY = { from: 1, order: 'ASCENDING' as const, limit: 100, offset: 0 };

/** After a list of these runs; `looked` is what the run itself tells when it is asked for. */
async function tagsOf(
	listed: Array<Partial<Run>>,
	looked?: Partial<Run>,
	more: Partial<TriggerParameters> = { tags: ['urgent'] },
) {
	const asked: string[] = [];
	const hub = new ListedRuns(listed.map((run, index) => ({ ...runAt(10 + index), ...run })));
	const look = async (id: string) => {
		asked.push(id);
		return looked && { ...runAt(10, id), ...looked };
	};
	const tags = new RunTags(hub.source, look, parametersOf(more));
	const runs = await tags.source.list(QUERY);
	const wanted = async (run: Run) =>
		await tags.wanted({ run, before: 'new', event: 'runCompleted' });
	return { tags, runs, wanted, asked };
}

const URGENT = { tags: ['urgent'] };

test('where the list tells tags, nothing is asked, and none told are none', async () => {
	const { tags, runs, wanted, asked } = await tagsOf([URGENT, { tags: ['other'] }, {}], URGENT);
	expect(runs.map((run) => tags.mayMatch(run))).toEqual([true, false, false]);
	expect(await wanted(runs[0])).toMatchObject({ run: runs[0] });
	expect(await wanted(runs[2])).toBeUndefined();
	expect(asked).toEqual([]);
});

test('where the list tells tags, a run that is watched is wanted, though it does not tell them', async () => {
	const { wanted, asked } = await tagsOf([URGENT]);
	expect(await wanted(runAt(5, 'watched'))).toMatchObject({ run: { id: 'watched' } });
	expect(await wanted({ ...runAt(5, 'watched'), tags: [] })).toBeDefined();
	expect(asked).toEqual([]);
});

describe.each([
	['no key', {}],
	['null', { tags: null }],
])('where the list does not tell tags (%s)', (_, untold) => {
	test('a run is watched, and asked for', async () => {
		const { tags, runs, wanted, asked } = await tagsOf([untold], URGENT);
		expect(tags.mayMatch(runs[0])).toBe(true);
		expect(asked).toEqual([]);
		expect(await wanted(runs[0])).toEqual({
			run: { ...runs[0], ...URGENT },
			before: 'new',
			event: 'runCompleted',
		});
		expect(asked).toEqual(['run-10']);
	});

	test('a run with other tags, or none, is not wanted, nor one that is gone', async () => {
		for (const looked of [{ tags: ['other'] }, { tags: [] }, undefined]) {
			const { runs, wanted } = await tagsOf([untold], looked);
			expect(await wanted(runs[0])).toBeUndefined();
		}
	});

	test('a run that tells them itself need not be asked for', async () => {
		const { wanted, asked } = await tagsOf([untold]);
		expect(await wanted({ ...runAt(5), ...URGENT })).toBeDefined();
		expect(await wanted({ ...runAt(5), tags: ['other'] })).toBeUndefined();
		expect(asked).toEqual([]);
	});

	test('and the run does not either, the error names the filter', async () => {
		const { runs, wanted } = await tagsOf([untold], untold);
		await expect(wanted(runs[0])).rejects.toMatchObject({
			kind: 'invalidInput',
			message: expect.stringContaining('AI Hub does not tell the tags of its runs') as string,
			hint: expect.stringContaining('Take Tags out') as string,
		});
	});

	test('it does not matter without a filter on tags', async () => {
		const { tags, runs, wanted, asked } = await tagsOf([untold], undefined, {});
		expect(tags.mayMatch(runs[0])).toBe(true);
		expect(await wanted(runs[0])).toBeDefined();
		expect(asked).toEqual([]);
	});
});

describe('the trigger', () => {
	let world: World;

	beforeAll(async () => {
		world = await World.start();
	});

	beforeEach(() => {
		world.reset();
		world.parameters = { filters: { tags: ['urgent'] } };
	});

	afterAll(async () => await world.close());

	const hide = (operationId: string, path: string) =>
		world.emulator.faults.add({
			match: { operationId },
			times: Infinity,
			action: { rewrite: { remove: [path] } },
		});

	test('reports by their tags the runs of a server that tells none in its list', async () => {
		hide('listRuns', 'runs.*.tags');
		await world.activate();
		world.run();
		const urgent = world.run({ tags: ['urgent'] });
		expect((await world.items()).map(({ id }) => id)).toEqual([urgent]);
		expect(await world.items()).toEqual([]);
		expect(world.requests.filter((one) => one === 'getRunStatus')).toHaveLength(2);
	});

	test('says so where the server tells none at all, and gives no run up for that', async () => {
		hide('listRuns', 'runs.*.tags');
		hide('getRunStatus', 'tags');
		await world.activate();
		const id = world.run({ tags: ['urgent'] });
		for (let polls = 0; polls < 6; polls++) {
			const { error } = await world.poll();
			expect(error?.message).toContain(
				`Run ${id} cannot be reported yet: AI Hub does not tell the tags of its runs`,
			);
			expect(error?.message).toContain('Filters → Tags');
		}
		const test = await world.poll({ mode: 'manual' });
		expect(test.error?.message).toContain('does not tell the tags');
	});
});
