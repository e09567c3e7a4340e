import {
	assertName,
	createBatch,
	cutBetweenCharacters,
	deleteBatch,
	fittingName,
	getBatch,
	listBatches,
	LONGEST_NAME,
} from '../../../../nodes/shared/api/resources/batches';
import { collect } from '../../../../nodes/shared/api/wire/paginate';
import { answerOf, failureOf, ListedRuns } from '../../support/listedRuns';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
	hub.on.createBatch = () => answerOf({ id: 7 });
});

describe('a new batch', () => {
	it.each<[string, { name: string; workspace?: string }, string | undefined]>([
		['in a workspace', { name: 'May', workspace: 'Sales' }, 'Sales'],
		['without a workspace', { name: 'May' }, undefined],
		['with an empty workspace', { name: 'May', workspace: '' }, undefined],
	])('%s is asked for by its name', async (_, batch, workspace) => {
		expect(await createBatch(hub.api, batch)).toStrictEqual({ id: 7 });
		expect(hub.requests).toStrictEqual([
			{
				operationId: 'createBatch',
				method: 'POST',
				path: '/v2/batches',
				body: { json: { name: 'May', workspace } },
			},
		]);
	});

	it('without a name is refused before it is sent', async () => {
		const error = await failureOf(createBatch(hub.api, { name: '' }));
		expect(error.message).toBe('The batch name is empty');
		expect(hub.requests).toEqual([]);
	});
});

describe('a list of batches', () => {
	const ALL = [{ id: 1 }, { id: 2 }, { id: 3 }];

	it('is read page by page, to the end', async () => {
		hub.on.listBatches = ({ query }) => {
			const offset = Number(query?.offset);
			return answerOf({ batches: ALL.slice(offset, offset + 2) });
		};
		const filters = { workspace: 'Sales', username: 'me' };
		expect(await collect(listBatches(hub.api, filters))).toEqual(ALL);
		expect(hub.requests).toStrictEqual(
			[0, 2, 3].map((offset) => ({
				operationId: 'listBatches',
				method: 'GET',
				path: '/v2/batches',
				query: { ...filters, limit: 100, offset },
			})),
		);
	});

	it.each([undefined, {}, { workspace: '', username: '' }])(
		'with the filters %j is asked for without any',
		async (filters) => {
			hub.on.listBatches = () => answerOf({ batches: [] });
			expect(await collect(listBatches(hub.api, filters))).toEqual([]);
			expect(hub.requests[0].query).toStrictEqual({
				workspace: undefined,
				username: undefined,
				limit: 100,
				offset: 0,
			});
		},
	);

	it('passes over what is no batch', async () => {
		hub.instead.push(() => answerOf({ batches: [null, 'b', { id: 1 }, []] }));
		hub.on.listBatches = () => answerOf({ batches: [] });
		expect(await collect(listBatches(hub.api))).toEqual([{ id: 1 }]);
	});
});

it('a batch is asked for by its ID', async () => {
	hub.on.getBatch = () => answerOf({ id: 7, name: 'May' });
	expect(await getBatch(hub.api, 7)).toStrictEqual({ id: 7, name: 'May' });
	expect(hub.requests).toStrictEqual([
		{ operationId: 'getBatch', method: 'GET', path: '/v2/batches/7' },
	]);
});

it.each<[object, string[]]>([
	[{ job_id: 'j1' }, ['j1']],
	[{}, []],
])('the deletion of a batch, answered by %j, is done by the jobs %j', async (answer, jobs) => {
	hub.on.deleteBatch = () => answerOf(answer);
	expect(await deleteBatch(hub.api, 7)).toEqual(jobs);
	expect(hub.requests).toStrictEqual([
		{ operationId: 'deleteBatch', method: 'DELETE', path: '/v2/batches/7' },
	]);
});

describe('a name', () => {
	const refused = async (name: string) =>
		await failureOf((async () => assertName(name, 'file name'))());

	it.each(['', ' ', '\t\n'])('of %j is empty', async (name) => {
		const error = await refused(name);
		expect(error.kind).toBe('invalidInput');
		expect(error.message).toBe('The file name is empty');
		expect(error.hint).toBe('Give the file name at least one character.');
	});

	it.each([
		['one character', 'a'],
		['as many characters as may be', 'a'.repeat(LONGEST_NAME)],
		['as many emoji as may be', '😀'.repeat(LONGEST_NAME)],
	])('of %s is taken', (_, name) => {
		expect(() => assertName(name, 'file name')).not.toThrow();
	});

	it.each([
		['letters', 'a', 'a'.repeat(40)],
		['emoji', '😀', '😀'.repeat(20)],
	])('of too many %s is refused, and told by its beginning', async (_, one, beginning) => {
		const error = await refused(one.repeat(256));
		expect(error.kind).toBe('invalidInput');
		expect(error.message).toBe('The file name has 256 characters; AI Hub takes at most 255');
		expect(error.hint).toBe(`Shorten the file name. It begins "${beginning}…".`);
	});

	it('is cut to fit, however AI Hub counts', () => {
		expect(fittingName('a'.repeat(300))).toBe('a'.repeat(255));
		expect(fittingName('😀'.repeat(300))).toBe('😀'.repeat(127));
		expect(fittingName('a'.repeat(255))).toBe('a'.repeat(255));
	});

	it.each([
		['abcdef', 6, 'abcdef'],
		['abcdef', 3, 'abc'],
		['abcdef', 0, ''],
		['a😀b', 1, 'a'],
		['a😀b', 2, 'a'],
		['a😀b', 3, 'a😀'],
		['👨‍👩‍👧 at home', 7, ''],
		['👨‍👩‍👧 at home', 8, '👨‍👩‍👧'],
		['👨‍👩‍👧 at home', 10, '👨‍👩‍👧 a'],
	])('%s, cut to %i, is %j', (name, most, cut) => {
		expect(cutBetweenCharacters(name, most)).toBe(cut);
	});
});
