import { AiHubError } from '../../nodes/shared/api/wire/errors';
import {
	type ListQuery,
	listByStart,
	newestSince,
	type RunSource,
	startSecond,
} from '../../nodes/AiHubTrigger/listByStart';
import type { Run } from '../../nodes/shared/api/resources/runs';
import { ListedRuns, runAt } from './listedRuns';

const LIMIT = 4;

/** Lists runs, given as seconds of their starts, as AI Hub does; `afterPage` changes them meanwhile. */
function hub(runs: Map<string, number>, { mostPerPage = LIMIT, afterPage = () => {} } = {}) {
	let pages = 0;
	const list = async ({ from, limit, offset }: ListQuery): Promise<Run[]> => {
		const page = [...runs]
			.filter(([, start]) => start >= from)
			.sort(([, one], [, other]) => one - other)
			.slice(offset, offset + Math.min(limit, mostPerPage))
			.map(([id, start]) => ({ id, start_timestamp: start * 1e9 }));
		pages++;
		afterPage();
		return page;
	};
	const source: RunSource = { list, get: async () => undefined };
	return { source, pages: () => pages };
}

async function idsOf(source: RunSource, from = 1): Promise<Set<string>> {
	const ids = new Set<string>();
	for await (const page of listByStart(source, { from }, LIMIT)) {
		for (const run of page) ids.add(run.id);
	}
	return ids;
}

const runs = (...starts: number[]) =>
	new Map<string, number>(starts.map((start, index) => [`run-${index}`, start]));

test('runs that disappear between two pages hide no others', async () => {
	const all = runs(10, 20, 30, 40, 50, 60, 70, 80, 90);
	const { source } = hub(all, {
		afterPage: () => {
			all.delete('run-0');
			all.delete('run-1');
		},
	});
	expect((await idsOf(source)).size).toBe(9);
});

test('more runs in one second than fit on a page', async () => {
	const { source } = hub(runs(10, ...Array.from({ length: 13 }, () => 20), 30));
	expect((await idsOf(source)).size).toBe(15);
});

test('a short page is the last one when nothing follows it', async () => {
	const { source, pages } = hub(runs(10, 20, 30));
	expect((await idsOf(source)).size).toBe(3);
	expect(pages()).toBe(2);
});

test.each<[string, AiHubError, boolean]>([
	['refuses an offset behind the end', new AiHubError('rejected', 'no such offset'), true],
	['is in trouble', new AiHubError('unavailable', 'busy'), false],
])('a server that %s behind a short page', async (_, error, isEnd) => {
	const { source } = hub(runs(10, 20, 30));
	const refusing: RunSource = {
		...source,
		list: async (query) =>
			query.offset >= 3 ? await Promise.reject(error) : await source.list(query),
	};
	const found = idsOf(refusing).then(
		({ size }) => size,
		(thrown: unknown) => thrown,
	);
	expect(await found).toBe(isEnd ? 3 : error);
});

test.each([1, 2, 3])('a server that gives at most %i runs in a page hides none', async (cap) => {
	const { source } = hub(runs(10, 20, 20, 20, 20, 30, 40, 50), { mostPerPage: cap });
	expect((await idsOf(source)).size).toBe(8);
});

test('a server that repeats a page for ever is an error, not a loop', async () => {
	const page = Array.from({ length: 4 }, (_, index) => ({
		id: `run-${index}`,
		start_timestamp: 5e9,
	}));
	const source: RunSource = { list: async () => page, get: async () => undefined };
	await expect(idsOf(source, 5)).rejects.toThrow(/never came to the end/);
});

test('the error of an endless list says what to do', async () => {
	const source: RunSource = { list: async () => [runAt(5)], get: async () => undefined };
	await expect(idsOf(source, 5)).rejects.toMatchObject({
		kind: 'unexpectedAnswer',
		message: expect.stringContaining('at offset 5 '),
		hint: expect.stringContaining('next poll tries again'),
	});
});

test('a page that is always empty before the end is an error, not a loop', async () => {
	let lists = 0;
	// Such as one that counts pages where runs are meant.
	const list = async ({ limit, offset }: ListQuery): Promise<Run[]> => {
		if (++lists > 100) throw new Error('asked for ever');
		return Array.from({ length: 8 }, (_, index) => runAt(5, `run-${index}`)).slice(
			offset * limit,
			(offset + 1) * limit,
		);
	};
	const source: RunSource = { list, get: async () => undefined };
	await expect(idsOf(source, 5)).rejects.toThrow(/never came to the end .* at offset 4 /);
});

test('many pages of one second are no endless list', async () => {
	const { source } = hub(runs(...Array.from({ length: 60 }, () => 20)));
	expect((await idsOf(source, 20)).size).toBe(60);
});

test('runs that come in meanwhile, in the same second, make no endless list', async () => {
	const all = runs(...Array.from({ length: 40 }, () => 20));
	let come = 0;
	const { source } = hub(all, {
		afterPage: () => {
			if (++come > 12) return;
			const before = [...all];
			all.clear();
			for (const [id, start] of [[`late-${come}`, 20] as const, ...before]) all.set(id, start);
		},
	});
	const ids = await idsOf(source, 20);
	expect([...runs(...Array.from({ length: 40 }, () => 20)).keys()].every((id) => ids.has(id))).toBe(
		true,
	);
});

