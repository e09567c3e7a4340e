import type { Api } from './api';
import { AiHubError, attempt } from './errors';
import { errorOfAnswer, errorOfStatus, parseJson } from './httpErrors';
import { errorOfNetwork } from './networkErrors';
import { type Failure, retryAfterMs, retryDelayMs } from './retry';
import { type ApiRequest, type ApiResponse, NetworkFailure } from './send';

/**
 * Sends a request, repeating it as the retry policy allows.
 * @returns the answer, which is a success (2xx)
 * @throws AiHubError by kind; `rejected` also for the legacy HTTP 200 with `{"status": "ERROR"}`
 */
export async function call(api: Api, request: ApiRequest): Promise<ApiResponse> {
	for (let tries = 1; ; tries++) {
		if (!request.evenIfCancelled) api.throwIfCancelled();
		const outcome = await attempt(() => api.send(request));
		if (outcome.ok) api.clock?.hear(outcome.value.headers.date);
		// A success is handed on even to a caller that was stopped: it may be the ID of a new run.
		if (outcome.ok && isSuccess(outcome.value))
			return withoutLegacyError(api, request, outcome.value);

		const retryAfter = outcome.ok ? outcome.value.headers['retry-after'] : undefined;
		const failure: Failure = outcome.ok
			? { status: outcome.value.status, retryAfter }
			: { neverSent: outcome.error instanceof NetworkFailure && outcome.error.neverSent };
		const error = outcome.ok
			? errorOfStatus(request, outcome.value, api.redact)
			: errorOfNetwork(request, outcome.error, api.redact);
		// A stop in the middle of a request looks like a broken connection: it is told apart here.
		const stopped = await attempt(async () => api.throwIfCancelled());
		if (!stopped.ok) throw stoppedInside(stopped.error, error);

		const repeatable = api.retries !== false && error.kind !== 'cancelled';
		const delayMs = repeatable
			? retryDelayMs(failure, tries, isRepeatable(request), api.now(), api.random())
			: undefined;
		const askedMs = retryAfterMs(retryAfter, api.now());
		const longestMs = api.longestPauseMs ?? Infinity;
		if (delayMs === undefined || delayMs > longestMs) throw error.with({ retryAfterMs: askedMs });
		await api.sleep(delayMs);
	}
}

/**
 * Sends a request whose answer is a JSON object.
 * @param key one that every answer has: without it, it is not AI Hub's
 * @throws AiHubError
 */
export async function callJson<T extends object>(
	api: Api,
	request: ApiRequest,
	key?: keyof T & string,
): Promise<T> {
	const response = await call(api, request);
	const text = typeof response.body === 'string' ? response.body : '';
	const value = parseJson(text);
	if (typeof value !== 'object' || value === null) {
		throw errorOfAnswer(request, response, text === '' ? 'it is empty' : 'it is not JSON');
	}
	if (key !== undefined && !(key in value)) {
		throw errorOfAnswer(request, response, `it has no "${key}"`);
	}
	return value as T;
}

function isSuccess({ status }: ApiResponse): boolean {
	return status >= 200 && status < 300;
}

/** A run may have a status ERROR of its own, but then it has an id; the legacy error has none. */
function withoutLegacyError(api: Api, request: ApiRequest, response: ApiResponse): ApiResponse {
	const { body } = response;
	if (typeof body !== 'string' || !body.includes('"ERROR"')) return response;
	const value = parseJson(body) as { status?: unknown; id?: unknown } | undefined;
	if (value?.status !== 'ERROR' || value.id !== undefined) return response;
	const { details } = errorOfStatus(request, { ...response, status: 400 }, api.redact);
	throw new AiHubError(
		'rejected',
		`AI Hub rejected the request: ${details.apiMessage ?? 'no reason given'}`,
		{ ...details, status: response.status },
	);
}

/** What was on its way when the caller was stopped may have been carried out. */
function stoppedInside(stopped: Error, { details }: AiHubError): Error {
	if (!(stopped instanceof AiHubError)) return stopped;
	return stopped.with({ maybeDone: details.maybeDone, operationId: details.operationId });
}

function isRepeatable(request: ApiRequest): boolean {
	return request.repeatable ?? request.method !== 'POST';
}
