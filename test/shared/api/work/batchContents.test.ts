import { missingFiles, notTaken } from '../../../../nodes/shared/api/work/batchContents';
import { answerOf, failing, failureOf, ListedRuns } from '../../support/listedRuns';

type Listed = { name?: string; metadata?: { size?: unknown } };
/** What is answered to a look: the files of the batch, or the HTTP status of a failure. */
type Look = Listed[] | number;

const NO_PAUSE: number[] = [];
const PAGE = '<!DOCTYPE html><html><body>Not here</body></html>';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

const fileOf = (name: string, size = 8) => ({
	name,
	size,
	open: async () => await Promise.reject(new Error('A look opens no file')),
});
const listed = (name: string, size: unknown = 8): Listed => ({ name, metadata: { size } });

/** The names that are missing after these looks; the last one is answered again and again. */
async function missing(files: Array<ReturnType<typeof fileOf>>, ...looks: Look[]) {
	hub.on.listFiles = () => {
		const look = looks.length > 1 ? looks.shift()! : looks[0];
		return typeof look === 'number' ? failing(look) : answerOf({ nodes: look });
	};
	return (await missingFiles(hub.api, 7, files)).map(({ name }) => name);
}

describe('a file', () => {
	const [a, b] = [fileOf('a.pdf'), fileOf('b.pdf')];

	it('is there where the list has it; that takes one look', async () => {
		expect(await missing([a, b], [listed('b.pdf'), listed('x.pdf'), listed('a.pdf')])).toEqual([]);
		expect(hub.requests).toMatchObject([{ operationId: 'listFiles', path: '/v2/batches/7/files' }]);
		expect(hub.slept).toEqual(NO_PAUSE);
	});

	it('may show up after a pause', async () => {
		expect(
			await missing([a, b], [], [listed('a.pdf')], [listed('a.pdf'), listed('b.pdf')]),
		).toEqual([]);
		expect(hub.slept).toEqual([1_000, 3_000]);
	});

	it('is missing after the third look', async () => {
		expect(await missing([a, b], [listed('b.pdf')])).toEqual(['a.pdf']);
		expect(hub.requests).toHaveLength(3);
		expect(hub.slept).toEqual([1_000, 3_000]);
	});

	it('may be on any page of the list', async () => {
		hub.on.listFiles = ({ query }) =>
			query?.start_token === 'next'
				? answerOf({ nodes: [listed('b.pdf')] })
				: answerOf({ nodes: [listed('a.pdf')], next_page_token: 'next', has_more: true });
		expect(await missingFiles(hub.api, 7, [a, b])).toEqual([]);
		expect(hub.requests).toHaveLength(2);
	});
});

describe('a file is known by its name', () => {
	it.each([
		['Ä.PDF', 'ä.pdf'],
		['A\u0308.pdf', '\u00c4.pdf'],
	])('%s as %s', async (own, theirs) => {
		expect(await missing([fileOf(own, 8)], [listed(theirs, undefined)])).toEqual([]);
	});

	it('once: one file of the list does not stand for two', async () => {
		expect(await missing([fileOf('a.pdf'), fileOf('A.pdf')], [listed('a.pdf')])).toEqual(['A.pdf']);
	});

	it('also where two names differ in case alone', async () => {
		const both = [listed('a.pdf', 1), listed('A.pdf', 2)];
		expect(await missing([fileOf('a.pdf', 1), fileOf('A.pdf', 2)], both)).toEqual([]);
	});

	it.each([[undefined], [null], [17]])('which the list may not tell: %p', async (name) => {
		const found = [{ name: name as never, metadata: { size: 9 } }];
		expect(await missing([fileOf('a.pdf')], found)).toEqual(['a.pdf']);
	});
});

describe('a file of the name counts', () => {
	it.each<[string, Listed]>([
		['with its size', listed('a.pdf', 8)],
		['with its size as text', listed('a.pdf', '8')],
		['without a size', { name: 'a.pdf', metadata: {} }],
		['with null for it', listed('a.pdf', null)],
		['without anything but the name', { name: 'a.pdf' }],
	])('%s', async (_, found) => {
		expect(await missing([fileOf('a.pdf')], [found])).toEqual([]);
	});

	it.each([[7], ['9'], [0]])('not with the size %p, as of a broken upload', async (size) => {
		expect(await missing([fileOf('a.pdf')], [listed('a.pdf', size)])).toEqual(['a.pdf']);
	});
});

