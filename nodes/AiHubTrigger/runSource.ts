import type { Api } from '../shared/api/wire/api';
import { listRunsPage, type RunFilters } from '../shared/api/resources/runs';
import { existingRun } from '../shared/trigger/existingRun';
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
		get: async (runId) => await existingRun(api, runId),
	};
}
