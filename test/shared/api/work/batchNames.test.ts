import type { Run } from '../../../../nodes/shared/api/resources/runs';
import { inputNames, timedName, untimedName } from '../../../../nodes/shared/api/work/batchNames';
import { answerOf, failing, ListedRuns } from '../../support/listedRuns';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
	hub.on.getBatch = () => answerOf({ id: 7, name: 'Invoices' });
	hub.on.listFiles = () => answerOf({ nodes: [{ name: 'b.pdf' }, { name: 'a.pdf' }] });
});

const namesOf = (run: Partial<Run>) => inputNames(hub.api, run);
const RUN = { batch_id: 7 };

describe('a name with the time behind it', () => {
	it('is made, and taken apart again', () => {
		const name = timedName('n8n', Date.UTC(2026, 0, 2, 3, 4, 5, 6));
		expect(name).toBe('n8n 2026-01-02T03:04:05.006Z');
		expect(untimedName(name)).toBe('n8n');
	});

	it.each([
		['Invoices'],
		['Invoices 2026-01-02'],
		['2026-01-02T03:04:05.006Z'],
		['Invoices 2026-01-02T03:04:05.006Z and more'],
		['Invoices 12026-01-02T03:04:05.006Z'],
		['Invoices 2026-01-02T03:04:05Z'],
		['Invoices 2026-01-02Tab:cd:ef.006Z'],
	])('is none in "%s", which stays', (name) => {
		expect(untimedName(name)).toBe(name);
	});

	it('loses one time only', () => {
		const time = '2026-01-02T03:04:05.006Z';
		expect(untimedName(`a ${time} ${time}`)).toBe(`a ${time}`);
	});
});

describe('a run over a batch', () => {
	it.each([[7], ['7']])('reads the batch %p and its files', async (batch_id) => {
		expect(await namesOf({ batch_id })).toEqual({ name: 'Invoices', files: ['b.pdf', 'a.pdf'] });
		expect(hub.requests).toMatchObject([
			{ operationId: 'getBatch', path: '/v2/batches/7', timeoutMs: 3_000 },
			{ operationId: 'listFiles', path: '/v2/batches/7/files', timeoutMs: 3_000 },
		]);
	});

	it('gives the first twenty files, and asks for one page', async () => {
		const nodes = Array.from({ length: 30 }, (_, index) => ({ name: `${index}.pdf` }));
		hub.on.listFiles = () => answerOf({ nodes, next_page_token: 'next', has_more: true });
		const { files } = await namesOf(RUN);
		expect(files).toHaveLength(20);
		expect(files.slice(-1)).toEqual(['19.pdf']);
		expect(hub.requests).toHaveLength(2);
	});

	it('goes without what has no name, or none that is text', async () => {
		hub.on.getBatch = () => answerOf({ id: 7, name: 17 });
		hub.on.listFiles = () => answerOf({ nodes: [{}, { name: null }, { name: 5 }, { name: 'a' }] });
		expect(await namesOf(RUN)).toEqual({ files: ['a'] });
	});

	it('may be over an empty one', async () => {
		hub.on.listFiles = () => answerOf({ nodes: [] });
		expect(await namesOf(RUN)).toEqual({ name: 'Invoices', files: [] });
	});
});

describe('a batch that does not answer', () => {
	it.each([[404], [400], [403]])('is gone, or not for this person, with %i', async (status) => {
		hub.on.getBatch = hub.on.listFiles = () => failing(status);
		expect(await namesOf(RUN)).toEqual({ files: [] });
	});

	it.each([[401], [429], [503]])('makes others go without, with %i', async (status) => {
		hub.on.getBatch = hub.on.listFiles = () => failing(status);
		expect(await namesOf(RUN)).toEqual({ files: [], isAway: true });
	});

	it('leaves the half that did', async () => {
		hub.on.listFiles = () => failing(404);
		expect(await namesOf(RUN)).toEqual({ name: 'Invoices', files: [] });
		hub.on.listFiles = () => failing(503);
		expect(await namesOf(RUN)).toEqual({ name: 'Invoices', files: [], isAway: true });
		hub.on.listFiles = () => answerOf({ nodes: [{ name: 'a.pdf' }] });
		hub.on.getBatch = () => failing(503);
		expect(await namesOf(RUN)).toEqual({ files: ['a.pdf'], isAway: true });
	});

	it('is asked once', async () => {
		hub.api.retries = true;
		hub.on.getBatch = hub.on.listFiles = () => failing(503);
		await namesOf(RUN);
		expect(hub.requests).toHaveLength(2);
		expect(hub.slept).toEqual([]);
	});

	it('does not hide that the execution was stopped', async () => {
		hub.api.throwIfCancelled = () => {
			throw new Error('stopped');
		};
		await expect(namesOf(RUN)).rejects.toThrow('stopped');
	});

	it('may end with what is no error of this package', async () => {
		let checks = 0;
		hub.api.throwIfCancelled = () => {
			if (++checks <= 2) throw new TypeError('odd');
		};
		expect(await namesOf(RUN)).toEqual({ files: [], isAway: true });
	});
});

describe('a run without a batch', () => {
	it.each<[Run['batch_id']]>([[undefined], [null], [''], [0], ['b-7'], [1.5]])(
		'as %p asks nothing',
		async (batch_id) => {
			expect(await namesOf({ batch_id })).toEqual({ files: [] });
			expect(hub.requests).toEqual([]);
		},
	);

	it.each<[unknown, object]>([
		['org/workspace/fs/Drive/Scans', { name: 'Scans' }],
		['org/Scans//', { name: 'Scans' }],
		['Scans', { name: 'Scans' }],
		['a//b/c', { name: 'c' }],
		['/', {}],
		['', {}],
		[null, {}],
		[undefined, {}],
		[17, { name: '17' }],
	])('has the name of its folder %p', async (input_dir, expected) => {
		expect(await namesOf({ input_dir: input_dir as string })).toEqual({ ...expected, files: [] });
	});
});
