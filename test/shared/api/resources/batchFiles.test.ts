import {
	addFileToBatch,
	deleteFileFromBatch,
	listFiles,
} from '../../../../nodes/shared/api/resources/batchFiles';
import {
	commitMultipartUploadSession,
	createMultipartUploadSession,
	uploadMultipartPart,
} from '../../../../nodes/shared/api/resources/multipartUpload';
import { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { collect } from '../../../../nodes/shared/api/wire/paginate';
import { answerOf, failing, failureOf, ListedRuns } from '../../support/listedRuns';

const BYTES = Buffer.from('%PDF-1.7');

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

describe('the files of a batch', () => {
	it('are listed page by page', async () => {
		const pages = [
			{ nodes: [{ name: 'a' }, null, 'x'], next_page_token: 't', has_more: true },
			{ nodes: [{ name: 'b' }], next_page_token: null },
		];
		hub.on.listFiles = () => answerOf(pages.shift()!);
		expect(await collect(listFiles(hub.api, 7))).toEqual([{ name: 'a' }, { name: 'b' }]);
		const request = { operationId: 'listFiles', method: 'GET', path: '/v2/batches/7/files' };
		expect(hub.requests).toEqual([
			{ ...request, query: { page_size: 100, start_token: undefined } },
			{ ...request, query: { page_size: 100, start_token: 't' } },
		]);
	});

	it('end where there are no more, whatever the token', async () => {
		hub.on.listFiles = () => answerOf({ nodes: [], next_page_token: 't', has_more: false });
		expect(await collect(listFiles(hub.api, 7, 5))).toEqual([]);
		expect(hub.requests.map(({ query }) => query)).toEqual([
			{ page_size: 5, start_token: undefined },
		]);
	});

	it('are not there without the batch', async () => {
		hub.on.listFiles = () => failing(404);
		expect(await failureOf(collect(listFiles(hub.api, 7)))).toMatchObject({ kind: 'notFound' });
	});
});

describe('a file of a batch', () => {
	it.each([
		[200, false],
		[201, true],
		[204, true],
	])('is put there in one request; an answer of %i is certain: %p', async (status, isCertain) => {
		hub.on.addFileToBatch = () => ({ status, headers: {}, body: '' });
		expect(await addFileToBatch(hub.api, 7, 'a/b c.pdf', BYTES)).toEqual({ isCertain });
		expect(hub.requests).toEqual([
			{
				operationId: 'addFileToBatch',
				method: 'PUT',
				path: '/v2/batches/7/files/a%2Fb%20c.pdf',
				headers: { 'content-type': 'application/octet-stream' },
				body: { bytes: BYTES },
				timeoutMs: 300_000,
			},
		]);
	});

	it('is deleted by the jobs that the answer names', async () => {
		hub.on.deleteFileFromBatch = () => ({ ...answerOf({ job_id: 'j' }), status: 202 });
		expect(await deleteFileFromBatch(hub.api, 7, 'b c.pdf')).toEqual(['j']);
		expect(hub.requests).toEqual([
			{
				operationId: 'deleteFileFromBatch',
				method: 'DELETE',
				path: '/v2/batches/7/files/b%20c.pdf',
			},
		]);
	});
});

describe('a session of parts', () => {
	const SESSIONS = '/v2/batches/multipart-upload/sessions';

	it('is opened for a file of a name and size', async () => {
		const session = { session_id: 's', part_size: 5 };
		hub.on.createMultipartUploadSession = () => answerOf(session);
		const file = { name: 'a.pdf', size: 8, other: 1 };
		expect(await createMultipartUploadSession(hub.api, 7, file)).toEqual(session);
		expect(hub.requests).toEqual([
			{
				operationId: 'createMultipartUploadSession',
				method: 'POST',
				path: '/v2/batches/multipart-upload',
				body: { json: { batch_id: 7, filename: 'a.pdf', file_size: 8 } },
				repeatable: true,
			},
		]);
	});

	it('takes a part', async () => {
		hub.on.uploadMultipartPart = () => answerOf({ part_num: 2, part_id: 'p' });
		expect(await uploadMultipartPart(hub.api, 's/1', 2, BYTES)).toEqual({
			part_num: 2,
			part_id: 'p',
		});
		expect(hub.requests).toEqual([
			{
				operationId: 'uploadMultipartPart',
				method: 'PUT',
				path: `${SESSIONS}/s%2F1/parts/2`,
				headers: { 'content-type': 'application/octet-stream' },
				body: { bytes: BYTES },
				timeoutMs: 300_000,
			},
		]);
	});

	const request = {
		operationId: 'commitMultipartUploadSession',
		method: 'POST',
		path: `${SESSIONS}/s%2F1`,
	};

	it.each([
		[200, false],
		[201, true],
	])('is committed once; an answer of %i is certain: %p', async (status, isCertain) => {
		hub.on.commitMultipartUploadSession = () => ({ status, headers: {}, body: '' });
		const end = { action: 'commit' as const, parts: [{ part_num: 1, part_id: 'p' }] };
		expect(await commitMultipartUploadSession(hub.api, 's/1', end)).toEqual({ isCertain });
		expect(hub.requests).toEqual([{ ...request, body: { json: end } }]);
	});

	it('is aborted also for a caller that was stopped', async () => {
		hub.on.commitMultipartUploadSession = () => ({ status: 204, headers: {}, body: '' });
		const api = {
			...hub.api,
			throwIfCancelled: () => {
				throw new AiHubError('cancelled', 'stopped');
			},
		};
		const end = { action: 'abort' as const };
		expect(await commitMultipartUploadSession(api, 's/1', end)).toEqual({ isCertain: true });
		expect(hub.requests).toEqual([
			{ ...request, body: { json: end }, repeatable: true, evenIfCancelled: true },
		]);
	});
});
