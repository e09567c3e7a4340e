import {
	type IDataObject,
	type INode,
	type JsonObject,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import { AiHubError, type ErrorKind } from '../api/wire/errors';
import type { UrlOfRun } from './api';

/**
 * Any error as the n8n error that belongs to it: the message says what happened, the description
 * what to do next, with the item it happened in, and the address of the run where `urlOfRun` gives
 * it. Nothing of the request is carried along.
 */
export function nodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
	urlOfRun?: UrlOfRun,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex ??= itemIndex;
		return error;
	}
	if (!(error instanceof AiHubError)) {
		const message = error instanceof Error ? error.message : String(error);
		return new NodeOperationError(node, message, { itemIndex });
	}
	const { status, runId, runStatus, run } = error.details;
	const url = run && urlOfRun?.(run);
	const description =
		url === undefined ? error.hint : `${error.hint ?? ''} In AI Hub: ${url}`.trim();
	const result =
		error.kind === 'invalidInput' || error.kind === 'cancelled'
			? new NodeOperationError(node, error.message, { itemIndex, description })
			: new NodeApiError(node, {} as JsonObject, {
					message: error.message,
					description,
					httpCode: status === undefined ? undefined : String(status),
					itemIndex,
					...failureOf(error),
				});
	// n8n puts words of its own in place of a message that names a network code: ours says more.
	result.message = error.message;
	if (runId !== undefined) {
		result.context.data = {
			run_id: runId,
			run_status: runStatus ?? null,
			...(url !== undefined && { run_url: url }),
		};
	}
	return result;
}

/** Why it failed, in the terms that newer versions of n8n act upon; older ones ignore it. */
function failureOf({ kind, details }: AiHubError): object {
	const cause = CAUSES[kind];
	if (cause === undefined) return {};
	const { retryAfterMs } = details;
	return { failure: { cause, ...(retryAfterMs !== undefined && { retryAfterMs }) } };
}

const CAUSES: Partial<Record<ErrorKind, string>> = {
	authentication: 'credential-invalid',
	rateLimited: 'rate-limited',
	outOfUnits: 'quota-exhausted',
	unavailable: 'temporarily-unavailable',
};

/**
 * The `json` of the item that takes the place of a failed one under Continue On Fail. n8n tells such
 * an item by its keys, `error` and `details` and no others, and sends it to the error output.
 */
export function errorJson(error: NodeApiError | NodeOperationError): IDataObject {
	const details: IDataObject = {
		...(error.description && { hint: error.description }),
		...(error instanceof NodeApiError && error.httpCode && { http_status: Number(error.httpCode) }),
		...(error.context.data as IDataObject | undefined),
	};
	return { error: error.message, ...(Object.keys(details).length > 0 && { details }) };
}
