import { AiHubError, type ErrorKind } from './errors';
import { redactSecrets } from './redact';
import type { ApiRequest, ApiResponse } from './send';

const LONGEST_MESSAGE = 500;
const PAGE_INSTEAD =
	'The answer was a web page: API Root in the credential may not be the address of the AI Hub API.';

/**
 * The API's own words in an error body, whatever its shape: `message`, legacy `msg`, nested
 * `error`, a proxy's HTML page, or plain text. Undefined when there are none.
 * @param redact takes out secrets; it gets the words as they came, because a shortened secret could
 * not be found any more
 */
export function apiMessage(
	body: unknown,
	redact: (text: string) => string = (text) => text,
): string | undefined {
	const text = Buffer.isBuffer(body) ? body.toString('utf8') : body;
	if (typeof text !== 'string' || text.trim() === '') return undefined;
	const words = /^\s*</.test(text) ? wordsOfHtml(text) : (wordsOfJson(text) ?? text);
	return redact(words).replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE) || undefined;
}

function wordsOfJson(text: string): string | undefined {
	const value = parseJson(text);
	if (typeof value === 'string') return value;
	if (typeof value !== 'object' || value === null) return undefined;
	const { message, msg, error, detail } = value as Record<string, unknown>;
	for (const candidate of [message, msg, error, detail]) {
		if (typeof candidate === 'string' && candidate !== '') return candidate;
		if (typeof candidate === 'object' && candidate !== null) {
			const inner = (candidate as Record<string, unknown>).message;
			if (typeof inner === 'string' && inner !== '') return inner;
		}
	}
	return undefined;
}

function wordsOfHtml(html: string): string {
	const title = /<title[^>]*>([^<]*)/i.exec(html)?.[1] ?? /<h1[^>]*>([^<]*)/i.exec(html)?.[1];
	return (
		title?.trim() || html.replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
	);
}

/** JSON.parse that answers undefined for text that is no JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

interface Explanation {
	kind: ErrorKind;
	what: string;
	hint: string;
}

function explain(status: number): Explanation {
	if (status === 401) {
		return {
			kind: 'authentication',
			what: 'AI Hub did not accept the token or the IB-Context',
			hint: 'Check API Token and IB-Context in the credential. AI Hub gives the same answer for a wrong token, a wrong context and a missing permission.',
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
	const { kind, what, hint } = explain(response.status);
	const message = apiMessage(response.body, (text) => redactAll(text, request, redact));
	const isPage = /^\s*</.test(String(response.body));
	return new AiHubError(kind, message ? `${what}: ${message}` : what, {
		hint: isPage && response.status === 404 ? `${PAGE_INSTEAD} ${hint}` : hint,
		status: response.status,
		apiMessage: message,
		operationId: request.operationId,
		...(isPage && { isPage }),
		// A proxy answers 408 also when it is AI Hub that was too slow.
		maybeDone: response.status >= 500 || response.status === 408,
	});
}

/** The error for a success that cannot be read. */
export function errorOfAnswer(
	request: ApiRequest,
	response: ApiResponse,
	problem: string,
): AiHubError {
	return new AiHubError(
		'unexpectedAnswer',
		`AI Hub gave an answer that cannot be read: ${problem}`,
		{
			hint: 'Check API Root in the credential. If it is right, a proxy in between may have changed the answer: run this again.',
			status: response.status,
			operationId: request.operationId,
			maybeDone: true,
		},
	);
}

function redactAll(text: string, request: ApiRequest, redact: (text: string) => string): string {
	return redactSecrets(redact(text), request.sensitive ?? []);
}
