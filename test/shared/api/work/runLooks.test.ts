import type { Run } from '../../../../nodes/shared/api/resources/runs';
import { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import {
	type Look,
	RunLooks,
	startMsOf,
	type Wanted,
} from '../../../../nodes/shared/api/work/runLooks';
import { failing, ListedRuns, NOW_MS, secondsAgo } from '../../support/listedRuns';

let hub: ListedRuns;
let looks: RunLooks;
let told: Array<[string, Look]>;

beforeEach(() => {
	hub = new ListedRuns();
	looks = new RunLooks(hub.api);
});

/** Adds a run, and answers what somebody who waits for it knows. */
function add(id: string, secondsOld: number, more: Partial<Run> = {}): Wanted {
	const known = { id, app_id: 'app', ...secondsAgo(secondsOld), ...more };
	hub.runs.push({ status: 'RUNNING', ...known });
	return { runId: id, known };
}

const isNotWaited: (runId: string) => boolean = () => false;

async function lookAt(due: Wanted[], isWaited = isNotWaited): Promise<string[]> {
	told = [];
	await looks.lookAt(due, isWaited, (runId, look) => told.push([runId, look]));
	return told.map(([runId]) => runId);
}

const lists = () => hub.sent('listRuns').length;
const singles = () => hub.sent('getRunStatus').length;
const kinds = () => told.map(([, look]) => (look.ok ? 'ok' : (look.error as AiHubError).kind));

describe('runs that were started together', () => {
	it('are looked at with one list, in whatever order they come', async () => {
		const due = [add('b', 20), add('d', 0), add('a', 30), add('c', 10)];
		expect((await lookAt(due)).sort()).toEqual(['a', 'b', 'c', 'd']);
		expect(told[0][1]).toMatchObject({ ok: true, run: { id: 'a', status: 'RUNNING' } });
		expect([lists(), singles()]).toEqual([1, 0]);
	});

	it('are looked for by their app around their start, the oldest first', async () => {
		await lookAt([add('a', 30.5), add('b', 10.5)]);
		const nowS = NOW_MS / 1000;
		expect(hub.requests[0]).toMatchObject({ timeoutMs: 20_000 });
		expect(hub.requests[0].query).toEqual({
			app_id: 'app',
			from_timestamp: nowS - 32,
			to_timestamp: nowS - 9,
			sort_by: 'start_timestamp',
			order: 'ASCENDING',
			offset: 0,
			limit: 100,
		});
	});

	it('are looked for by their deployment, when they have the same', async () => {
		await lookAt([add('a', 1, { deployment_id: 'd' }), add('b', 0, { deployment_id: 'd' })]);
		expect(hub.requests[0].query).toMatchObject({ deployment_id: 'd' });
		expect(hub.requests[0].query).not.toHaveProperty('app_id');
	});

	it('are found although they are of several apps and deployments', async () => {
		const due = [
			add('a', 2, { deployment_id: 'd' }),
			add('b', 1, { app_id: 'other', deployment_id: 'e' }),
			add('c', 0, { app_id: null }),
		];
		expect(await lookAt(due)).toEqual(['a', 'b', 'c']);
		expect([lists(), singles()]).toEqual([1, 0]);
	});

	it('are found ten minutes apart, and further apart one by one', async () => {
		await lookAt([add('a', 600), add('b', 0)]);
		expect([lists(), singles()]).toEqual([1, 0]);
		await lookAt([add('c', 5_601), add('d', 5_000)]);
		expect([lists(), singles()]).toEqual([1, 2]);
	});

	it('are found in a list for each time at which some were started', async () => {
		const due = [add('a', 5_001), add('x', 3_000), add('b', 5_000), add('c', 1), add('d', 0)];
		expect(await lookAt(due)).toEqual(['a', 'b', 'c', 'd', 'x']);
		expect([lists(), singles()]).toEqual([2, 1]);
	});
});

describe('runs that a list does not help to find', () => {
	it('are asked for one by one: a single one, and those whose start is not known', async () => {
		add('a', 0);
		add('b', 0);
		expect(await lookAt([{ runId: 'a' }, { runId: 'b' }])).toEqual(['a', 'b']);
		await lookAt([add('c', 0)]);
		expect([lists(), singles()]).toEqual([0, 3]);
	});

	it('are asked for one by one when they are not in it', async () => {
		const due = [add('a', 3), add('b', 2), add('c', 1), add('d', 0)];
		hub.instead.push(() => ({ status: 200, headers: {}, body: '{"runs":[]}' }));
		expect(await lookAt(due)).toEqual(['a', 'b', 'c', 'd']);
		expect([lists(), singles()]).toEqual([1, 4]);
	});

	it('are asked for one by one when the list would cost more', async () => {
		hub.pageSize = 2;
		const due = [add('a', 10), add('b', 1), add('c', 1), add('d', 0)];
		for (let count = 0; count < 20; count++) add(`other ${count}`, 5);
		expect(await lookAt(due)).toEqual(['a', 'b', 'c', 'd']);
		expect([lists(), singles()]).toEqual([2, 3]);
	});

	it('do not keep a list from being read on while it helps', async () => {
		hub.pageSize = 2;
		const due = [add('a', 10), add('b', 9), add('c', 8), add('d', 7)];
		expect(await lookAt(due)).toEqual(['a', 'b', 'c', 'd']);
		expect([lists(), singles()]).toEqual([2, 0]);
	});

	it('are told of once, with the error when they are gone', async () => {
		const gone = add('gone', 0);
		hub.runs.length = 0;
		expect(await lookAt([gone])).toEqual(['gone']);
		expect(kinds()).toEqual(['notFound']);
	});
});

describe('other runs in a list', () => {
	it('are told of when somebody waits for them', async () => {
		const due = [add('a', 5), add('b', 0)];
		add('waited for', 3);
		add('not waited for', 2);
		expect(await lookAt(due, (runId) => runId === 'waited for')).toEqual(['a', 'waited for', 'b']);
	});
});

describe('a list that fails', () => {
	let due: Wanted[];

	beforeEach(() => {
		due = [add('a', 1), add('b', 0)];
	});

	it('is a look that failed, so that a server in trouble is not asked more', async () => {
		hub.instead.push(() => failing(503));
		expect(await lookAt(due)).toEqual(['a', 'b']);
		expect(kinds()).toEqual(['unavailable', 'unavailable']);
		expect([lists(), singles()]).toEqual([1, 0]);
	});

	it('the third time in a row has the runs asked for one by one, and so on anew', async () => {
		hub.instead.push(() => failing(503));
		await lookAt(due);
		hub.instead.push(() => failing(503));
		await lookAt(due);
		expect(singles()).toBe(0);
		hub.instead.push(() => failing(503));
		await lookAt(due);
		expect(kinds()).toEqual(['ok', 'ok']);
		expect(singles()).toBe(2);
		hub.instead.push(() => failing(503));
		await lookAt(due);
		expect(singles()).toBe(2);
	});

	it('is forgotten once a list succeeds', async () => {
		for (const isFailing of [true, true, false, true, true]) {
			hub.instead.push(isFailing ? () => failing(503) : undefined);
			await lookAt(due);
		}
		expect(singles()).toBe(0);
	});

	it('has the runs asked for one by one when it is refused', async () => {
		hub.instead.push(() => failing(403));
		expect(await lookAt(due)).toEqual(['a', 'b']);
		expect(kinds()).toEqual(['ok', 'ok']);
	});

	it('because of a stop is the last request', async () => {
		hub.instead.push(() => {
			throw new AiHubError('cancelled', 'The execution was cancelled');
		});
		expect(await lookAt(due)).toEqual(['a', 'b']);
		expect(kinds()).toEqual(['cancelled', 'cancelled']);
		expect(hub.requests).toHaveLength(1);
	});

	it('on its second page tells only of those that are left', async () => {
		hub.pageSize = 2;
		due.push(add('c', 0), add('d', 0));
		hub.instead.push(undefined, () => failing(503));
		expect(await lookAt(due)).toEqual(['a', 'b', 'c', 'd']);
		expect(kinds()).toEqual(['ok', 'ok', 'unavailable', 'unavailable']);
	});
});

describe('a look at one run', () => {
	it('is repeated when it is the first one', async () => {
		add('a', 0);
		hub.instead.push(() => failing(503));
		await lookAt([{ runId: 'a' }]);
		expect(kinds()).toEqual(['ok']);
		expect(hub.requests[0].timeoutMs).toBe(20_000);
	});

	it('is not repeated beyond the end of the wait', async () => {
		add('a', 0);
		hub.instead.push(() => failing(503));
		await lookAt([{ runId: 'a', untilMs: NOW_MS }]);
		expect([kinds(), singles()]).toEqual([['unavailable'], 1]);
	});

	it('is not repeated later, because there is always a next one', async () => {
		hub.api.retries = true;
		const known = add('a', 0);
		hub.instead.push(() => failing(503));
		await lookAt([known]);
		expect([kinds(), singles()]).toEqual([['unavailable'], 1]);
	});

	it('is one of at most ten at once', async () => {
		let atOnce = 0;
		let most = 0;
		const { send } = hub.api;
		hub.api.send = async (request) => {
			most = Math.max(most, ++atOnce);
			await new Promise((resolve) => setImmediate(resolve));
			atOnce--;
			return await send(request);
		};
		const due = Array.from({ length: 12 }, (_, index) => ({ runId: add(`run ${index}`, 0).runId }));
		expect(await lookAt(due)).toHaveLength(12);
		expect(most).toBe(10);
	});
});

it.each<[Run['start_timestamp'], number | undefined]>([
	[NOW_MS * 1e6, NOW_MS],
	[0, undefined],
	[-1e6, undefined],
	[Infinity, undefined],
	[null, undefined],
	[undefined, undefined],
])('a run with the start %p was started at %p', (start_timestamp, startMs) => {
	expect(startMsOf({ id: 'a', start_timestamp })).toBe(startMs);
});

it('it is not known when a run that is not known was started', () => {
	expect(startMsOf(undefined)).toBeUndefined();
});
