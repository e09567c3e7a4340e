import type { Api } from '../shared/api/api';
import { AiHubError, attempt } from '../shared/api/errors';
import { getRunStatus, listRunsPage, type RunFilters } from '../shared/api/runs';
import type { RunSource } from './listByStart';

/** A longer pause is left to the interval between polls. */
const LONGEST_PAUSE_MS = 20_000;

/** Asks AI Hub for runs that pass the filters it knows. */
export function runSource(api: Api, filters: RunFilters): RunSource {
	return {
		list: async ({ from, to, status, order, limit, offset }) =>
			await listRunsPage(
				api,
				{
					...filters,
					status,
					from_timestamp: from,
					to_timestamp: to,
					sort_by: 'start_timestamp',
					order,
				},
				{ limit, offset },
			),
		get: async (runId) => {
			const outcome = await attempt(() => getRunStatus(api, runId));
			if (outcome.ok) return outcome.value;
			if (outcome.error instanceof AiHubError && outcome.error.kind === 'notFound')
				return undefined;
			throw outcome.error;
		},
	};
}

/** The same way to AI Hub, but one that gives up instead of pausing for most of the poll. */
export function impatient<A extends Api>(api: A): A {
	return {
		...api,
		sleep: async (ms) => {
			if (ms <= LONGEST_PAUSE_MS) return await api.sleep(ms);
			const seconds = Math.ceil(ms / 1000);
			throw new AiHubError('rateLimited', `AI Hub takes no more requests for ${seconds} seconds`, {
				retryAfterMs: ms,
				status: 429,
			});
		},
	};
}
