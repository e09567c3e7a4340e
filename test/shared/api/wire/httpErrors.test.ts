import { errorOfStatus, redactAll } from '../../../../nodes/shared/api/wire/httpErrors';
import type { ApiRequest } from '../../../../nodes/shared/api/wire/send';

const request: ApiRequest = { operationId: 'getBatch', method: 'GET', path: '/v2/batches/1' };
const same = (text: string) => text;

describe('the words in an error', () => {
	it('are freed of secrets before they are cut or folded', () => {
		const secret = 'two  blanks\nand more';
		const body = `${'x'.repeat(495)}${secret}`;
		const error = errorOfStatus(
			{ ...request, sensitive: [secret] },
			{ status: 400, headers: {}, body },
			same,
		);
		expect(error.message).toMatch(/x\*\*\*$/);
	});
});

describe('an answer that is no success', () => {
	it.each<[number, string, boolean]>([
		[302, 'unexpectedAnswer', false],
		[400, 'rejected', false],
		[401, 'authentication', false],
		[403, 'outOfUnits', false],
		[404, 'notFound', false],
		[407, 'unavailable', false],
		[408, 'unavailable', true],
		[412, 'rejected', false],
		[425, 'unavailable', false],
		[429, 'rateLimited', false],
		[500, 'unavailable', true],
		[502, 'unavailable', true],
		[504, 'unavailable', true],
	])('of status %i is of kind %s; may it have been done: %p', (status, kind, maybeDone) => {
		const error = errorOfStatus(request, { status, headers: {}, body: '' }, same);
		expect(error).toMatchObject({ kind, details: { status, maybeDone, operationId: 'getBatch' } });
		expect(error.message).not.toMatch(/undefined|: $/);
		expect(error.hint).toMatch(/\.$/);
	});
});

it.each([
	['<html><title>Error</title></html>', true],
	['{"message":"no such run"}', false],
])('a 404 speaks of the API root only when a web page came: %s', (body, aboutRoot) => {
	const { hint } = errorOfStatus(request, { status: 404, headers: {}, body }, same);
	expect(hint?.includes('API Root')).toBe(aboutRoot);
	expect(hint).toContain('Check the ID');
});

describe('a 403', () => {
	const of = (body: string) => errorOfStatus(request, { status: 403, headers: {}, body }, same);

	it.each(['', '{"message":"There are no consumption units left."}', '<html>403</html>'])(
		'is about units where AI Hub says so, or nothing: %s',
		(body) => expect(of(body)).toMatchObject({ kind: 'outOfUnits' }),
	);

	it('is what AI Hub says it is, and perhaps units', () => {
		const error = of('{"message":"You do not have permission to run this app."}');
		expect(error.kind).toBe('forbidden');
		expect(error.message).toBe(
			'AI Hub refused the request: You do not have permission to run this app.',
		);
		expect(error.hint).toContain('may');
	});
});

describe('what an error says', () => {
	it.each<[number, RegExp, RegExp]>([
		[302, /redirect \(HTTP 302\)/, /API Root.*https/],
		[400, /rejected the request \(HTTP 400\)/, /values of this node/],
		[401, /did not accept the token or the IB-Context/, /API Token and IB-Context/],
		[403, /no consumption units are left/, /administrator.*more consumption units/],
		[404, /did not find/, /^Check the ID/],
		[407, /proxy.*HTTP 407/, /HTTPS_PROXY.*user and a password/],
		[408, /did not take the request \(HTTP 408\)/, /temporary/],
		[425, /did not take the request \(HTTP 425\)/, /temporary/],
		[429, /too many requests/, /Items in Parallel/],
		[500, /could not answer \(HTTP 500\)/, /temporary/],
		[503, /could not answer \(HTTP 503\)/, /temporary/],
	])('after %i is what happened, and what to do', (status, what, hint) => {
		const error = errorOfStatus(request, { status, headers: {}, body: '' }, same);
		expect(error.message).toMatch(what);
		expect(error.hint).toMatch(hint);
	});

	it.each([
		[299, 'rejected', false],
		[300, 'unexpectedAnswer', false],
		[399, 'unexpectedAnswer', false],
		[400, 'rejected', false],
		[499, 'rejected', false],
		[500, 'unavailable', true],
	])('of status %i is at the edge of a kind: %s', (status, kind, maybeDone) => {
		const error = errorOfStatus(request, { status, headers: {}, body: '' }, same);
		expect(error).toMatchObject({ kind, details: { maybeDone } });
	});

	it("ends with AI Hub's own words", () => {
		const error = errorOfStatus(
			request,
			{ status: 400, headers: {}, body: '{"message":"no such app"}' },
			same,
		);
		expect(error.message).toBe('AI Hub rejected the request (HTTP 400): no such app');
		expect(error.details.apiMessage).toBe('no such app');
		expect(error.details).not.toHaveProperty('isPage');
	});

	it.each([
		[404, /API Root.*Check the ID/, true],
		[502, /^This is usually temporary/, false],
	])('under a page of status %i does not hide the page', (status, hint, aboutRoot) => {
		const body = '<html><title>Not here</title></html>';
		const error = errorOfStatus(request, { status, headers: {}, body }, same);
		expect(error.details.isPage).toBe(true);
		expect(error.hint).toMatch(hint);
		expect(error.hint?.includes('API Root')).toBe(aboutRoot);
	});

	it('about units does not take the words of a page for those of AI Hub', () => {
		const body = '<html><title>Forbidden by the firewall</title></html>';
		const error = errorOfStatus(request, { status: 403, headers: {}, body }, same);
		expect(error.kind).toBe('outOfUnits');
	});
});

it('secrets of the caller and of the request are taken out, other words stay', () => {
	const redact = (text: string) => text.replace('tok-1', '***');
	const sensitive = ['pass-2'];
	expect(redactAll('tok-1 pass-2 word', { ...request, sensitive }, redact)).toBe('*** *** word');
	expect(redactAll('tok-1 pass-2 word', request, redact)).toBe('*** pass-2 word');
});
