import { AiHubError } from './errors';
import { type ApiRequest, NetworkFailure } from './send';

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;
const TOO_LATE = /TIMEDOUT|TIMEOUT|ECONNABORTED/;

/** True when the answer to a request did not come, or not as a whole, in the time for it. */
export function tookTooLong(error: Error): boolean {
	if (!(error instanceof AiHubError) || !error.details.maybeDone) return false;
	return TOO_LATE.test(error.details.code ?? '');
}

/** The error for an exchange without an answer; `error` is what `send` was rejected with. */
export function errorOfNetwork(
	request: ApiRequest,
	error: Error,
	redact: (text: string) => string,
): AiHubError {
	if (error instanceof AiHubError) return error;
	const failure =
		error instanceof NetworkFailure ? error : new NetworkFailure('UNKNOWN', error.message);
	const { what, hint } = explain(failure, redact(failure.message));
	// Without a code of the network stack the words are the only reason there is.
	const reason = failure.code === 'UNKNOWN' ? redact(failure.message) : failure.code;
	return new AiHubError('unavailable', `${what} (${reason})`, {
		hint,
		code: failure.code,
		operationId: request.operationId,
		maybeDone: !failure.neverSent,
	});
}

/** @param words the network stack's own, which name the host or the address it tried */
function explain(
	{ code, neverSent }: NetworkFailure,
	words: string,
): { what: string; hint: string } {
	if (CERTIFICATE.test(code)) {
		return {
			what: 'The certificate of this AI Hub host cannot be checked',
			hint: 'Check API Root in the credential. For a self-managed host with a certificate of its own, turn on Ignore TLS Issues there.',
		};
	}
	if (code === 'ERR_INVALID_CHAR') {
		return {
			what: 'The API token or the IB-Context has a character that cannot be sent',
			hint: 'Enter both again in the credential, without line breaks or typographic characters.',
		};
	}
	const temporary = 'This is usually temporary. Run this again in a few minutes.';
	if (neverSent) {
		const hint = `Check API Root in the credential, and that this n8n can reach that host (${words}).`;
		return { what: 'AI Hub could not be reached', hint };
	}
	return TOO_LATE.test(code)
		? { what: 'AI Hub did not answer in time', hint: temporary }
		: { what: 'The connection to AI Hub broke off', hint: temporary };
}
