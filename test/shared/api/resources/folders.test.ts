import { deleteFileOrFolder, listFolder } from '../../../../nodes/shared/api/resources/files';
import { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { collect } from '../../../../nodes/shared/api/wire/paginate';
import { answerOf, failing, failureOf, ListedRuns } from '../../support/listedRuns';

const PATH = '/acme/ops/fs/My Drive/in/';
const ENCODED = '/v2/files/acme/ops/fs/My%20Drive/in';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

it('a deletion names the jobs that do it', async () => {
	const headers = { location: 'https://hub/api/v2/jobs/j%201' };
	hub.on.deleteFileOrFolder = () => ({ status: 202, headers, body: '' });
	expect(await deleteFileOrFolder(hub.api, PATH)).toEqual(['j 1']);
	expect(hub.requests).toEqual([
		{ operationId: 'deleteFileOrFolder', method: 'DELETE', path: ENCODED },
	]);
});

describe('listing a folder', () => {
	const listed = async () => await collect(listFolder(hub.api, PATH));

	it('goes from page to page by token', async () => {
		const pages = [
			{ nodes: [{ name: 'a' }, null, 'x'], next_page_token: 't 1', has_more: true },
			{ nodes: [{ name: 'b' }], next_page_token: null },
		];
		hub.on.readFile = () => answerOf(pages.shift()!);
		expect(await listed()).toEqual([{ name: 'a' }, { name: 'b' }]);
		const request = { operationId: 'readFile', method: 'GET', path: ENCODED };
		expect(hub.requests).toEqual([
			{ ...request, query: { 'expect-node-type': 'folder', 'start-token': undefined } },
			{ ...request, query: { 'expect-node-type': 'folder', 'start-token': 't 1' } },
		]);
	});

	it('ends where there is no more, whatever the token', async () => {
		hub.on.readFile = () => answerOf({ nodes: [], next_page_token: 't', has_more: false });
		expect(await listed()).toEqual([]);
		expect(hub.requests).toHaveLength(1);
	});

	it('tells that a server may not offer it', async () => {
		hub.on.readFile = () => answerOf({ files: [] });
		const error = await failureOf(listed());
		expect(error.message).toBe(
			'AI Hub\'s answer is not what was asked for: it has no list "nodes"',
		);
		expect(error).toMatchObject({
			kind: 'unexpectedAnswer',
			hint: 'Listing folders is not documented by AI Hub; this server may not offer it.',
			details: { operationId: 'readFile', status: 200 },
		});
	});

	it('leaves other errors as they are', async () => {
		hub.on.readFile = () => failing(404);
		expect(await failureOf(listed())).toMatchObject({
			kind: 'notFound',
			hint: 'Check the ID. It may have been deleted, or the token and IB-Context may not have access to it.',
		});
		const own = new TypeError('not of AI Hub');
		const api = {
			...hub.api,
			throwIfCancelled: () => {
				throw own;
			},
		};
		const outcome: unknown = await collect(listFolder(api, PATH)).catch((error: unknown) => error);
		expect(outcome).toBe(own);
		expect(outcome).not.toBeInstanceOf(AiHubError);
	});
});
