import { answerTo, type Expected, type Given } from './answer';
import type { Api } from './api';
import { AiHubError, attempt } from './errors';
import { errorOfStatus } from './httpErrors';
import { errorOfNetwork } from './networkErrors';
import { type Failure, retryAfterMs, retryDelayMs } from './retry';
import { type ApiRequest, type ApiResponse, DEFAULT_TIMEOUT_MS, NetworkFailure } from './send';

/** A last look must have time to come, also when the wait is over. */
const LEAST_TIMEOUT_MS = 5_000;

/**
 * Sends a request, repeating it as the retry policy allows.
 * @param read what is made of a success (2xx); it may find that the answer is cut off, which is a
 * broken connection
 * @throws AiHubError by kind
 */
export async function call<T = ApiResponse>(
	api: Api,
	request: ApiRequest,
	read: (response: ApiResponse) => T = (response) => response as T,
): Promise<T> {
	for (let tries = 1; ; tries++) {
		if (!request.evenIfCancelled) api.throwIfCancelled();
		const outcome = await attempt(() => api.send(withinTime(api, request)));
		if (outcome.ok) api.clock?.hear(outcome.value.headers.date);
		// A success is handed on even to a caller that was stopped: it may be the ID of a new run.
		const reading = await attempt(async () =>
			outcome.ok && isSuccess(outcome.value) ? { value: read(outcome.value) } : undefined,
		);
		if (reading.ok && reading.value) return reading.value.value;
		if (!reading.ok && !(reading.error instanceof NetworkFailure)) throw reading.error;

		const answer = outcome.ok && reading.ok ? outcome.value : undefined;
		const broken = outcome.ok ? (reading.ok ? undefined : reading.error) : outcome.error;
		const retryAfter = answer?.headers['retry-after'];
		const failure: Failure = answer
			? { status: answer.status, retryAfter }
			: { neverSent: broken instanceof NetworkFailure && broken.neverSent };
		const error = answer
			? errorOfStatus(request, answer, api.redact)
			: errorOfNetwork(request, broken!, api.redact);
		// A stop in the middle of a request looks like a broken connection: it is told apart here.
		const stopped = await attempt(async () => api.throwIfCancelled());
		if (!stopped.ok) throw stoppedInside(stopped.error, error);

		// What `send` has judged itself would be judged so again.
		const repeatable = api.retries !== false && !(broken instanceof AiHubError);
		const delayMs = repeatable
			? retryDelayMs(failure, tries, isRepeatable(request), api.now(), api.random())
			: undefined;
		const askedMs = retryAfterMs(retryAfter, api.now());
		const longestMs = Math.min(
			api.longestPauseMs ?? Infinity,
			(api.untilMs ?? Infinity) - api.now(),
		);
		if (delayMs === undefined || delayMs > longestMs) throw error.with({ retryAfterMs: askedMs });
		await api.sleep(delayMs);
	}
}

/**
 * Sends a request whose answer is a JSON object.
 * @param expected what the object must hold; by default nothing in particular
 * @throws AiHubError; `rejected` also for an error under a status of success
 */
export async function callJson(
	api: Api,
	request: ApiRequest,
	expected: Expected = {},
): Promise<Given> {
	return (await callAnswer(api, request, expected)).value;
}

/** The same with the headers, for answers that say something there. */
export async function callAnswer(
	api: Api,
	request: ApiRequest,
	expected: Expected,
): Promise<{ value: Given; headers: ApiResponse['headers'] }> {
	return await call(api, request, (response) => ({
		value: answerTo(request, response, expected, api.redact),
		headers: response.headers,
	}));
}

/** A wait has an end, also when AI Hub does not answer. */
function withinTime(api: Api, request: ApiRequest): ApiRequest {
	if (api.untilMs === undefined) return request;
	const leftMs = Math.max(api.untilMs - api.now(), LEAST_TIMEOUT_MS);
	return { ...request, timeoutMs: Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, leftMs) };
}

function isSuccess({ status }: ApiResponse): boolean {
	return status >= 200 && status < 300;
}

/** What was on its way when the caller was stopped may have been carried out. */
function stoppedInside(stopped: Error, { details }: AiHubError): Error {
	if (!(stopped instanceof AiHubError)) return stopped;
	return stopped.with({ maybeDone: details.maybeDone, operationId: details.operationId });
}

function isRepeatable(request: ApiRequest): boolean {
	return request.repeatable ?? request.method !== 'POST';
}
