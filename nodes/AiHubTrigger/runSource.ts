import type { Api } from '../shared/api/wire/api';
import { AiHubError, attempt } from '../shared/api/wire/errors';
import { getRunStatus, listRunsPage, type RunFilters } from '../shared/api/resources/runs';
import type { RunSource } from './listByStart';

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
