import {
	beginAll,
	type BeginAll,
	type Ended,
} from '../../../../../nodes/AiHub/resources/document/stages/beginAll';
import type {
	Group,
	StartedRun,
	Wanted,
} from '../../../../../nodes/AiHub/resources/document/stages/types';
import { AiHubError } from '../../../../../nodes/shared/api/wire/errors';
import { type ApiResponse, NetworkFailure } from '../../../../../nodes/shared/api/wire/send';
import { RunFinder } from '../../../../../nodes/shared/api/work/findRun';
import { failing, ListedRuns } from '../../../../shared/support/listedRuns';
import { groupOf, jsonOf, KnownStarts, takeWork } from './groups';

type Then = BeginAll<string>['then'];

let hub: ListedRuns;
/** How the starts of the runs over these batches fail. */
let failures: Map<unknown, () => ApiResponse>;

beforeEach(() => {
	hub = new ListedRuns();
	takeWork(hub);
	failures = new Map();
	const { runApp } = hub.on;
	hub.on.runApp = (request) => {
		const { batch_id } = jsonOf(request);
		return failures.get(batch_id)?.() ?? runApp(request);
	};
});

/** A group of item 10 over batch 1, of item 20 over batch 2… */
const groupOver = (batch_id: number): Group => ({
	...groupOf({}, { existingInput: { batch_id } }),
	itemIndexes: [batch_id * 10, 99],
});
const begunAs = (id: string): StartedRun => ({
	run: { id },
	itemIndexes: [5],
	files: [],
	wanted: {} as Wanted,
});
const idOf: Then = async ({ run }) => run.id;

/** Begins groups over these batches, and runs that have begun already. */
async function beginThese(
	work: Array<number | StartedRun>,
	more: Partial<BeginAll<string>> = {},
): Promise<Array<Ended<string>>> {
	const { api } = hub;
	const beginning = {
		groups: [],
		finder: new RunFinder(api),
		starts: new KnownStarts(),
		twins: new Map(),
		workflowName: 'Invoices',
		begunMs: hub.nowMs,
	};
	return await beginAll<string>({
		api,
		work: work.map((one) => (typeof one === 'number' ? groupOver(one) : one)),
		beginning,
		parallel: 1,
		goesOn: false,
		goesOnWithNothing: false,
		asError: (error, itemIndex) => new Error(`${error.message} [item ${itemIndex}]`),
		then: idOf,
		...more,
	});
}

const batches = () => hub.sent('runApp').map((request) => jsonOf(request).batch_id);
const refuse = (...ids: number[]) => ids.forEach((id) => failures.set(id, () => failing(403)));
/** How each ended: what came of it, or the message of its error. */
const endOf = (outcomes: Array<Ended<string>>) =>
	outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.error.message));

describe('what becomes of several runs', () => {
	it('is told in the order of the work, also of those that had begun before', async () => {
		const old = begunAs('7');
		const then: Then = async ({ run }) => `over ${run.batch_id ?? 'what was there'}`;
		expect(await beginThese([1, old, 2], { parallel: 3, then })).toEqual([
			{ ok: true, value: 'over 1', begun: expect.objectContaining({ itemIndexes: [10, 99] }) },
			{ ok: true, value: 'over what was there', begun: old },
			{ ok: true, value: 'over 2', begun: expect.objectContaining({ itemIndexes: [20, 99] }) },
		]);
		expect(batches().sort()).toEqual([1, 2]);
	});

	it('is nothing where there are none', async () => {
		expect(await beginThese([])).toEqual([]);
		expect(await beginThese([], { goesOn: true })).toEqual([]);
	});

	it('is begun by as many at the same time as is wanted, the others in turn', async () => {
		let [now, highest] = [0, 0];
		let open: () => void = () => undefined;
		const two = new Promise<void>((resolve) => (open = resolve));
		const { runApp } = hub.on;
		hub.on.runApp = async (request) => {
			highest = Math.max(highest, ++now);
			if (now === 2) open();
			await two;
			now--;
			return await runApp(request);
		};
		expect(endOf(await beginThese([1, 2, 3], { parallel: 2 }))).toHaveLength(3);
		expect(highest).toBe(2);
	});

	it('takes turns with the beginnings', async () => {
		const events: string[] = [];
		await beginThese([1, 2], {
			then: async ({ run }, _, slot) => {
				return await slot(async () => {
					events.push(`${run.id} of ${hub.runs.length}`);
					return run.id;
				});
			},
		});
		expect(events).toEqual(['run 1 of 2', 'run 2 of 2']);
	});
});

