import { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { errorOfNetwork } from '../../../../nodes/shared/api/wire/networkErrors';
import { type ApiRequest, NetworkFailure } from '../../../../nodes/shared/api/wire/send';

const request: ApiRequest = { operationId: 'runApp', method: 'POST', path: '/v2/apps/runs' };
const explained = (failure: Error) => errorOfNetwork(request, failure, (text) => text);

describe('an exchange without an answer', () => {
	it.each<[string, string | undefined, RegExp, RegExp, boolean]>([
		['ECONNREFUSED', 'connect', /could not be reached/, /API Root.*\(their words\)/, false],
		['ENOTFOUND', 'getaddrinfo', /could not be reached/, /API Root/, false],
		['EHOSTUNREACH', 'connect', /could not be reached/, /API Root/, false],
		['EHOSTUNREACH', 'read', /broke off/, /temporary/, true],
		['ENETUNREACH', undefined, /broke off/, /temporary/, true],
		['ECONNRESET', 'read', /broke off/, /temporary/, true],
		['EPIPE', 'write', /broke off/, /temporary/, true],
		['ETIMEDOUT', undefined, /not answer in time/, /temporary/, true],
		['ECONNABORTED', undefined, /not answer in time/, /temporary/, true],
		['UND_ERR_HEADERS_TIMEOUT', undefined, /not answer in time/, /temporary/, true],
		['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, /certificate/, /Ignore TLS Issues/, false],
		['CERT_HAS_EXPIRED', undefined, /certificate/, /Ignore TLS Issues/, false],
		['ERR_TLS_CERT_ALTNAME_INVALID', undefined, /certificate/, /Ignore TLS Issues/, false],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, /certificate/, /Ignore TLS Issues/, false],
		['ERR_INVALID_CHAR', undefined, /character that cannot be sent/, /credential/, false],
	])('%s while %s is told apart', (code, syscall, message, hint, maybeDone) => {
		const error = explained(new NetworkFailure(code, 'their words', syscall));
		expect(error.message).toMatch(message);
		expect(error.message).toContain(`(${code})`);
		expect(error.hint).toMatch(hint);
		expect(error).toMatchObject({
			kind: 'unavailable',
			details: { code, maybeDone, operationId: 'runApp' },
		});
	});

	it('keeps the words where there is no code, without secrets', () => {
		const error = errorOfNetwork(request, new Error('blocked for tok-1'), (text) =>
			text.replace('tok-1', '***'),
		);
		expect(error.message).toBe('The connection to AI Hub broke off (blocked for ***)');
		expect(error.details.maybeDone).toBe(true);
	});

	it('does not give away a secret in the hint', () => {
		const failure = new NetworkFailure('ENOTFOUND', 'getaddrinfo tok-1.host', 'getaddrinfo');
		const error = errorOfNetwork(request, failure, (text) => text.replace('tok-1', '***'));
		expect(error.hint).toContain('(getaddrinfo ***.host)');
		expect(error.message).toBe('AI Hub could not be reached (ENOTFOUND)');
	});

	it('is what it was where it is already explained', () => {
		const refused = new AiHubError('invalidInput', 'The file is gone', { hint: 'Check it.' });
		expect(explained(refused)).toBe(refused);
	});
});
