import type { Api } from './api';
import { AiHubError, attempt } from './errors';
import { apiMessage, errorOfAnswer, errorOfNetwork, errorOfStatus, parseJson } from './httpErrors';
import { type Failure, retryAfterMs, retryDelayMs } from './retry';
import { type ApiRequest, type ApiResponse, NetworkFailure } from './send';

/**
 * Sends a request, repeating it as the retry policy allows.
 * @returns the answer, which is a success (2xx)
 * @throws AiHubError by kind
 */
export async function call(api: Api, request: ApiRequest): Promise<ApiResponse> {
	for (let tries = 1; ; tries++) {
		api.throwIfCancelled();
		const outcome = await attempt(() => api.send(request));
		// A stop in the middle of a request looks like a broken connection: it is told apart here.
		api.throwIfCancelled();
		const response = outcome.ok ? outcome.value : undefined;
		if (response && response.status >= 200 && response.status < 300) return response;

		const error = outcome.ok
			? errorOfStatus(request, outcome.value, api.redact)
			: errorOfFailure(request, outcome.error);
		const retryAfter = response?.headers['retry-after'];
		const failure: Failure = outcome.ok
			? { status: outcome.value.status, retryAfter }
			: { neverSent: outcome.error instanceof NetworkFailure && outcome.error.neverSent };
		const delayMs =
			error.kind === 'cancelled'
				? undefined
				: retryDelayMs(failure, tries, isRepeatable(request), api.now(), api.random());
		if (delayMs === undefined) {
			throw error.with({ retryAfterMs: retryAfterMs(retryAfter, api.now()) });
		}
		await api.sleep(delayMs);
	}
}

/**
 * Sends a request whose answer is a JSON object.
 * @throws AiHubError; kind `rejected` also for the legacy HTTP 200 with `{"status": "ERROR"}`
 */
export async function callJson<T extends object>(api: Api, request: ApiRequest): Promise<T> {
	const response = await call(api, request);
	const text = typeof response.body === 'string' ? response.body : '';
	const value = parseJson(text);
	if (typeof value !== 'object' || value === null) {
		throw errorOfAnswer(request, response, text === '' ? 'it is empty' : 'it is not JSON');
	}
	throwLegacyError(api, request, response, value as Record<string, unknown>);
	return value as T;
}

/** A run may have a status ERROR of its own, but then it has an id; the legacy error has none. */
function throwLegacyError(
	api: Api,
	request: ApiRequest,
	response: ApiResponse,
	value: Record<string, unknown>,
): void {
	if (value.status !== 'ERROR' || value.id !== undefined) return;
	const words = apiMessage(response.body) ?? 'no reason given';
	throw errorOfStatus(request, { ...response, status: 400, body: words }, api.redact).with(
		{ status: response.status },
		`AI Hub rejected the request: ${api.redact(words)}`,
	);
}

function isRepeatable(request: ApiRequest): boolean {
	return request.repeatable ?? request.method !== 'POST';
}

function errorOfFailure(request: ApiRequest, error: Error): AiHubError {
	if (error instanceof AiHubError) return error;
	const failure =
		error instanceof NetworkFailure ? error : new NetworkFailure('UNKNOWN', error.message);
	return errorOfNetwork(request, failure);
}
