import { AiHubError, type ErrorKind } from './errors';
import { redactSecrets } from './redact';
import type { ApiRequest, ApiResponse } from './send';
import { apiMessage, isPage } from './words';

export const PAGE_INSTEAD =
	'The answer was a web page: API Root in the credential may not be the address of the AI Hub API.';

interface Explanation {
	kind: ErrorKind;
	what: string;
	hint: string;
}

/** What AI Hub's words say when it is units that lack; its documentation knows 403 for nothing else. */
const UNITS = /unit|consumption|quota|credit|balance/i;

function explain(status: number, words: string | undefined): Explanation {
	if (status === 401) {
		return {
			kind: 'authentication',
			what: 'AI Hub did not accept the token or the IB-Context',
			hint: 'Check API Token and IB-Context in the credential. AI Hub gives the same answer for a wrong token, a wrong context and a missing permission.',
		};
	}
	if (status === 403 && words !== undefined && !UNITS.test(words)) {
		return {
			kind: 'forbidden',
			what: 'AI Hub refused the request',
			hint: 'The token may lack a permission for this, or your AI Hub organization may have no consumption units left. Ask its administrator.',
		};
	}
	if (status === 403) {
		return {
			kind: 'outOfUnits',
			what: 'AI Hub refused the request: no consumption units are left',
			hint: 'Ask the administrator of your AI Hub organization for more consumption units, then run this again.',
		};
	}
	if (status === 404) {
		return {
			kind: 'notFound',
			what: 'AI Hub did not find what was asked for',
			hint: 'Check the ID. It may have been deleted, or the token and IB-Context may not have access to it.',
		};
	}
	if (status === 407) {
		return {
			kind: 'unavailable',
			what: 'A proxy between n8n and AI Hub wants to know who asks (HTTP 407)',
			hint: 'Ask the administrator of this n8n: the address of the proxy, in HTTPS_PROXY or HTTP_PROXY, needs a user and a password.',
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

/** The error for an answer that is no success. */
export function errorOfStatus(
	request: ApiRequest,
	response: ApiResponse,
	redact: (text: string) => string,
): AiHubError {
	const message = apiMessage(response.body, (text) => redactAll(text, request, redact));
	const isWebPage = isPage(response.body);
	const { kind, what, hint } = explain(response.status, isWebPage ? undefined : message);
	return new AiHubError(kind, message ? `${what}: ${message}` : what, {
		hint: isWebPage && response.status === 404 ? `${PAGE_INSTEAD} ${hint}` : hint,
		status: response.status,
		apiMessage: message,
		operationId: request.operationId,
		...(isWebPage && { isPage: true }),
		// A proxy answers 408 also when it is AI Hub that was too slow.
		maybeDone: response.status >= 500 || response.status === 408,
	});
}

/** Takes out the caller's secrets and those of the request. */
export function redactAll(
	text: string,
	request: ApiRequest,
	redact: (text: string) => string,
): string {
	return redactSecrets(redact(text), request.sensitive ?? []);
}
