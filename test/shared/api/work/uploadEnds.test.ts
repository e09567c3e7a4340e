import { uploadFile } from '../../../../nodes/shared/api/work/upload';
import { answerOf, failing, failureOf, ListedRuns } from '../../support/listedRuns';

const BYTES = Buffer.alloc(10 * 1024 * 1024 + 1, 'fields and values, ');
const PART = 6 * 1024 * 1024;
const PARTS = [
	{ part_num: 1, part_id: 'p1' },
	{ part_num: 2, part_id: 'p2' },
];

let hub: ListedRuns;
/** The statuses of the commits and aborts to come; a text is the body of a 200. */
let commits: Array<number | string>;
let aborts: Array<number | string>;
let listed: Array<{ name: string; metadata?: { size: number } }>;

beforeEach(() => {
	hub = new ListedRuns();
	commits = [];
	aborts = [204];
	listed = [];
	hub.on.createMultipartUploadSession = () => answerOf({ session_id: 's', part_size: PART });
	hub.on.uploadMultipartPart = ({ path }) => answerOf({ part_id: `p${path.split('/').pop()}` });
	hub.on.listFiles = () => answerOf({ nodes: listed });
	hub.on.commitMultipartUploadSession = ({ body }) => {
		const { action } = (body as { json: { action: string } }).json;
		const next = (action === 'commit' ? commits : aborts).shift()!;
		if (typeof next === 'string') return { status: 200, headers: {}, body: next };
		return next < 300 ? { status: next, headers: {}, body: '' } : failing(next);
	};
});

const file = {
	name: 'a.pdf',
	size: BYTES.length,
	open: async () =>
		(async function* () {
			yield BYTES;
		})(),
};
const upload = () => uploadFile(hub.api, 7, file);
/** What was sent after the parts. */
const ends = () =>
	hub.requests.slice(3).map(({ operationId, body }) => {
		return operationId === 'listFiles'
			? 'list'
			: (body as { json: { action: string } }).json.action;
	});
const there = { name: 'a.pdf', metadata: { size: BYTES.length } };

describe('a commit', () => {
	it('that is certain ends the upload', async () => {
		commits = [201];
		expect(await upload()).toEqual({ isCertain: true });
		expect(ends()).toEqual(['commit']);
		expect(hub.requests[3].body).toEqual({ json: { action: 'commit', parts: PARTS } });
	});

	it('that is not certain is looked for in the list', async () => {
		commits = [200];
		listed = [{ name: 'b.pdf' }, there];
		expect(await upload()).toEqual({ isCertain: true });
		expect(ends()).toEqual(['commit', 'list']);
		expect(hub.slept).toEqual([]);
	});

	it.each([
		['another name', { ...there, name: 'b.pdf' }],
		['another size', { name: 'a.pdf', metadata: { size: 1 } }],
		['no size', { name: 'a.pdf' }],
	])('is sent three times where the list has a file of %s', async (_, other) => {
		commits = [200, 200, 200];
		listed = [other];
		expect(await upload()).toEqual({ isCertain: false });
		expect(ends()).toEqual(['commit', 'list', 'commit', 'list', 'commit', 'list', 'abort']);
		expect(hub.slept).toEqual([1_000, 2_000]);
	});

	it('whose answer was lost is looked for once it is refused', async () => {
		commits = [503, 404];
		listed = [there];
		expect(await upload()).toEqual({ isCertain: true });
		expect(ends()).toEqual(['commit', 'commit', 'list']);
		expect(hub.slept).toEqual([1_000]);
	});

	it('whose answer was lost three times is looked for', async () => {
		commits = [503, 503, 503];
		listed = [there];
		expect(await upload()).toEqual({ isCertain: true });
		expect(ends()).toEqual(['commit', 'commit', 'commit', 'list']);
	});

	it('that is refused at once is not looked for', async () => {
		commits = [404];
		listed = [there];
		expect(await failureOf(upload())).toMatchObject({ kind: 'notFound' });
		expect(ends()).toEqual(['commit', 'abort']);
	});

	it('that was lost fails where the list cannot be had', async () => {
		commits = [503, 404];
		hub.on.listFiles = () => failing(500);
		expect(await failureOf(upload())).toMatchObject({ kind: 'notFound' });
		expect(ends()).toEqual(['commit', 'commit', 'list', 'abort']);
	});
});

describe('an abort', () => {
	const REFUSAL = '{"status":"ERROR","message":"no"}';

	it.each<[string, Array<number | string>, number]>([
		['that is certain is sent once', [204], 1],
		['that is refused is sent once', [400], 1],
		['that is redirected is sent once', [300], 1],
		['that a proxy may have answered is sent again', [200, 204], 2],
		['that is refused under a success is sent again', [REFUSAL, 204], 2],
		['is sent three times at most', [REFUSAL, 200, 200], 3],
	])('%s', async (_, answers, times) => {
		commits = [404];
		aborts = [...answers, 204];
		expect(await failureOf(upload())).toMatchObject({ kind: 'notFound' });
		expect(ends()).toEqual(['commit', ...Array<string>(times).fill('abort')]);
	});
});

describe('parts', () => {
	const asking = (part_size: number) => {
		hub.on.createMultipartUploadSession = () => answerOf({ session_id: 's', part_size });
		commits = [201];
	};

	it.each([0, -1, 10_486.5, 10_485])(
		'of %d bytes are refused, and the upload is ended',
		async (size) => {
			asking(size);
			expect(await failureOf(upload())).toMatchObject({
				kind: 'unexpectedAnswer',
				message: expect.stringContaining(`AI Hub asked for parts of ${size} bytes`) as string,
				hint: expect.stringContaining('a few parts of megabytes') as string,
			});
			expect(hub.requests.map(({ operationId }) => operationId)).toEqual([
				'createMultipartUploadSession',
				'commitMultipartUploadSession',
			]);
		},
	);

	it('may be as many as the limit', async () => {
		asking(Math.ceil(BYTES.length / 1_000));
		expect(await upload()).toEqual({ isCertain: true });
	});
});

it('a file of just the size that fits in one request is sent in one', async () => {
	hub.on.addFileToBatch = () => ({ status: 204, headers: {}, body: '' });
	const bytes = BYTES.subarray(1);
	const open = async () =>
		(async function* () {
			yield bytes;
		})();
	await uploadFile(hub.api, 7, { name: 'a.pdf', size: bytes.length, open });
	expect(hub.requests[0].operationId).toBe('addFileToBatch');
});
