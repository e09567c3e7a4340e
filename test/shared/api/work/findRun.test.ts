import type { Run } from '../../../../nodes/shared/api/resources/runs';
import type { ApiResponse } from '../../../../nodes/shared/api/wire/send';
import { ServerClock } from '../../../../nodes/shared/api/wire/serverClock';
import { RunFinder, type Search } from '../../../../nodes/shared/api/work/findRun';
import type { Recognition } from '../../../../nodes/shared/api/work/recognizeRun';
import { failing, failureOf, ListedRuns, NOW_MS, secondsAgo } from '../../support/listedRuns';

const DAY_MS = 24 * 60 * 60_000;

let hub: ListedRuns;
let finder: RunFinder;

beforeEach(() => {
	hub = new ListedRuns();
	finder = new RunFinder(hub.api);
});

/** Adds a run of the app; each one is newer than those before. */
function add(id: string, more: Partial<Run> = {}): void {
	hub.runs.push({ id, app_id: 'app', tags: [], ...secondsAgo(1_000 - hub.runs.length), ...more });
}

const tagged = (tag: string, more: Partial<Search> = {}): Search => ({
	wanted: { target: { app: { app_id: 'app' } }, tag: { is: tag } },
	sinceMs: DAY_MS,
	...more,
});
const idOf = async (look: Promise<Run | undefined>) => (await look)?.id;

describe('a look', () => {
	it('finds the newest run that is the one', async () => {
		add('old', { tags: ['t'] });
		add('new', { tags: ['t'] });
		add('other');
		expect(await idOf(finder.look(tagged('t')))).toBe('new');
	});

	it('finds none where there is none', async () => {
		add('other');
		add('of another app', { app_id: 'other', tags: ['t'] });
		expect(await finder.look(tagged('t'))).toBeUndefined();
	});

	it('reads no further than to the run', async () => {
		hub.pageSize = 1;
		add('older');
		add('one', { tags: ['t'] });
		expect(await idOf(finder.look(tagged('t')))).toBe('one');
		expect(hub.requests).toHaveLength(1);
	});

	it('finds a run behind many others', async () => {
		hub.pageSize = 2;
		add('one', { tags: ['t'] });
		for (let count = 0; count < 7; count++) add(`other ${count}`);
		expect(await idOf(finder.look(tagged('t')))).toBe('one');
	});

	it('passes over runs that are not wanted any more', async () => {
		add('older', { tags: ['t'], status: 'COMPLETE' });
		add('failed', { tags: ['t'], status: 'FAILED' });
		add('failed, of unknown tags', { tags: null, status: 'FAILED' });
		const passOver = ({ status }: Run) => status === 'FAILED';
		expect(await idOf(finder.look(tagged('t', { passOver })))).toBe('older');
	});

	it('does not find runs from before its time', async () => {
		add('old', { tags: ['t'], ...secondsAgo(61) });
		expect(await finder.look(tagged('t', { sinceMs: 60_000 }))).toBeUndefined();
		expect(await idOf(finder.look(tagged('t', { sinceMs: 61_000 })))).toBe('old');
	});

	it('goes back in time from the earlier one of both clocks', async () => {
		add('one', { tags: ['t'], ...secondsAgo(100) });
		hub.api.clock = new ServerClock(hub.api.now);
		hub.api.clock.hear(new Date(NOW_MS + 90_000).toUTCString());
		expect(await idOf(finder.look(tagged('t', { sinceMs: 100_000 })))).toBe('one');
		hub.api.clock.hear(new Date(NOW_MS - 90_000).toUTCString());
		expect(await idOf(finder.look(tagged('t', { sinceMs: 10_000 })))).toBe('one');
	});

	it('asks for whole seconds since 1970, and none before', async () => {
		hub.nowMs = 10_900;
		await finder.look(tagged('t', { sinceMs: 5_000 }));
		await finder.look(tagged('t', { sinceMs: 90_000 }));
		expect(hub.requests.map(({ query }) => query?.from_timestamp)).toEqual([5, 0]);
	});

	it('fails when the list cannot be read, and the next one reads it anew', async () => {
		add('one', { tags: ['t'] });
		hub.instead.push(() => failing(503));
		expect((await failureOf(finder.look(tagged('t')))).kind).toBe('unavailable');
		expect(await idOf(finder.look(tagged('t')))).toBe('one');
	});
});