describe('when a run fails', () => {
	it('no other begins, and the error names its first item', async () => {
		refuse(2);
		await expect(beginThese([1, 2, 3])).rejects.toThrow(
			'AI Hub refused the request: their 403. Also started, and not stopped at AI Hub: run 1 [item 20]',
		);
		expect(batches()).toEqual([1, 2]);
	});

	it('nothing is created for the next one', async () => {
		const [first, second] = [groupOf({ a: '1' }), groupOf({ b: '2' })];
		hub.on.runApp = () => failing(403);
		await expect(beginThese([], { work: [first, second] })).rejects.toThrow(
			'Batch 1 was created for 1 file and is still there. No run was started [item 0]',
		);
		expect(hub.sent('createBatch')).toHaveLength(1);
	});

	it('no other is waited for, within a second', async () => {
		const ends: Error[] = [];
		const then: Then = async ({ run }, api) => {
			if (run.id === '8') throw new AiHubError('runFailed', 'Run 8 failed.', { runId: '8' });
			await new Promise((resolve) => setImmediate(resolve));
			await api.sleep(60_000).catch((error: Error) => ends.push(error));
			api.throwIfCancelled();
			return 'waited';
		};
		await expect(
			beginThese([begunAs('7'), { ...begunAs('8'), itemIndexes: [6] }], { then }),
		).rejects.toThrow(/^Run 8 failed. Also started, and not stopped at AI Hub: 7 \[item 6\]$/);
		expect(ends).toEqual([new AiHubError('cancelled', 'Another item of this node failed')]);
		expect(ends).toMatchObject([{ kind: 'cancelled' }]);
		expect(hub.slept).toEqual([1_000]);
	});

	it('it is the first failure that ends all', async () => {
		const then: Then = async ({ run }) => {
			throw new Error(`broken: ${run.id}`);
		};
		await expect(beginThese([begunAs('7'), begunAs('8')], { then })).rejects.toThrow(
			/^broken: 7 \[item 5\]$/,
		);
	});

	it('the others go on where that is wanted; it says which run it was', async () => {
		refuse(2);
		const then: Then = async ({ run }) => {
			if (run.id === 'run 2') throw new Error('out of memory');
			return run.id;
		};
		const outcomes = await beginThese([1, 2, 3, 4], { goesOn: true, then });
		expect(endOf(outcomes)).toEqual([
			'run 1',
			'AI Hub refused the request: their 403',
			'out of memory',
			'run 3',
		]);
		expect(outcomes.map(({ begun }) => begun?.run.id)).toEqual([
			'run 1',
			undefined,
			'run 2',
			'run 3',
		]);
	});

	it.each([true, false])('because all is stopped, all ends, going on: %s', async (goesOn) => {
		const then: Then = async () => {
			hub.api.throwIfCancelled = () => {
				throw new AiHubError('cancelled', 'The execution was stopped');
			};
			return 'done';
		};
		await expect(beginThese([1, 2, 3], { goesOn, then })).rejects.toThrow(
			'The execution was stopped. Also started, and not stopped at AI Hub: run 1 [item 20]',
		);
		expect(batches()).toEqual([1]);
	});
});

it('a run that had begun is not looked at once all is stopped', async () => {
	const then = jest.fn(idOf);
	hub.api.throwIfCancelled = () => {
		throw new AiHubError('cancelled', 'The execution was stopped');
	};
	await expect(beginThese([begunAs('7')], { then })).rejects.toThrow(
		'The execution was stopped [item 5]',
	);
	expect(then).not.toHaveBeenCalled();
});

describe('a pause', () => {
	it.each([
		[2_500, [1_000, 1_000, 500]],
		[2_000, [1_000, 1_000]],
		[0, []],
	])('of %i ms is cut in pieces of a second', async (ms, pieces) => {
		const then: Then = async (_, api) => {
			await api.sleep(ms);
			return 'waited';
		};
		expect(endOf(await beginThese([begunAs('7')], { then }))).toEqual(['waited']);
		expect(hub.slept).toEqual(pieces);
	});
});

describe('when AI Hub lets none begin, although the node is to go on', () => {
	const neverSent = () => {
		throw new NetworkFailure('ECONNREFUSED', 'refused');
	};
	const goesOn = true;

	it.each<[string, () => ApiResponse, string]>([
		[
			'the token is wrong',
			() => failing(401),
			'AI Hub did not accept the token or the IB-Context: their 401 [item 10]',
		],
		['it is out of reach', neverSent, 'AI Hub could not be reached (ECONNREFUSED) [item 10]'],
	])('because %s, the first error ends all', async (_, answer, message) => {
		for (const id of [1, 2]) failures.set(id, answer);
		await expect(beginThese([1, 2], { goesOn })).rejects.toThrow(message);
		const outcomes = await beginThese([1, 2], { goesOn, goesOnWithNothing: true });
		expect(outcomes.map(({ ok }) => ok)).toEqual([false, false]);
	});

	it.each<[string, () => ApiResponse]>([
		['was refused', () => failing(403)],
		['may have begun', () => failing(503)],
		[
			'fails because of a run',
			() => {
				throw new AiHubError('authentication', 'not accepted', { runId: '7' });
			},
		],
	])('but one of them %s, it goes on', async (_, answer) => {
		failures.set(1, () => failing(401));
		failures.set(2, answer);
		const outcomes = await beginThese([1, 2], { goesOn });
		expect(outcomes.map(({ ok }) => ok)).toEqual([false, false]);
	});

	it('but that is for a reason nobody foresaw, it goes on', async () => {
		hub.api.throwIfCancelled = () => {
			throw new Error('out of memory');
		};
		const outcomes = await beginThese([1, 2], { goesOn });
		expect(endOf(outcomes)).toEqual(['out of memory', 'out of memory']);
		expect(hub.requests).toEqual([]);
	});

	it('but one had begun, it goes on', async () => {
		failures.set(2, () => failing(401));
		expect(endOf(await beginThese([1, 2], { goesOn }))[0]).toBe('run 1');
	});

	it('but one had begun that cannot be waited for, it goes on', async () => {
		failures.set(2, () => failing(401));
		const then: Then = async () => {
			throw new AiHubError('authentication', 'not accepted');
		};
		const outcomes = await beginThese([1, 2], { goesOn, then });
		expect(endOf(outcomes)[0]).toBe('not accepted');
		expect(outcomes.map(({ begun }) => begun?.run.id)).toEqual(['run 1', undefined]);
	});
});
