import type { ListQuery, RunSource } from '../../nodes/AiHubTrigger/listByStart';
import type { TriggerState, WatchedRun } from '../../nodes/AiHubTrigger/state';
import type { Run } from '../../nodes/shared/api/resources/runs';

/** A run that started in that second, counted from 1970. */
export function runAt(start: number, id = `run-${start}`, status = 'RUNNING'): Run {
	return { id, status, start_timestamp: start * 1e9 };
}

/** Lists these runs as AI Hub does, takes "from" as "after", and keeps what was asked for. */
export class ListedRuns {
	readonly queries: ListQuery[] = [];

	readonly asked: string[] = [];

	constructor(
		public runs: Run[],
		private readonly ignoresStatus = false,
	) {}

	readonly source: RunSource = {
		list: async (query) => {
			this.queries.push({ ...query });
			const { from, to = Infinity, status, order, limit, offset } = query;
			const found = this.runs
				.filter(({ start_timestamp: start }) => start! > from * 1e9 && start! <= to * 1e9)
				.filter((run) => this.ignoresStatus || !status || status.includes(run.status!))
				.sort((one, other) => one.start_timestamp! - other.start_timestamp!);
			if (order === 'DESCENDING') found.reverse();
			return found.slice(offset, offset + limit);
		},
		get: async (runId) => {
			this.asked.push(runId);
			return this.runs.find(({ id }) => id === runId);
		},
	};
}

/** What the trigger remembers after it has seen these runs. */
export function stateWith(
	runs: Array<[id: string, watched: WatchedRun]> = [],
	more: Partial<TriggerState> = {},
): TriggerState {
	return { filterKey: 'key', cursor: 1000, floor: 0, runs: new Map(runs), ...more };
}
