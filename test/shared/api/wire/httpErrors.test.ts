import { errorOfStatus } from '../../../../nodes/shared/api/wire/httpErrors';
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