describe('a run that the list does not tell from the wanted one', () => {
	const compared: string[] = [];
	const comparing = (recognitions: Record<string, Recognition>) =>
		tagged('t', {
			compare: async ({ id }) => {
				compared.push(id);
				return recognitions[id] ?? 'no';
			},
		});
	const addUnclear = (...ids: string[]) => ids.forEach((id) => add(id, { tags: null }));

	beforeEach(() => {
		compared.length = 0;
	});

	it('makes it unclear whether there is one; the error names it', async () => {
		add('it', { tags: null, status: 'RUNNING' });
		const error = await failureOf(finder.look(tagged('t')));
		expect(error.kind).toBe('unexpectedAnswer');
		expect(error.message).toMatch(/run it may be the one/);
		expect(error.details).toMatchObject({ runId: 'it', runStatus: 'RUNNING' });
	});

	it('does not matter when the one is there', async () => {
		add('one', { tags: ['t'] });
		addUnclear('unclear');
		expect(await idOf(finder.look(comparing({ unclear: 'yes' })))).toBe('one');
		expect(compared).toEqual([]);
	});

	it('is the one when comparing it says so', async () => {
		add('told', { tags: ['other'] });
		addUnclear('a', 'b', 'c');
		expect(await idOf(finder.look(comparing({ b: 'yes' })))).toBe('b');
		expect(compared).toEqual(['c', 'b', 'a']);
	});

	it('is not the one when comparing it says so', async () => {
		addUnclear('a', 'b');
		expect(await finder.look(comparing({}))).toBeUndefined();
	});

	it('leaves it unclear when comparing it tells nothing', async () => {
		addUnclear('a', 'b');
		expect((await failureOf(finder.look(comparing({ a: 'unclear' })))).details.runId).toBe('a');
	});

	it('leaves it unclear when another one looks the same', async () => {
		addUnclear('a', 'b');
		const error = await failureOf(finder.look(comparing({ a: 'yes', b: 'yes' })));
		expect(error.details.runId).toBe('a');
	});

	it('is one although the list has it twice', async () => {
		addUnclear('a', 'a');
		expect(await idOf(finder.look(comparing({ a: 'yes' })))).toBe('a');
	});

	it('is compared among up to twenty', async () => {
		addUnclear(...Array.from({ length: 20 }, (_, index) => `run ${index}`));
		expect(await idOf(finder.look(comparing({ 'run 0': 'yes' })))).toBe('run 0');
		expect(compared).toHaveLength(20);
	});

	it('is not compared beyond twenty, which leaves it unclear', async () => {
		addUnclear(...Array.from({ length: 21 }, (_, index) => `run ${index}`));
		const error = await failureOf(finder.look(comparing({ 'run 20': 'yes' })));
		expect(error.details.runId).toBe('run 0');
		expect(compared).toHaveLength(20);
	});
});

describe('looks at the same time', () => {
	it('share one reading of the list, which goes on until each has its run', async () => {
		hub.pageSize = 1;
		for (const tag of ['a', 'b', 'c']) add(tag, { tags: [tag] });
		const looks = ['c', 'b', 'c'].map(async (tag) => await idOf(finder.look(tagged(tag))));
		expect(await Promise.all(looks)).toEqual(['c', 'b', 'c']);
		expect(hub.requests).toHaveLength(2);
	});

	it('each find the newest run, not an older one further on', async () => {
		hub.pageSize = 1;
		add('old', { tags: ['a', 'b'] });
		add('new', { tags: ['a'] });
		const looks = ['a', 'b'].map(async (tag) => await idOf(finder.look(tagged(tag))));
		expect(await Promise.all(looks)).toEqual(['new', 'old']);
	});

	it('all fail when the list cannot be read', async () => {
		hub.instead.push(() => failing(403));
		const looks = ['a', 'b'].map(async (tag) => await failureOf(finder.look(tagged(tag))));
		expect((await Promise.all(looks)).map(({ kind }) => kind)).toEqual(['forbidden', 'forbidden']);
	});

	it('do not share it with those for another app, or further back', async () => {
		add('old', { tags: ['t'], ...secondsAgo(100) });
		add('of the other', { app_id: 'other', tags: ['t'] });
		const other = { target: { app: { app_id: 'other' } }, tag: { is: 't' } };
		const looks = [
			tagged('t', { sinceMs: 10_000 }),
			tagged('t', { sinceMs: 200_000 }),
			tagged('t', { wanted: other }),
		].map(async (search) => await idOf(finder.look(search)));
		expect(await Promise.all(looks)).toEqual([undefined, 'old', 'of the other']);
	});

	it('that begin while the list is read wait for the next reading', async () => {
		let answer: (response: ApiResponse) => void = () => undefined;
		hub.instead.push(() => new Promise((resolve) => (answer = resolve)));
		const first = finder.look(tagged('t'));
		await new Promise((resolve) => setImmediate(resolve));
		add('new', { tags: ['t'] });
		const later = [idOf(finder.look(tagged('t'))), idOf(finder.look(tagged('t')))];
		await new Promise((resolve) => setImmediate(resolve));
		expect(hub.requests).toHaveLength(1);
		answer({ status: 200, headers: {}, body: '{"runs":[]}' });
		expect(await first).toBeUndefined();
		expect(await Promise.all(later)).toEqual(['new', 'new']);
		expect(hub.requests).toHaveLength(2);
	});
});

