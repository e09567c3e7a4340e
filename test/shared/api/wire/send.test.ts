import {
	type ApiRequest,
	NetworkFailure,
	requestUrl,
} from '../../../../nodes/shared/api/wire/send';

const request: ApiRequest = { operationId: 'listRuns', method: 'GET', path: '/v2/apps/runs' };

describe('a request that failed in the network', () => {
	it.each<[string, string | undefined, boolean]>([
		['ECONNREFUSED', undefined, true],
		['ENOTFOUND', undefined, true],
		['EAI_AGAIN', undefined, true],
		['UND_ERR_CONNECT_TIMEOUT', undefined, true],
		['ERR_INVALID_CHAR', undefined, true],
		['CERT_HAS_EXPIRED', undefined, true],
		['SELF_SIGNED_CERT_IN_CHAIN', undefined, true],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, true],
		['EHOSTUNREACH', 'connect', true],
		['ENETUNREACH', 'connect', true],
		['EHOSTUNREACH', 'write', false],
		['ENETUNREACH', undefined, false],
		['ECONNRESET', 'connect', false],
		['ETIMEDOUT', 'connect', false],
		['UND_ERR_HEADERS_TIMEOUT', undefined, false],
		['UNKNOWN', undefined, false],
	])('by %s in %s was never sent: %p', (code, syscall, neverSent) => {
		const failure = new NetworkFailure(code, 'their words', syscall);
		expect(failure.neverSent).toBe(neverSent);
		expect(failure.code).toBe(code);
		expect(String(failure)).toBe('NetworkFailure: their words');
	});
});

describe('the URL', () => {
	const root = 'https://host/api';

	it('is the API root and the path', () => {
		expect(requestUrl(root, request)).toBe('https://host/api/v2/apps/runs');
	});

	it('has a query only where there is something to say', () => {
		const none = { a: undefined, b: [] };
		expect(requestUrl(root, { ...request, query: none })).toBe('https://host/api/v2/apps/runs');
	});

	it('has every value, with what is special in it encoded', () => {
		const query = { 'a b': 'c&d', limit: 0, all: false, id: ['1', '2=3'] };
		expect(requestUrl(root, { ...request, query })).toBe(
			'https://host/api/v2/apps/runs?a%20b=c%26d&limit=0&all=false&id=1&id=2%3D3',
		);
	});
});
