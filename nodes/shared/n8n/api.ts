import {
	type IExecuteFunctions,
	type IHookFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IN8nHttpFullResponse,
	type IPollFunctions,
	type IWebhookFunctions,
	sleep,
} from 'n8n-workflow';

import type { Api } from '../api/wire/api';
import { normalizeApiRoot } from '../api/wire/apiRoot';
import { readAll, tooSlow, type Watchable } from '../api/wire/bytes';
import { AiHubError, invalidInput } from '../api/wire/errors';
import { redactSecrets } from '../api/wire/redact';
import {
	type ApiRequest,
	type ByteStream,
	NetworkFailure,
	requestUrl,
	type Send,
	timeLimitMs,
} from '../api/wire/send';
import { ServerClock } from '../api/wire/serverClock';
import { textOf } from '../api/wire/text';
import { assertSendable } from '../api/wire/token';
import { type TimeLimit, timeLimit } from './timeLimit';

export const CREDENTIAL = 'aiHubApi';

/** What the credential holds; the token itself is only needed to keep it out of errors. */
interface AiHubCredential {
	apiRoot: string;
	apiToken: string;
	ibContext: string;
	ignoreTlsIssues?: boolean;
}

/** Any of n8n's contexts that can send a request in the name of a credential. */
export type N8nContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IPollFunctions
	| IWebhookFunctions;

/** An `Api` that sends through n8n's own helper, so that its proxy and TLS settings hold. */
export interface N8nApi extends Api {
	/** API root as in the credential, normalized. */
	apiRoot: string;
}

/** A stop is noticed within this time while waiting. */
const SLEEP_SLICE_MS = 500;

/** Builds the `Api` for one execution, poll or pick from a list. */
export async function apiFor(context: N8nContext): Promise<N8nApi> {
	const credential = await context.getCredentials<AiHubCredential>(CREDENTIAL);
	if (!credential.apiRoot?.trim()) {
		throw invalidInput('The credential has no API root', 'Enter API Root in the credential.');
	}
	const apiRoot = normalizeApiRoot(credential.apiRoot);
	if (!URL.canParse(apiRoot)) {
		throw invalidInput(
			'The API root in the credential is no address',
			'Enter it as in https://aihub.instabase.com/api.',
		);
	}
	const signal = cancelSignalOf(context);
	const throwIfCancelled = () => {
		if (signal?.aborted) throw new AiHubError('cancelled', 'The execution was stopped');
	};
	assertSendable(credential);
	const secrets = new Set([credential.apiToken ?? '']);
	const redact = (text: string) => redactSecrets(text, [...secrets]);
	return {
		apiRoot,
		send: sendThrough(context, apiRoot, credential.ignoreTlsIssues ?? false),
		sleep: async (ms) => {
			for (let left = ms; left > 0; left -= SLEEP_SLICE_MS) {
				throwIfCancelled();
				await sleep(Math.min(left, SLEEP_SLICE_MS));
			}
			throwIfCancelled();
		},
		now: () => Date.now(),
		clock: new ServerClock(() => Date.now()),
		random: () => Math.random(),
		throwIfCancelled,
		redact,
		conceal: (more) => {
			for (const secret of more) secrets.add(secret);
		},
	};
}

function sendThrough(context: N8nContext, apiRoot: string, ignoreTlsIssues: boolean): Send {
	return async (request) => {
		const options = requestOptions(apiRoot, ignoreTlsIssues, request);
		const limit = timeLimit(timeLimitMs(request));
		const answer = await context.helpers.httpRequestWithAuthentication
			.call(stoppable(context, request, limit), CREDENTIAL, options)
			.then(async (response: IN8nHttpFullResponse) => ({
				status: response.statusCode,
				headers: textHeaders(response.headers),
				body: await bodyOf(request, response, limit),
			}))
			.catch((error: unknown) => failureOf(error, limit))
			.finally(() => limit.lift());
		if (answer instanceof Error) throw answer;
		return answer;
	};
}

/** A context that stops a request when its time is over, and otherwise when the execution is. */
function stoppable(context: N8nContext, request: ApiRequest, { signal }: TimeLimit): N8nContext {
	const stop = request.evenIfCancelled ? undefined : cancelSignalOf(context);
	const either = stop ? AbortSignal.any([stop, signal]) : signal;
	// n8n takes the signal from the context, and sends nothing once it was given.
	return Object.create(context, {
		getExecutionCancelSignal: { value: () => either },
	}) as N8nContext;
}

function cancelSignalOf(context: N8nContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

function requestOptions(
	apiRoot: string,
	skipSslCertificateValidation: boolean,
	request: ApiRequest,
): IHttpRequestOptions {
	const { body } = request;
	const json = body && 'json' in body ? JSON.stringify(body.json) : undefined;
	return {
		url: requestUrl(apiRoot, request),
		method: request.method,
		headers: {
			...(json !== undefined && { 'content-type': 'application/json' }),
			...request.headers,
		},
		...(body && { body: 'bytes' in body ? body.bytes : json }),
		encoding: 'stream',
		timeout: timeLimitMs(request),
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A followed redirect would hold the whole upload in memory, and could send the token elsewhere.
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		skipSslCertificateValidation,
	};
}

/** Everything comes as a stream, so that nothing larger than is bearable is taken into memory. */
async function bodyOf(
	request: ApiRequest,
	{ statusCode, headers, body }: IN8nHttpFullResponse,
	limit: TimeLimit,
): Promise<unknown> {
	const stream = body as unknown as ByteStream & Watchable;
	if (request.answer === 'stream' && statusCode >= 200 && statusCode < 300) {
		limit.lift();
		return stream;
	}
	limit.onOver(() => stream.destroy(tooSlow()));
	const bytes = await readAll(stream);
	const contentType = headers['content-type'] as string | undefined;
	return request.answer === 'bytes' ? bytes : textOf(bytes, contentType);
}

function textHeaders(headers: IN8nHttpFullResponse['headers']): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
}

interface Failed {
	code?: unknown;
	syscall?: unknown;
	message?: unknown;
	cause?: Failed;
}

/** What this package says itself is passed on; the rest is the network stack's. */
function failureOf(error: unknown, limit: TimeLimit): Error {
	if (limit.isOver()) return new NetworkFailure('ETIMEDOUT', 'no answer in time');
	return error instanceof AiHubError ? error : networkFailure(error);
}

/**
 * Only code and words are taken over: the error itself carries the request, and with it the token.
 * n8n wraps it, so the innermost one that has a code is the network stack's.
 */
function networkFailure(error: unknown): NetworkFailure {
	const chain: Failed[] = [];
	for (let at = error as Failed | undefined; at && chain.length < 5; at = at.cause)
		chain.unshift(at);
	const coded = chain.find(({ code }) => typeof code === 'string');
	const words = chain.find(({ message }) => typeof message === 'string' && message !== '')?.message;
	return new NetworkFailure(
		(coded?.code as string | undefined) ?? 'UNKNOWN',
		String(words ?? 'no answer'),
		coded?.syscall as string | undefined,
	);
}
