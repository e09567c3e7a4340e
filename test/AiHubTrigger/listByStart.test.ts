import { type ListQuery, listByStart, type RunSource } from '../../nodes/AiHubTrigger/listByStart';
import type { Run } from '../../nodes/shared/api/resources/runs';

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
	new Map(starts.map((start, index) => [`run-${index}`, start] as const));

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
