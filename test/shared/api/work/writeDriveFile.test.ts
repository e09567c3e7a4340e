import { writeDriveFile } from '../../../../nodes/shared/api/work/writeDriveFile';
import { failing, failureOf, ListedRuns } from '../../support/listedRuns';

const PATH = 'acme/ops/fs/drive/a.pdf';
const BYTES = Buffer.from('%PDF-1.7');

let hub: ListedRuns;
/** The statuses of the writes to come, and what is then at the path. */
let writes: number[];
let there: Array<Record<string, string> | number>;

beforeEach(() => {
	hub = new ListedRuns();
	writes = [];
	there = [];
	hub.on.writeFile = () => ({ status: writes.shift()!, headers: {}, body: '' });
	hub.on.getFileMetadata = () => {
		const next = there.shift()!;
		return typeof next === 'number' ? failing(next) : { status: 200, headers: next, body: '' };
	};
});

const asked = () => hub.requests.map(({ operationId }) => operationId);
const write = (options?: { onlyIfNew?: boolean }) => writeDriveFile(hub.api, PATH, BYTES, options);

it.each([
	[201, true],
	[204, false],
])('a write that is answered with %i is believed: new %p', async (status, created) => {
	writes = [status];
	expect(await write()).toEqual({ created });
	expect(hub.requests).toEqual([
		{
			operationId: 'writeFile',
			method: 'PUT',
			path: '/v2/files/acme/ops/fs/drive/a.pdf',
			headers: { 'content-type': 'application/octet-stream' },
			body: { bytes: BYTES },
			timeoutMs: 300_000,
			repeatable: true,
		},
	]);
});

describe('a write that is answered with a plain 200', () => {
	it.each<[string, Record<string, string>]>([
		['a file of that size', { 'content-length': '8' }],
		['a file whose size is not told', {}],
		['what is told like a folder', { 'content-type': 'application/json', 'content-length': '2' }],
	])('is done where there is %s', async (_, headers) => {
		writes = [200];
		there = [headers];
		expect(await write()).toEqual({ created: false });
		expect(asked()).toEqual(['writeFile', 'getFileMetadata']);
		expect(hub.requests[1]).toMatchObject({
			method: 'HEAD',
			path: '/v2/files/acme/ops/fs/drive/a.pdf',
		});
	});

	it('of a file that is read while it is sent, is compared by its size', async () => {
		const file = { size: 7, open: async () => (async function* () {})() };
		writes = [200, 201];
		there = [{ 'content-length': '8' }];
		expect(await writeDriveFile(hub.api, PATH, file)).toEqual({ created: true });
		writes = [200];
		there = [{ 'content-length': '7' }];
		expect(await writeDriveFile(hub.api, PATH, file)).toEqual({ created: false });
		expect(asked()).toEqual([
			'writeFile',
			'getFileMetadata',
			'writeFile',
			'writeFile',
			'getFileMetadata',
		]);
		expect(hub.requests[0].body).toEqual({ file });
	});

	const LOST = {
		kind: 'unexpectedAnswer',
		message: 'AI Hub did not keep the file: it is not there as it was sent',
		details: {
			hint: 'Check API Root in the credential. If it is right, a proxy in between may have given the answer: run this again.',
			operationId: 'writeFile',
			maybeDone: true,
		},
	};

	it.each<[string, Record<string, string> | number]>([
		['nothing is', 404],
		['an empty file is', { 'content-length': '0' }],
		['a longer file is', { 'content-length': '9' }],
	])('is written up to three times where %s there', async (_, found) => {
		writes = [200, 200, 200, 201];
		there = [found, found, found];
		const error = await failureOf(write());
		expect(error).toMatchObject(LOST);
		expect(asked()).toEqual(Array(3).fill(['writeFile', 'getFileMetadata']).flat());

		writes = [200, 200, 200];
		there = [found, found, { 'content-length': '8' }];
		expect(await write({ onlyIfNew: false })).toEqual({ created: false });
	});

	it('is written once where nothing may be overwritten', async () => {
		writes = [200, 201];
		there = [404];
		expect(await failureOf(write({ onlyIfNew: true }))).toMatchObject(LOST);
		expect(asked()).toEqual(['writeFile', 'getFileMetadata']);
		expect(hub.requests[0].headers).toEqual({
			'content-type': 'application/octet-stream',
			'if-none-match': '*',
		});
	});

	it.each([
		[503, 'unavailable'],
		[401, 'authentication'],
	])('ends with the error where the look is answered with %i', async (status, kind) => {
		writes = [200, 201];
		there = [status];
		expect(await failureOf(write())).toMatchObject({
			kind,
			details: { operationId: 'getFileMetadata', status },
		});
		expect(asked()).toEqual(['writeFile', 'getFileMetadata']);
	});
});

it('a write that is refused is not tried again', async () => {
	writes = [412, 201];
	expect(await failureOf(write({ onlyIfNew: true }))).toMatchObject({
		kind: 'rejected',
		details: { operationId: 'writeFile', status: 412 },
	});
	expect(asked()).toEqual(['writeFile']);
});
