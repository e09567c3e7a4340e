import { AiHubError, type ErrorKind } from './errors';
import { redactSecrets } from './redact';
import type { ApiRequest, ApiResponse } from './send';
import { apiMessage, isPage } from './words';

const PAGE_INSTEAD =
	'The answer was a web page: API Root in the credential may not be the address of the AI Hub API.';

interface Explanation {
	kind: ErrorKind;
	what: string;
	hint: string;
}

function explain(status: number, words: string | undefined): Explanation {
	if (status === 401) {
		return {
			kind: 'authentication',
			what: 'AI Hub did not accept the token or the IB-Context',
			hint: 'Check API Token and IB-Context in the credential. AI Hub gives the same answer for a wrong token, a wrong context and a missing permission.',
		};
	}
	if (status === 403) return forbidden(words);
	if (status === 404) {
		return {
			kind: 'notFound',
			what: 'AI Hub did not find what was asked for',
			hint: 'Check the ID. It may have been deleted, or the token and IB-Context may not have access to it.',
		};
	}
	if (status === 408 || status === 425) {
		return {
			kind: 'unavailable',
			what: `AI Hub did not take the request (HTTP ${status})`,
			hint: 'This is usually temporary. Run this again in a few minutes.',
		};
	}
	if (status === 429) {
		return {
			kind: 'rateLimited',
			what: 'AI Hub is getting too many requests',
			hint: 'Wait a little and run this again, or lower "Items in Parallel" in the node\'s options.',
		};
	}
	if (status >= 500) {
		return {
			kind: 'unavailable',
			what: `AI Hub could not answer (HTTP ${status})`,
			hint: 'This is usually temporary. Run this again in a few minutes.',
		};
	}
	if (status >= 300 && status < 400) {
		return {
			kind: 'unexpectedAnswer',
			what: `The server at this API root sent a redirect (HTTP ${status}) instead of an answer`,
			hint: 'Check API Root in the credential: it must be the address of the AI Hub API itself, with https.',
		};
	}
	return {
		kind: 'rejected',
		what: `AI Hub rejected the request (HTTP ${status})`,
		hint: 'Check the values of this node against the message of AI Hub.',
	};
}

const UNITS = /\bunits?\b|consumption|quota|credits?\b|billing|\blimit/i;
const PERMISSION = /permi|forbid|denied|not allowed|authori[sz]|access|role|scope/i;

/** 403 is documented for an organization without units; it is everybody's word for "you may not". */
function forbidden(words = ''): Explanation {
	const refused = 'AI Hub refused the request (HTTP 403)';
	if (PERMISSION.test(words) && !UNITS.test(words)) {
		return {
			kind: 'rejected',
			what: refused,
			hint: 'The token may lack the permission. Check in AI Hub what the person who created it may do.',
		};
	}
	return {
		kind: 'outOfUnits',
		what: UNITS.test(words) ? refused : `${refused}: there may be no consumption units left`,
		hint: 'Ask the administrator of your AI Hub organization whether there are consumption units left, and whether the token has the permission for this.',
	};
}

/** The error for an answer that is no success. */
export function errorOfStatus(
	request: ApiRequest,
	response: ApiResponse,
	redact: (text: string) => string,
): AiHubError {
	const message = apiMessage(response.body, (text) => redactAll(text, request, redact));
	const { kind, what, hint } = explain(response.status, message);
	const page = isPage(String(response.body));
	return new AiHubError(kind, message ? `${what}: ${message}` : what, {
		hint: page && response.status === 404 ? `${PAGE_INSTEAD} ${hint}` : hint,
		status: response.status,
		apiMessage: message,
		operationId: request.operationId,
		...(page && { isPage: page }),
		// A proxy answers 408 also when it is AI Hub that was too slow.
		maybeDone: response.status >= 500 || response.status === 408,
	});
}

/** The error for a success that cannot be read, or is no answer to what was asked. */
export function errorOfAnswer(
	request: ApiRequest,
	response: ApiResponse,
	problem: string,
	redact: (text: string) => string,
): AiHubError {
	const message = apiMessage(response.body, (text) => redactAll(text, request, redact));
	const said = message === undefined ? '' : `. It says: ${message}`;
	return new AiHubError(
		'unexpectedAnswer',
		`AI Hub gave an answer that cannot be read: ${problem}${said}`,
		{
			hint: 'Check API Root in the credential. If it is right, a proxy in between may have changed the answer: run this again.',
			status: response.status,
			apiMessage: message,
			operationId: request.operationId,
			maybeDone: true,
		},
	);
}

/** Takes out the token, and what is secret in this request. */
export function redactAll(
	text: string,
	request: ApiRequest,
	redact: (text: string) => string,
): string {
	return redactSecrets(redact(text), request.sensitive ?? []);
}
