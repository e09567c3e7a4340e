import type { Run } from '../../../nodes/shared/api/resources/runs';
import type { Api } from '../../../nodes/shared/api/wire/api';
import { AiHubError } from '../../../nodes/shared/api/wire/errors';
import type { ApiRequest, ApiResponse } from '../../../nodes/shared/api/wire/send';

type Answer = ApiResponse | Promise<ApiResponse>;

/** The time of a new `ListedRuns`, in ms since 1970. */
export const NOW_MS = Date.UTC(2026, 0, 2);

/** An AI Hub that has nothing but runs, in memory; the pauses of its `api` take no time. */
export class ListedRuns {
	readonly requests: ApiRequest[] = [];
	readonly slept: number[] = [];
	nowMs = NOW_MS;
	/** Most runs of a page, however many are asked for. */
	pageSize = 100;
	/** What is answered to the next requests instead, in order; undefined answers as ever. */
	readonly instead: Array<(() => Answer) | undefined> = [];
	/** What else is answered, by operationId. */
	readonly on: Record<string, (request: ApiRequest) => Answer> = {};
	readonly api: Api = {
		send: async (request) => {
			this.requests.push(request);
			const answer = this.on[request.operationId] ?? ((asked) => this.answer(asked));
			return await (this.instead.shift() ?? (() => answer(request)))();
		},
		sleep: async (ms) => {
			this.slept.push(ms);
			this.nowMs += ms;
		},
		now: () => this.nowMs,
		random: () => 0.5,
		throwIfCancelled: () => undefined,
		redact: (text) => text,
		// Every request is sent once, so that tests can count them.
		retries: false,
	};

	constructor(readonly runs: Run[] = []) {}

	sent(operationId: string): ApiRequest[] {
		return this.requests.filter((request) => request.operationId === operationId);
	}

	private answer({ operationId, path, query = {} }: ApiRequest): ApiResponse {
		if (operationId === 'listRuns') return answerOf({ runs: this.page(query) });
		const run = this.runs.find(({ id }) => path.endsWith(`/${id}`));
		return run ? answerOf(run) : failing(404);
	}

	private page(query: NonNullable<ApiRequest['query']>): Run[] {
		const { app_id, deployment_id, from_timestamp, to_timestamp, offset, limit } = query;
		const sign = query.order === 'DESCENDING' ? -1 : 1;
		const listed = this.runs
			.filter((run) => app_id === undefined || run.app_id === app_id)
			.filter((run) => deployment_id === undefined || run.deployment_id === deployment_id)
			.filter((run) => startS(run) >= Number(from_timestamp))
			.filter((run) => startS(run) <= Number(to_timestamp ?? Infinity))
			.sort((one, other) => sign * (startS(one) - startS(other)));
		const first = Number(offset);
		return listed.slice(first, first + Math.min(Number(limit), this.pageSize));
	}
}

/** The start of a run so many seconds before `NOW_MS`. */
export function secondsAgo(seconds: number): Pick<Run, 'start_timestamp'> {
	return { start_timestamp: (NOW_MS - seconds * 1000) * 1e6 };
}

export function answerOf(body: object): ApiResponse {
	return { status: 200, headers: {}, body: JSON.stringify(body) };
}

export function failing(status: number): ApiResponse {
	return { status, headers: {}, body: JSON.stringify({ message: `their ${status}` }) };
}

/** The error that the work ends with. */
export async function failureOf(work: Promise<unknown>): Promise<AiHubError> {
	const outcome: unknown = await work.catch((error: unknown) => error);
	expect(outcome).toBeInstanceOf(AiHubError);
	return outcome as AiHubError;
}

function startS({ start_timestamp }: Run): number {
	return Number(start_timestamp ?? 0) / 1e9;
}