describe('an earlier reading of the whole list', () => {
	const fresh = (tag: string, freshSinceMs = NOW_MS) => tagged(tag, { freshSinceMs });

	it('does for all who say since when', async () => {
		for (const tag of ['a', 'b']) add(tag, { tags: [tag] });
		expect(await finder.look(fresh('none'))).toBeUndefined();
		const read = hub.requests.length;
		expect(await idOf(finder.look(fresh('a')))).toBe('a');
		expect(await idOf(finder.look(fresh('b', NOW_MS - 1)))).toBe('b');
		expect(await finder.look(fresh('none'))).toBeUndefined();
		expect(hub.requests).toHaveLength(read);
	});

	it('does although only one of those who shared it says so', async () => {
		await Promise.all([finder.look(tagged('none')), finder.look(fresh('none'))]);
		const read = hub.requests.length;
		await finder.look(fresh('none'));
		expect(hub.requests).toHaveLength(read);
	});

	it('does not do for those who want a newer one', async () => {
		expect(await finder.look(fresh('t'))).toBeUndefined();
		add('new', { tags: ['t'] });
		expect(await idOf(finder.look(fresh('t', NOW_MS + 1)))).toBe('new');
	});

	it('does not do for those who do not say so', async () => {
		expect(await finder.look(fresh('t'))).toBeUndefined();
		add('new', { tags: ['t'] });
		expect(await idOf(finder.look(tagged('t')))).toBe('new');
	});

	it('is as old as its beginning', async () => {
		hub.instead.push(async () => {
			hub.nowMs += 10;
			return { status: 200, headers: {}, body: '{"runs":[]}' };
		});
		expect(await finder.look(fresh('t'))).toBeUndefined();
		add('new', { tags: ['t'] });
		expect(await idOf(finder.look(fresh('t', NOW_MS + 5)))).toBe('new');
	});

	it('that ended at a run hides none that come behind it', async () => {
		hub.pageSize = 1;
		for (const tag of ['a', 'b']) add(tag, { tags: [tag] });
		expect(await idOf(finder.look(fresh('b')))).toBe('b');
		expect(await idOf(finder.look(fresh('a')))).toBe('a');
	});

	it('of somebody who did not say so hides none', async () => {
		add('a', { tags: ['a'] });
		expect(await finder.look(tagged('none'))).toBeUndefined();
		expect(await idOf(finder.look(fresh('a')))).toBe('a');
	});

	it('leaves runs to be compared', async () => {
		add('a', { tags: null });
		const compare = async () => 'no' as const;
		expect(await finder.look({ ...fresh('t'), compare })).toBeUndefined();
		const same = { ...fresh('t'), compare: async () => 'yes' as const };
		expect(await idOf(finder.look(same))).toBe('a');
		expect((await failureOf(finder.look(fresh('t')))).details.runId).toBe('a');
	});
});

describe('a patient look', () => {
	const patiently = (...pausesMs: number[]) => finder.lookPatiently(tagged('t'), pausesMs);

	it('ends with the run', async () => {
		add('one', { tags: ['t'] });
		expect(await idOf(patiently(0, 1_000))).toBe('one');
		expect(hub.slept).toEqual([]);
	});

	it('pauses before each look until the run shows up', async () => {
		const empty = () => ({ status: 200, headers: {}, body: '{"runs":[]}' });
		hub.instead.push(empty, empty);
		add('one', { tags: ['t'] });
		expect(await idOf(patiently(1_000, 2_000, 4_000, 8_000))).toBe('one');
		expect(hub.slept).toEqual([1_000, 2_000, 4_000]);
	});

	it('finds none after the last look', async () => {
		expect(await patiently(1, 2, 3)).toBeUndefined();
		expect(hub.slept).toEqual([1, 2, 3]);
	});

	it('makes up for looks that fail', async () => {
		hub.instead.push(() => failing(503));
		expect(await patiently(1, 2)).toBeUndefined();
		hub.instead.push(() => failing(503));
		add('one', { tags: ['t'] });
		expect(await idOf(patiently(1, 2))).toBe('one');
	});

	it('fails when the last look does', async () => {
		hub.instead.push(undefined, () => failing(503));
		expect((await failureOf(patiently(1, 2))).kind).toBe('unavailable');
	});

	it('ends at once when it is refused', async () => {
		hub.instead.push(() => failing(401));
		expect((await failureOf(patiently(1, 2, 3))).kind).toBe('authentication');
		expect(hub.requests).toHaveLength(1);
	});
});