describe('a file whose name AI Hub changed', () => {
	it.each([[5], ['5']])('is known by its size %p', async (size) => {
		const list = [listed('a.pdf', 8), listed('b_1_.pdf', size)];
		expect(await missing([fileOf('b(1).pdf', 5), fileOf('a.pdf')], list)).toEqual([]);
	});

	it('is not a file that stands in the list for another', async () => {
		expect(await missing([fileOf('b(1).pdf', 8), fileOf('a.pdf')], [listed('a.pdf')])).toEqual([
			'b(1).pdf',
		]);
	});

	it('is one of those left over, each of which stands for one', async () => {
		const files = [fileOf('a?.pdf', 5), fileOf('b?.pdf', 9), fileOf('c?.pdf', 5)];
		expect(await missing(files, [listed('x', 9), listed('y', 5)])).toEqual(['c?.pdf']);
		expect(await missing(files, [listed('x', 9)])).toEqual(['a?.pdf', 'c?.pdf']);
		expect(await missing(files, [listed('x', 5)])).toEqual(['b?.pdf', 'c?.pdf']);
	});

	it('is missing where what is left over tells no size', async () => {
		expect(await missing([fileOf('a?.pdf')], [{ name: 'x' }])).toEqual(['a?.pdf']);
	});
});

describe('a mail', () => {
	it('may be in the list as what was in it', async () => {
		expect(await missing([fileOf('mail.eml')], [listed('attached.pdf', 3)])).toEqual([]);
	});

	it('is missing where nothing is left over that could be it', async () => {
		const files = [fileOf('mail.eml', 9), fileOf('a.pdf')];
		expect(await missing(files, [listed('a.pdf')])).toEqual(['mail.eml']);
	});

	it('does not make up for other files', async () => {
		const files = [fileOf('mail.eml'), fileOf('a.pdf', 4)];
		expect(await missing(files, [listed('attached.pdf', 3)])).toEqual(['a.pdf']);
	});
});

describe('a server that has no such list', () => {
	const files = [fileOf('a.pdf')];

	it.each([[404], [400], [405]])('is taken at its word after it said %i twice', async (status) => {
		expect(await missing(files, status)).toEqual([]);
		expect(hub.requests).toHaveLength(2);
	});

	it('may only have slipped', async () => {
		expect(await missing(files, 404, [])).toEqual(['a.pdf']);
		expect(await missing(files, [], 404, [])).toEqual(['a.pdf']);
		expect(await missing(files, 404, [listed('a.pdf')])).toEqual([]);
	});

	it.each<[Look[]]>([[[[], 404, 404]], [[404, [], 404]]])(
		'is not one that gave a list without the file: %j',
		async (looks) => {
			expect(await missing(files, ...looks)).toEqual(['a.pdf']);
		},
	);
});

describe('a look fails', () => {
	const look = () => missingFiles(hub.api, 7, [fileOf('a.pdf')]);

	it.each([
		[401, 'authentication'],
		[403, 'forbidden'],
		[503, 'unavailable'],
	])('with HTTP status %i', async (status, kind) => {
		hub.on.listFiles = () => failing(status);
		expect((await failureOf(look())).kind).toBe(kind);
		expect(hub.requests).toHaveLength(1);
	});

	it("with a proxy's page, which says nothing of AI Hub", async () => {
		hub.on.listFiles = () => ({ status: 404, headers: {}, body: PAGE });
		expect(await failureOf(look())).toMatchObject({ kind: 'notFound', details: { isPage: true } });
	});

	it('with an error that is told under a success', async () => {
		hub.on.listFiles = () => answerOf({ error: 'slow down' });
		expect(await failureOf(look())).toMatchObject({ kind: 'rejected', details: { status: 200 } });
	});

	it('when n8n itself ends it', async () => {
		hub.api.throwIfCancelled = () => {
			throw new Error('stopped');
		};
		await expect(look()).rejects.toThrow('stopped');
	});
});

it('names the files that AI Hub did not keep, and counts the rest', () => {
	const files = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => fileOf(name));
	const all = (most: number) => notTaken(7, files.slice(0, most)).message;
	expect(all(1)).toBe('AI Hub did not keep "a": the list of batch 7 does not show it');
	expect(all(5)).toMatch(/^AI Hub did not keep "a", "b", "c", "d", "e": /);
	expect(all(7)).toMatch(/^AI Hub did not keep "a", "b", "c", "d", "e" and 2 more: /);
	expect(notTaken(7, files)).toMatchObject({
		kind: 'unexpectedAnswer',
		hint: expect.stringMatching(/^Run this again\. .* a proxy in between/) as string,
	});
});
