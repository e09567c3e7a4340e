import { uploadNewBatch } from '../../../../nodes/shared/api/work/newBatch';
import { answerOf, failing, failureOf, ListedRuns } from '../../support/listedRuns';

const BYTES = Buffer.from('%PDF-1.7');

let hub: ListedRuns;
/** What the batch holds. */
let kept: string[];
/** Names whose next uploads AI Hub seems to take, each as often as it is in here. */
let dropped: string[];
let told: number[];

beforeEach(() => {
	hub = new ListedRuns();
	kept = [];
	dropped = [];
	told = [];
	hub.on.createBatch = () => answerOf({ id: 7 });
	hub.on.addFileToBatch = ({ path }) => {
		const name = path.slice(path.lastIndexOf('/') + 1);
		const index = dropped.indexOf(name);
		if (index >= 0) dropped.splice(index, 1);
		else kept.push(name);
		return { status: 204, headers: {}, body: '' };
	};
	hub.on.listFiles = () =>
		answerOf({ nodes: kept.map((name) => ({ name, metadata: { size: BYTES.length } })) });
});

const filesOf = (...names: string[]) =>
	names.map((name) => ({
		name,
		size: BYTES.length,
		open: async () =>
			(async function* () {
				yield BYTES;
			})(),
	}));
const upload = (names: string[], batch: { name: string; workspace?: string } = { name: 'n8n' }) =>
	uploadNewBatch(hub.api, batch, filesOf(...names), {
		inParallel: 2,
		created: (id) => told.push(id, hub.requests.length),
	});
const sentNames = () => hub.sent('addFileToBatch').map(({ path }) => path.split('/').pop());

it('creates a batch, uploads the files, and looks whether all of them are there', async () => {
	expect(await upload(['a', 'b', 'c'], { name: 'n8n', workspace: 'w' })).toBe(7);
	expect(hub.sent('createBatch')).toMatchObject([
		{ body: { json: { name: 'n8n', workspace: 'w' } } },
	]);
	expect(sentNames()).toEqual(['a', 'b', 'c']);
	expect(hub.requests.map(({ path }) => path)).toEqual([
		'/v2/batches',
		'/v2/batches/7/files/a',
		'/v2/batches/7/files/b',
		'/v2/batches/7/files/c',
		'/v2/batches/7/files',
	]);
});

it('tells the ID as soon as the batch is there, so that it can be deleted whatever comes', async () => {
	hub.on.addFileToBatch = () => failing(400);
	expect(await failureOf(upload(['a']))).toMatchObject({
		kind: 'rejected',
		details: { operationId: 'addFileToBatch' },
	});
	expect(told).toEqual([7, 1]);
	expect(hub.sent('listFiles')).toEqual([]);
});

it('needs nobody to be told', async () => {
	expect(await uploadNewBatch(hub.api, { name: 'n8n' }, filesOf('a'), { inParallel: 1 })).toBe(7);
});

it('uploads so many files at the same time, and no more', async () => {
	let [now, most] = [0, 0];
	const { addFileToBatch } = hub.on;
	hub.on.addFileToBatch = async (request) => {
		most = Math.max(most, ++now);
		await new Promise((resolve) => setImmediate(resolve));
		now--;
		return await addFileToBatch(request);
	};
	await upload(['a', 'b', 'c', 'd', 'e']);
	expect(most).toBe(2);
});

describe('the ID of the batch', () => {
	it('may be text', async () => {
		hub.on.createBatch = () => answerOf({ id: '12' });
		expect(await upload(['a'])).toBe(12);
		expect(hub.sent('addFileToBatch')[0].path).toBe('/v2/batches/12/files/a');
	});

	it.each([[0], [-1], [1.5], ['b-7'], [1e300]])('is not %p', async (id) => {
		hub.on.createBatch = () => answerOf({ id });
		expect(await failureOf(upload(['a']))).toMatchObject({
			kind: 'unexpectedAnswer',
			message: 'AI Hub created a batch without telling its ID',
			hint: 'Run this again. If it comes back, look at the batches in AI Hub.',
		});
		expect(hub.requests).toHaveLength(1);
		expect(told).toEqual([]);
	});
});

describe('a file that AI Hub did not keep', () => {
	it('is uploaded again, alone', async () => {
		dropped = ['b', 'b'];
		expect(await upload(['a', 'b', 'c'])).toBe(7);
		expect(sentNames()).toEqual(['a', 'b', 'c', 'b', 'b']);
		expect(hub.sent('createBatch')).toHaveLength(1);
	});

	it('is a failure after the third upload', async () => {
		dropped = Array<string>(9).fill('b');
		expect(await failureOf(upload(['a', 'b']))).toMatchObject({
			kind: 'unexpectedAnswer',
			message: 'AI Hub did not keep "b": the list of batch 7 does not show it',
		});
		expect(sentNames()).toEqual(['a', 'b', 'b', 'b']);
	});

	it('may be one that was there before', async () => {
		dropped = ['b'];
		const { addFileToBatch } = hub.on;
		hub.on.addFileToBatch = async (request) => {
			const answer = await addFileToBatch(request);
			// What a batch holds may be lost as well.
			if (sentNames().length === 3) kept = kept.filter((name) => name !== 'a');
			return answer;
		};
		expect(await upload(['a', 'b'])).toBe(7);
		expect(sentNames()).toEqual(['a', 'b', 'b', 'a']);
	});

	it('cannot be told where the server has no list', async () => {
		dropped = ['a'];
		hub.on.listFiles = () => failing(404);
		expect(await upload(['a'])).toBe(7);
		expect(sentNames()).toEqual(['a']);
	});

	it('cannot be told where the list fails, which fails the upload', async () => {
		hub.on.listFiles = () => failing(503);
		expect((await failureOf(upload(['a']))).kind).toBe('unavailable');
	});
});
