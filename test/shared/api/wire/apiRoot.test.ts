import fc from 'fast-check';

import { AiHubApi } from '../../../../credentials/AiHubApi.credentials';
import { hubUrlOfRun, normalizeApiRoot } from '../../../../nodes/shared/api/wire/apiRoot';

/** The credential's test can hold no code of ours, only n8n's expression language. */
function rootOfCredentialTest(apiRoot: string): string {
	const { baseURL } = new AiHubApi().test.request;
	const expression = /^=\{\{([\s\S]*)\}\}$/.exec(baseURL ?? '')?.[1];
	return new Function('$credentials', `return (${expression});`)({ apiRoot }) as string;
}

describe('the API root', () => {
	it.each([
		['https://aihub.instabase.com/api', 'https://aihub.instabase.com/api'],
		['https://aihub.instabase.com/api/', 'https://aihub.instabase.com/api'],
		['https://aihub.instabase.com', 'https://aihub.instabase.com/api'],
		['https://aihub.instabase.com///', 'https://aihub.instabase.com/api'],
		['aihub.instabase.com', 'https://aihub.instabase.com/api'],
		['  https://tenant.instabase.com/api/v2/ \n', 'https://tenant.instabase.com/api'],
		['http://127.0.0.1:8080', 'http://127.0.0.1:8080/api'],
		['HTTPS://host/API', 'HTTPS://host/api'],
		['https://host/proxy/api', 'https://host/proxy/api'],
		['https://host/proxy', 'https://host/proxy/api'],
		['https://apis.host/myapi', 'https://apis.host/myapi/api'],
		['localhost:8080/api', 'https://localhost:8080/api'],
		['https://host/api/v12', 'https://host/api'],
		['host/login?from=https://other', 'https://host/login?from=https://other/api'],
	])('of %p is %p', (pasted, root) => {
		expect(normalizeApiRoot(pasted)).toBe(root);
		expect(rootOfCredentialTest(pasted)).toBe(root);
	});

	const pasted = fc
		.tuple(
			fc.constantFrom('', ' ', '\n'),
			fc.constantFrom('', 'https://', 'http://', 'Http://'),
			fc.webAuthority(),
			fc.constantFrom('', '/', '/api', '/api/', '/api/v2', '/api/v2//', '/x', '/x/api', '/API'),
			fc.constantFrom('', ' ', '\n'),
		)
		.map((parts) => parts.join(''));

	it('stays what it is when it is normalized again', () => {
		fc.assert(
			fc.property(pasted, (text) => {
				const root = normalizeApiRoot(text);
				expect(normalizeApiRoot(root)).toBe(root);
				expect(root).toMatch(/^https?:\/\/.*[^/]\/api$/i);
			}),
		);
	});

	it("is the same in the credential's test", () => {
		fc.assert(
			fc.property(pasted, (text) => {
				expect(rootOfCredentialTest(text)).toBe(normalizeApiRoot(text));
			}),
		);
	});
});

describe('the page of a run', () => {
	const root = 'https://host/api';

	it.each([
		[{ deployment_id: 'd/1', app_id: 'a' }, 'https://host/deployments/d%2F1/runs'],
		[{ deployment_id: null, app_id: 'a 1' }, 'https://host/hub/apps/a%201'],
		[{ deployment_id: '', app_id: null }, 'https://host'],
		[{}, 'https://host'],
	])('of %p is %p', (run, url) => {
		expect(hubUrlOfRun(root, run)).toBe(url);
	});

	it('is below a hub that has "api" in its address', () => {
		expect(hubUrlOfRun('https://host/api/hub/api', {})).toBe('https://host/api/hub');
	});

	it.each([
		['https://hub/d/{deployment_id}/r/{run_id}', 'https://hub/d/d%2F1/r/r%201'],
		[' https://hub/runs?id={run_id} ', 'https://hub/runs?id=r%201'],
		['https://hub/a/{app_id}/{run_id}', 'https://host/deployments/d%2F1/runs'],
		['https://hub/{other}/{run_id}', 'https://host/deployments/d%2F1/runs'],
		['https://hub/runs', 'https://host/deployments/d%2F1/runs'],
		['javascript:alert("{run_id}")', 'https://host/deployments/d%2F1/runs'],
		['javascript:alert("https://{run_id}")', 'https://host/deployments/d%2F1/runs'],
		['http://hub/{run_id}', 'http://hub/r%201'],
		['', 'https://host/deployments/d%2F1/runs'],
	])('with the pattern "%s" is %s', (pattern, url) => {
		expect(hubUrlOfRun(root, { id: 'r 1', deployment_id: 'd/1', app_id: null }, pattern)).toBe(url);
	});
});
