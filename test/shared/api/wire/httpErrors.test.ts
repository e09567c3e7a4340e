import { apiMessage } from '../../../../nodes/shared/api/wire/words';
import { errorOfAnswer, errorOfStatus } from '../../../../nodes/shared/api/wire/httpErrors';
import type { ApiRequest } from '../../../../nodes/shared/api/wire/send';

const request: ApiRequest = { operationId: 'getBatch', method: 'GET', path: '/v2/batches/1' };
const same = (text: string) => text;

describe("AI Hub's own words", () => {
	it.each<[string, unknown, string | undefined]>([
		['message', '{"message":"No such batch."}', 'No such batch.'],
		['legacy msg', '{"status":"ERROR","msg":"no such mount"}', 'no such mount'],
		['an empty message and a msg', '{"message":"","msg":"the reason"}', 'the reason'],
		['nested error', '{"error":{"message":"deep","code":7}}', 'deep'],
		['error as text', '{"error":"plain"}', 'plain'],
		['detail', '{"detail":"from the framework"}', 'from the framework'],
		['a JSON string', '"just words"', 'just words'],
		['JSON without words', '{"code":17}', '{"code":17}'],
		['plain text', '  upstream\n\n  timed out ', 'upstream timed out'],
		['bytes', Buffer.from('{"message":"é"}'), 'é'],
		['a page with a title', '<html><title>502 Bad Gateway</title><p>x</p>', '502 Bad Gateway'],
		['a page with a heading', '<!doctype html><h1 class="a">Oops</h1><p>x', 'Oops'],
		['a page of text', '<p>One</p><script>x=1</script><p>two</p>', 'One two'],
		['a page without text', '<html><style>p{}</style></html>', undefined],
		['an empty body', '', undefined],
		['blanks', ' \n', undefined],
		['no body', undefined, undefined],
		['a stream', {}, undefined],
		['half of a JSON answer', '{"message":"No su', '{"message":"No su'],
	])('are found in %s', (_, body, words) => {
		expect(apiMessage(body)).toBe(words);
	});

	it('are cut where they have no end', () => {
		expect(apiMessage('x'.repeat(100_000))).toHaveLength(500);
	});

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

it('a success that cannot be read may have been done', () => {
	const error = errorOfAnswer(request, { status: 200, headers: {}, body: '' }, 'it is empty', same);
	expect(error).toMatchObject({ kind: 'unexpectedAnswer', details: { maybeDone: true } });
	expect(error.message).toContain('it is empty');
});