test('a run that comes in just after the last page is taken, and the list ends', async () => {
	const all = runs(20, 20, 20, 20);
	let lists = 0;
	const { source } = hub(all, { afterPage: () => void (++lists === 2 && all.set('late', 20)) });
	expect(await idsOf(source, 20)).toEqual(new Set([...all.keys()]));
	expect(all.size).toBe(5);
});

test('an empty list has no pages', async () => {
	const hub = new ListedRuns([]);
	for await (const page of listByStart(hub.source, { from: 1 }, LIMIT)) expect(page).toBe('none');
	expect(hub.queries).toEqual([{ from: 1, order: 'ASCENDING', limit: LIMIT, offset: 0 }]);
});

test('runs without a start do not keep a list from ending', async () => {
	const page = [{ id: 'a' }, { id: 'b' }];
	const list = async ({ offset }: ListQuery) => page.slice(offset);
	expect(await idsOf({ list, get: async () => undefined })).toEqual(new Set(['a', 'b']));
});

test('the start of a run is a whole second, of one that has not started none', () => {
	expect(startSecond({ start_timestamp: 5_999_999_999 })).toBe(5);
	expect(startSecond({})).toBeUndefined();
	expect(startSecond({ start_timestamp: 0 })).toBeUndefined();
});

describe('a server that does not sort as it is asked to', () => {
	const starts = Array.from({ length: 11 }, (_, index) => 10 + index);
	const newestFirst = new ListedRuns(starts.map((start) => runAt(start)));
	const { list, get } = newestFirst.source;
	const ignoring: RunSource = {
		list: async (query) => await list({ ...query, order: 'DESCENDING' }),
		get,
	};

	test('hides none, and they come in their order', async () => {
		const pages: number[][] = [];
		for await (const page of listByStart(ignoring, { from: 1 }, LIMIT)) {
			pages.push(page.map((run) => startSecond(run)!));
		}
		expect(pages.map(({ length }) => length)).toEqual([4, 4, 3]);
		expect(pages.flat()).toEqual(starts);
	});

	test('is asked with the same range to the end', async () => {
		newestFirst.queries.length = 0;
		const range = { from: 1, to: 15, status: ['RUNNING'] };
		for await (const page of listByStart(ignoring, range, LIMIT)) {
			expect(page.length).toBeGreaterThan(0);
		}
		// Noted by the server, which sorts in its own order.
		const query = { ...range, order: 'DESCENDING', limit: LIMIT };
		expect(newestFirst.queries).toEqual([0, 0, 4, 6].map((offset) => ({ ...query, offset })));
	});
});

describe('the newest page', () => {
	const newest = async (hub: ListedRuns, from: number, cursor: number) =>
		(await newestSince(hub.source, { from, cursor }, LIMIT))?.map(({ id }) => id);
	const hubAt = (...starts: number[]) => new ListedRuns(starts.map((start) => runAt(start)));

	test('is enough when it goes back to before what is looked for', async () => {
		const hub = hubAt(10, 20, 30, 40, 50);
		expect(await newest(hub, 21, 40)).toEqual(['run-20', 'run-30', 'run-40', 'run-50']);
		expect(hub.queries).toEqual([{ from: 1, order: 'DESCENDING', limit: LIMIT, offset: 0 }]);
	});

	test('is not when a run of the same second may be on the next one', async () => {
		const hub = hubAt(10, 20, 30, 40, 50);
		expect(await newest(hub, 20, 40)).toBeUndefined();
		expect(hub.queries).toHaveLength(1);
	});

	test('is enough when nothing follows it', async () => {
		const hub = hubAt(20, 30);
		expect(await newest(hub, 20, 20)).toEqual(['run-20', 'run-30']);
		expect(hub.queries[1]).toEqual({ from: 1, order: 'DESCENDING', limit: 1, offset: 2 });
		expect(await newest(hubAt(), 20, 0)).toEqual([]);
	});

	test('is not when the server gives fewer than asked for, and more follow', async () => {
		const { source } = hubAt(20, 30, 40);
		const list: RunSource['list'] = async (query) => (await source.list(query)).slice(0, 2);
		expect(await newestSince({ ...source, list }, { from: 20, cursor: 20 }, LIMIT)).toBeUndefined();
	});

	test('is none when it ends before what was listed before', async () => {
		expect(await newest(hubAt(10, 20), 15, 21)).toBeUndefined();
		expect(await newest(hubAt(), 15, 1)).toBeUndefined();
		expect(await newest(hubAt(10, 20), 15, 20)).toEqual(['run-10', 'run-20']);
	});

	test('is none from a server that does not sort', async () => {
		const list = async () => [runAt(30), runAt(10), runAt(20), runAt(5)];
		const source = { list, get: async () => undefined };
		expect(await newestSince(source, { from: 8, cursor: 30 }, LIMIT)).toBeUndefined();
	});

	test('may hold several runs of one second, and some that have not started', async () => {
		const list = async () => [runAt(30, 'a'), { id: 'b' }, runAt(30, 'c'), runAt(10, 'd')];
		const source = { list, get: async () => undefined };
		const page = await newestSince(source, { from: 20, cursor: 30 }, LIMIT);
		expect(page?.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
	});
});
