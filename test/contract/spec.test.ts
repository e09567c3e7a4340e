import type { SpecRequest } from '../support/spec';
import { describeWithSpec } from '../support/spec';

describeWithSpec('the specification as a judge', (spec) => {
	const request = (overrides: Partial<SpecRequest>): SpecRequest => ({
		operationId: 'createBatch',
		method: 'POST',
		path: '/v2/batches',
		body: { json: { name: 'b' } },
		...overrides,
	});

	it('knows 27 operations', () => {
		expect(spec.operationIds).toHaveLength(27);
	});

	it.each<[string, SpecRequest]>([
		['a JSON body', request({ headers: { 'IB-Context': 'org' } })],
		[
			'a body without its undefined keys',
			request({ body: { json: { name: 'b', workspace: undefined } } }),
		],
		[
			'an encoded file name',
			request({
				operationId: 'addFileToBatch',
				method: 'PUT',
				path: '/v2/batches/7/files/a%20b%23c%3Fd%25%2F..%2F%C3%A9.pdf',
				headers: { 'content-type': 'application/octet-stream' },
				body: { bytes: Buffer.from('x') },
			}),
		],
		[
			'a drive path with slashes',
			request({
				operationId: 'readFile',
				method: 'GET',
				path: '/v2/files/org/ws/fs/My%20Drive/a.pdf',
				query: { 'expect-node-type': 'file' },
				headers: { Range: 'bytes=0-1', 'IB-Retry-Config': '{}' },
				body: undefined,
			}),
		],
		[
			'lists, numbers and enumerations in the query',
			request({
				operationId: 'listRuns',
				method: 'GET',
				path: '/v2/apps/runs',
				query: { status: ['COMPLETE', 'FAILED'], limit: 5, offset: '10', order: 'ASCENDING' },
				body: undefined,
			}),
		],
		[
			'what only the older specification has',
			request({
				operationId: 'runDeployment',
				path: '/v2/apps/deployments/d-1/runs',
				body: {
					json: {
						batch_id: 1,
						output_workspace: 'w',
						settings: {
							webhook_config: { url: 'https://a.example', headers: { a: 'b' } },
							runtime_config: { anything: true },
							keys: { custom: { a: 1 } },
						},
					},
				},
			}),
		],
		[
			'null where it is allowed',
			request({
				operationId: 'getAuditLogs',
				path: '/v1/auditlogs',
				body: { json: { start: 0, log_type: null } },
			}),
		],
	])('accepts %s', (_, good) => {
		expect(spec.validateRequest(good)).toEqual([]);
	});

	it.each<[string, Partial<SpecRequest>, string]>([
		['operationId', { operationId: 'listApps' }, 'unknown operationId listApps'],
		['method', { method: 'PUT' }, 'method PUT instead of POST'],
		['path', { path: '/v2/batch' }, 'path /v2/batch does not match /v2/batches'],
		['path encoding', { path: '/v2/bätches' }, 'path /v2/bätches is not encoded'],
		['path encoding of %', { path: '/v2/50%' }, 'path /v2/50% is not encoded'],
		['query', { query: { limit: 1 } }, 'unknown query parameter limit'],
		['header', { headers: { 'X-Trace': '1' } }, 'unknown header X-Trace'],
		['body', { body: undefined }, 'body is missing'],
		[
			'kind of body',
			{ body: { bytes: Buffer.from('x') } },
			'content type application/octet-stream is not described',
		],
		['required property', { body: { json: {} } }, "body must have required property 'name'"],
		[
			'property',
			{ body: { json: { name: 'b', label: 1 } } },
			'body must NOT have additional properties (label)',
		],
		['type', { body: { json: { name: 1 } } }, 'body/name must be string'],
	])('notices a wrong %s', (_, wrong, violation) => {
		expect(spec.validateRequest(request(wrong))).toContain(violation);
	});

	it('notices wrong path parameters', () => {
		const wrong = {
			operationId: 'getBatch',
			method: 'GET',
			path: '/v2/batches/x',
			body: undefined,
		};
		expect(spec.validateRequest(request(wrong))).toEqual([
			'path parameter batch_id must be integer',
		]);
	});

	it('notices wrong and missing query parameters', () => {
		const list = { operationId: 'listRuns', method: 'GET', path: '/v2/apps/runs', body: undefined };
		const query = { limit: 'many', order: 'UP', app_id: ['a', 'b'] };
		expect(spec.validateRequest(request({ ...list, query }))).toEqual([
			'query parameter limit must be integer',
			'query parameter order must be equal to one of the allowed values (ASCENDING,DESCENDING)',
			'query parameter app_id must not be a list',
		]);
		const read = { operationId: 'readFile', method: 'GET', path: '/v2/files/a/b', body: undefined };
		expect(spec.validateRequest(request(read))).toEqual([
			'query parameter expect-node-type is missing',
		]);
	});

	it('notices unknown properties deep in the body, and old ones elsewhere', () => {
		const settings = { keys: { other: {} }, runtime_config: { instabase: { docx: {} } } };
		const run = { operationId: 'runApp', path: '/v2/apps/runs' };
		const json = { app_id: 'a', settings, webhook_config: {} };
		expect(spec.validateRequest(request({ ...run, body: { json } })).sort()).toEqual([
			'body must NOT have additional properties (webhook_config)',
			'body/settings/keys must NOT have additional properties (other)',
			'body/settings/runtime_config/instabase must NOT have additional properties (docx)',
		]);
	});

	const json = { 'content-type': 'application/json; charset=utf-8' };
	const created = (status: number, body: unknown, headers: Record<string, string> = json) =>
		spec.validateResponse({
			operationId: 'createBatch',
			status,
			headers,
			body: typeof body === 'string' ? body : JSON.stringify(body),
		});

	it('judges answers', () => {
		expect(created(200, { id: 1, more: true })).toEqual([]);
		expect(created(200, { id: 'x' })).toEqual(['body/id must be integer']);
		expect(created(200, 'no JSON')).toEqual(['body is not JSON']);
		expect(created(200, { id: 1 }, {})).toEqual(['content type  instead of application/json']);
		expect(created(204, '')).toEqual(['status 204 is not described']);
	});

	it('judges errors', () => {
		expect(created(400, { message: 'no' })).toEqual([]);
		expect(created(404, '')).toEqual([]);
		expect(created(401, { message: 1 })).toEqual(['body/message must be string']);
		expect(created(500, '<html>')).toEqual(['body is not JSON']);
	});

	it('judges headers and empty answers', () => {
		const remove = { operationId: 'deleteFileOrFolder', status: 202, body: '' };
		expect(spec.validateResponse({ ...remove, headers: {} })).toEqual([
			'header Location is missing',
		]);
		const location = { location: 'https://a.example/v2/jobs/1' };
		expect(spec.validateResponse({ ...remove, headers: location })).toEqual([]);
		expect(spec.validateResponse({ ...remove, headers: location, body: '{}' })).toEqual([
			'body where none is described',
		]);
	});
});
