import { PAGE_INSTEAD } from '../../../../nodes/shared/api/wire/httpErrors';
import { assertSame, type DriveFile } from '../../../../nodes/shared/api/work/readDriveFile';
import { failing, failureOf, ListedRuns } from '../../support/listedRuns';

const PATH = 'acme/ops/fs/drive/a.pdf';
const JSON_TYPE = { contentType: 'application/json' };

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

function fileOf(more: Partial<DriveFile>): DriveFile {
	const content = Buffer.from('');
	const stream = (async function* () {})();
	return { path: PATH, isWhole: true, isPart: false, stream, content, ...more };
}

function same(more: Partial<DriveFile>, bytes: number, found: Record<string, string> | number) {
	hub.on.getFileMetadata = () =>
		typeof found === 'number' ? failing(found) : { status: 200, headers: found, body: '' };
	return assertSame(hub.api, fileOf(more), bytes);
}

const refusal = {
	kind: 'unexpectedAnswer',
	message: 'AI Hub answered with something else than the file',
	details: {
		hint: 'Run this again. If it comes back, a proxy in between may answer in place of AI Hub: check API Root in the credential.',
		operationId: 'readFile',
	},
};

it.each<[string, Partial<DriveFile>]>([
	['a part', { isWhole: false, ...JSON_TYPE }],
	['a file with its length', { contentLength: 8 }],
	['a file with its length and type', { contentLength: 8, contentType: 'application/pdf' }],
])('%s is taken as it came', async (_, more) => {
	await expect(same(more, 8, 404)).resolves.toBeUndefined();
	expect(hub.requests).toEqual([]);
});

const looked = () => {
	expect(hub.requests).toEqual([
		{
			operationId: 'getFileMetadata',
			method: 'HEAD',
			path: '/v2/files/acme/ops/fs/drive/a.pdf',
			headers: {},
		},
	]);
};

it.each<[string, Partial<DriveFile>, number, Record<string, string> | number]>([
	['without a length, of the size that AI Hub tells', {}, 8, { 'content-length': '8' }],
	['that is empty', { contentLength: 0 }, 0, { 'content-length': '0' }],
	['whose size AI Hub does not tell', {}, 8, { 'content-type': 'application/pdf' }],
	[
		'that is JSON, told of like a folder',
		{ ...JSON_TYPE, contentLength: 8 },
		8,
		{ 'content-type': 'application/json', 'content-length': '2' },
	],
	['that AI Hub may not tell of', { ...JSON_TYPE, contentLength: 8 }, 8, 403],
	['that AI Hub will not tell of', {}, 0, 400],
	['that is not told of, with bytes that are no JSON', {}, 1, 404],
])('a file %s is taken', async (_, more, bytes, found) => {
	await expect(same(more, bytes, found)).resolves.toBeUndefined();
	looked();
});

it.each<[string, Partial<DriveFile>, number, Record<string, string> | number]>([
	['shorter than AI Hub tells', {}, 7, { 'content-length': '8' }],
	['empty, and not in AI Hub', { contentLength: 0 }, 0, { 'content-length': '8' }],
	['JSON of another size', { ...JSON_TYPE, contentLength: 8 }, 8, { 'content-length': '9' }],
	['empty, where AI Hub has none', {}, 0, 404],
	['JSON, where AI Hub has none', { ...JSON_TYPE, contentLength: 8 }, 8, 404],
])('a file that is %s is refused', async (_, more, bytes, found) => {
	expect(await failureOf(same(more, bytes, found))).toMatchObject(refusal);
	looked();
});

it.each([
	[503, 'unavailable'],
	[429, 'rateLimited'],
])('an answer of %i leaves it open, and is the error', async (status, kind) => {
	expect(await failureOf(same({}, 8, status))).toMatchObject({
		kind,
		details: { operationId: 'getFileMetadata', status },
	});
});

it('a proxy that knows no file does not contradict', async () => {
	const page = '<html>no such page</html>';
	hub.on.getFileMetadata = () => ({ status: 404, headers: {}, body: page });
	await expect(assertSame(hub.api, fileOf({}), 0)).resolves.toBeUndefined();
	hub.on.getFileMetadata = () => ({ status: 200, headers: {}, body: page });
	expect(await failureOf(assertSame(hub.api, fileOf({}), 0))).toMatchObject({
		kind: 'unexpectedAnswer',
		hint: PAGE_INSTEAD,
	});
});
