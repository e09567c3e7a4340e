import { readAnswer } from './answers';
import type { Api } from './api';
import { AiHubError, attempt } from './errors';
import { errorOfStatus } from './httpErrors';
import { errorOfNetwork } from './networkErrors';
import { type Failure, retryAfterMs, retryDelayMs } from './retry';
import { type ApiRequest, type ApiResponse, NetworkFailure, TIMEOUT_MS } from './send';

/**
 * Sends a request, repeating it as the retry policy allows.
 * @returns the answer, which is a success (2xx)
 * @throws AiHubError by kind; `rejected` also for an error that is told under a success
 */
export async function call(api: Api, request: ApiRequest): Promise<ApiResponse> {
	return await repeating(api, request, (response) => {
		// A success without a body is told by its status; one with a body may still be an error.
		if (typeof response.body === 'string') {
			readAnswer(request, response, api.redact);
		}
		return response;
	});
}

/**
 * Sends a request whose answer is a JSON object that holds what the operation answers.
 * @throws AiHubError
 */
export async function callJson<T extends object>(api: Api, request: ApiRequest): Promise<T> {
	return await repeating(api, request, (response) => readAnswer<T>(request, response, api.redact));
}

async function repeating<T>(
	api: Api,
	request: ApiRequest,
	read: (response: ApiResponse) => T,
): Promise<T> {
	for (let tries = 1; ; tries++) {
		if (!request.evenIfCancelled) api.throwIfCancelled();
		const outcome = await attempt(() => sendInTime(api, request));
		if (outcome.ok) api.clock?.hear(outcome.value.headers.date);
		const { failure, error, value } = await judge(api, request, outcome, read);
		// A success is handed on even to a caller that was stopped: it may be the ID of a new run.
		if (error === undefined) return value as T;

		// A stop in the middle of a request looks like a broken connection: it is told apart here.
		const stopped = await attempt(async () => api.throwIfCancelled());
		if (!stopped.ok && !isSuccess(outcome)) throw stoppedInside(stopped.error, error);

		const delayMs =
			failure !== undefined && api.retries !== false
				? retryDelayMs(failure, tries, isRepeatable(request), api.now(), api.random())
				: undefined;
		const retryAfter = outcome.ok ? outcome.value.headers['retry-after'] : undefined;
		const longestMs = Math.min(
			api.longestPauseMs ?? Infinity,
			(api.untilMs ?? Infinity) - api.now(),
		);
		if (delayMs === undefined || delayMs > longestMs) {
			throw error.with({ retryAfterMs: retryAfterMs(retryAfter, api.now()) });
		}
		await api.sleep(delayMs);
	}
}

type Outcome = { ok: true; value: ApiResponse } | { ok: false; error: Error };

/** What came of one exchange: a value, or an error with what the retry policy needs to know. */
async function judge<T>(
	api: Api,
	request: ApiRequest,
	outcome: Outcome,
	read: (response: ApiResponse) => T,
): Promise<{ value?: T; error?: AiHubError; failure?: Failure }> {
	if (!outcome.ok) {
		return {
			error: errorOfNetwork(request, outcome.error, api.redact),
			...(!(outcome.error instanceof AiHubError) && {
				failure: { neverSent: outcome.error instanceof NetworkFailure && outcome.error.neverSent },
			}),
		};
	}
	const { value: response } = outcome;
	if (!isSuccess(outcome)) {
		return {
			error: errorOfStatus(request, response, api.redact),
			failure: { status: response.status, retryAfter: response.headers['retry-after'] },
		};
	}
	const answer = await attempt(async () => read(response));
	if (answer.ok) return { value: answer.value };
	if (!(answer.error instanceof AiHubError)) throw answer.error;
	// What could be read stays as it is when it is asked for again; what broke off may not.
	const { isReadable, isPage } = answer.error.details;
	const brokeOff = answer.error.kind === 'unexpectedAnswer' && !isReadable && !isPage;
	return { error: answer.error, ...(brokeOff && { failure: { neverSent: false } }) };
}

function isSuccess(outcome: Outcome): boolean {
	return outcome.ok && outcome.value.status >= 200 && outcome.value.status < 300;
}

/** All that is begun late shares this time after the caller's, so that there is time to ask at all. */
const GRACE_MS = 1_000;

async function sendInTime(api: Api, request: ApiRequest): Promise<ApiResponse> {
	const leftMs = (api.endsMs ?? Infinity) - api.now();
	const mostMs = Math.max(leftMs, Math.min(leftMs + GRACE_MS, GRACE_MS));
	if (mostMs <= 0) throw new NetworkFailure('ETIMEDOUT', 'the time was over before it was sent');
	return await api.send(withinMs(request, Math.min(api.longestRequestMs ?? Infinity, mostMs)));
}

function withinMs(request: ApiRequest, mostMs: number): ApiRequest {
	if (mostMs === Infinity) return request;
	const timeoutMs = Math.min(request.timeoutMs ?? TIMEOUT_MS, mostMs);
	return { ...request, timeoutMs, wholeMs: Math.min(request.wholeMs ?? timeoutMs, mostMs) };
}

/** What was on its way when the caller was stopped may have been carried out. */
function stoppedInside(stopped: Error, { details }: AiHubError): Error {
	if (!(stopped instanceof AiHubError)) return stopped;
	return stopped.with({ maybeDone: details.maybeDone, operationId: details.operationId });
}

function isRepeatable(request: ApiRequest): boolean {
	return request.repeatable ?? request.method !== 'POST';
}
