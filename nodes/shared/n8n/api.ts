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
import type { Run } from '../api/resources/runs';
import { hubUrlOfRun, normalizeApiRoot } from '../api/wire/apiRoot';
import { headerValue } from '../api/wire/credential';
import { AiHubError, invalidInput } from '../api/wire/errors';
import { textOfBytes } from '../api/wire/json';
import { redactSecrets } from '../api/wire/redact';
import {
	type ApiRequest,
	type ByteStream,
	NetworkFailure,
	requestUrl,
	type Send,
	TIMEOUT_MS,
} from '../api/wire/send';
import { ServerClock } from '../api/wire/serverClock';

export const CREDENTIAL = 'aiHubApi';

/** What the credential holds; the token itself is only needed to keep it out of errors. */
interface AiHubCredential {
	apiRoot: string;
	runPage?: string;
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
	/** Where a person can look at a run. */
	urlOfRun: UrlOfRun;
}

/** The best known address of a run in AI Hub's own pages. */
export type UrlOfRun = (run: Partial<Run>) => string;

const LONGEST_FILE_MS = 60 * 60_000;
/** Far more than AI Hub's largest page of results; what is longer would not fit into one text. */
const LARGEST_ANSWER_BYTES = 256 * 1024 * 1024;
const LARGEST_ERROR_BYTES = 1024 * 1024;
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
	headerValue('API Token', credential.apiToken);
	headerValue('IB-Context', credential.ibContext);
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const throwIfCancelled = () => {
		if (signal?.aborted) throw new AiHubError('cancelled', 'The execution was stopped');
	};
	const concealed = new Set([credential.apiToken ?? '']);
	const redact = (text: string) => redactSecrets(text, [...concealed]);
	return {
		apiRoot,
		urlOfRun: (run) => hubUrlOfRun(apiRoot, run, credential.runPage),
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
		conceal: (values) => {
			for (const value of values) concealed.add(value);
		},
	};
}

function sendThrough(context: N8nContext, apiRoot: string, ignoreTlsIssues: boolean): Send {
	return async (request) => {
		const body = await bodyToSend(request);
		const options = requestOptions(apiRoot, ignoreTlsIssues, request, body);
		const late = AbortSignal.timeout(wholeMsOf(request));
		const answer = await context.helpers.httpRequestWithAuthentication
			.call(stoppedBy(late, context, request), CREDENTIAL, options)
			.then(async (response: IN8nHttpFullResponse) => ({
				status: response.statusCode,
				headers: textHeaders(response.headers),
				body: await bodyOf(request, response),
			}))
			.catch((error: unknown) => {
				if (error instanceof AiHubError) return error;
				return late.aborted ? tooLate(request) : networkFailure(error);
			});
		// A request that was refused, or never sent, leaves the file open.
		if (isReadable(body)) body.destroy();
		if (answer instanceof Error) throw answer;
		return answer;
	};
}

/** n8n takes the signal that ends a request from the context, and sends nothing once it was given. */
function stoppedBy(late: AbortSignal, context: N8nContext, request: ApiRequest): N8nContext {
	const cancel =
		'getExecutionCancelSignal' in context && !request.evenIfCancelled
			? context.getExecutionCancelSignal()
			: undefined;
	const signal = cancel ? AbortSignal.any([cancel, late]) : late;
	return Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as N8nContext;
}

/** A file may take an hour; n8n itself only ends a request on which nothing moves any more. */
function wholeMsOf({ wholeMs, answer, timeoutMs = TIMEOUT_MS }: ApiRequest): number {
	return wholeMs ?? (answer === 'stream' ? Math.max(timeoutMs, LONGEST_FILE_MS) : timeoutMs);
}

function tooLate(request: ApiRequest): NetworkFailure {
	const seconds = Math.round(wholeMsOf(request) / 1000);
	return new NetworkFailure('ETIMEDOUT', `no whole answer within ${seconds} s`);
}

/** What is needed of Node's streams: this package may not require them. */
type Readable = ByteStream & { pipe: unknown; destroy(): void };

function isReadable(body: unknown): body is Readable {
	return typeof body === 'object' && body !== null && 'pipe' in body;
}

/** A file that n8n stores is sent as it is read; one that is in memory anyway, from there. */
async function bodyToSend({ body }: ApiRequest): Promise<Buffer | string | Readable | undefined> {
	if (body === undefined) return undefined;
	if ('json' in body) return JSON.stringify(body.json);
	if ('bytes' in body) return body.bytes;
	const stream = await body.file.open();
	if (isReadable(stream)) return stream;
	const pieces: Buffer[] = [];
	for await (const piece of stream) pieces.push(piece);
	return Buffer.concat(pieces);
}

function sizeOf({ body }: ApiRequest): string | undefined {
	return body && 'file' in body ? String(body.file.size) : undefined;
}

function requestOptions(
	apiRoot: string,
	skipSslCertificateValidation: boolean,
	request: ApiRequest,
	body: Buffer | string | Readable | undefined,
): IHttpRequestOptions {
	return {
		url: requestUrl(apiRoot, request),
		method: request.method,
		headers: {
			...(typeof body === 'string' && { 'content-type': 'application/json' }),
			// Known beforehand, so that a stream need not be sent in chunks, which not every server takes.
			...(isReadable(body) && { 'content-length': sizeOf(request) }),
			...request.headers,
		},
		...(body !== undefined && { body }),
		// A stream, so that an answer without end, or a compressed one, is not taken in whole.
		encoding: 'stream',
		timeout: request.timeoutMs ?? TIMEOUT_MS,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A followed redirect would hold the whole upload in memory, and could send the token elsewhere.
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		skipSslCertificateValidation,
	};
}

async function bodyOf(request: ApiRequest, answer: IN8nHttpFullResponse): Promise<unknown> {
	const success = answer.statusCode >= 200 && answer.statusCode < 300;
	if (request.answer === 'stream' && success) return answer.body;
	const most = success ? LARGEST_ANSWER_BYTES : LARGEST_ERROR_BYTES;
	return textOfBytes(await bytesOf(answer.body, most, success));
}

/** @throws AiHubError for a success that is longer than `most` bytes; of an error, its beginning */
async function bytesOf(body: unknown, most: number, whole: boolean): Promise<Buffer> {
	// Where there is no body, n8n gives none, or an empty one of another kind.
	if (!isStream(body)) return Buffer.from((body as string | Buffer | undefined) ?? '');
	const pieces: Buffer[] = [];
	let length = 0;
	for await (const piece of body) {
		pieces.push(piece);
		length += piece.length;
		if (length <= most) continue;
		if (whole) throw tooLong(most);
		break;
	}
	return Buffer.concat(pieces);
}

function tooLong(most: number): AiHubError {
	return new AiHubError(
		'unexpectedAnswer',
		`AI Hub gave an answer that cannot be read: it is longer than ${most / 1024 / 1024} MB`,
		{
			hint: 'Ask for less at once: fewer parts of the results, or a smaller batch.',
			isTooMuch: true,
			maybeDone: true,
		},
	);
}

function isStream(body: unknown): body is ByteStream {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function textHeaders(headers: IN8nHttpFullResponse['headers']): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
}

interface Failed {
	name?: unknown;
	code?: unknown;
	syscall?: unknown;
	message?: unknown;
	cause?: Failed;
}

/** n8n refused to send it: with its SSRF protection on, it blocks addresses within a network. */
function isBlocked({ name, message }: Failed): boolean {
	return (
		/^SsrfBlocked/.test(String(name)) || /^The request was blocked because/.test(String(message))
	);
}

function blockedByN8n(): AiHubError {
	return new AiHubError('unavailable', 'n8n does not let this workflow reach the AI Hub host', {
		hint: 'Ask the administrator of this n8n to allow the host of API Root: its SSRF protection takes allowed hosts in N8N_SSRF_ALLOWED_HOSTNAMES, and ranges in N8N_SSRF_ALLOWED_IP_RANGES.',
		code: 'BLOCKED_BY_N8N',
		maybeDone: false,
	});
}

/**
 * Only code and words are taken over: the error itself carries the request, and with it the token.
 * n8n wraps it, so the innermost one that has a code is the network stack's.
 */
function networkFailure(error: unknown): NetworkFailure | AiHubError {
	const chain: Failed[] = [];
	for (let at = error as Failed | undefined; at && chain.length < 5; at = at.cause)
		chain.unshift(at);
	if (chain.some(isBlocked)) return blockedByN8n();
	const coded = chain.find(({ code }) => typeof code === 'string');
	const words = chain.find(({ message }) => typeof message === 'string' && message !== '')?.message;
	return new NetworkFailure(
		(coded?.code as string | undefined) ?? 'UNKNOWN',
		String(words ?? 'no answer'),
		coded?.syscall as string | undefined,
	);
}
