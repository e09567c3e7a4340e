import { mapConcurrent } from '../../concurrency';
import type { Api } from '../wire/api';
import { AiHubError, attempt, isPassing } from '../wire/errors';
import { getRunStatus, listRunsPage, type Run, type RunFilters } from '../resources/runs';

/** A run to look at, and what is known of it, which helps to find it in a list. */
export interface Wanted {
	runId: string;
	known?: Run;
	/** When nobody waits for it any more, in ms since 1970. */
	untilMs?: number;
}

export type Look = { ok: true; run: Run } | { ok: false; error: Error };

/** Fewer runs than this are asked for one by one; more are found in one list. */
const LIST_FROM = 2;
const LIST_PAGE = 100;
/** Runs started further apart than this are not looked for in the same list. */
const LARGEST_GAP_S = 600;
/** So many times in a row a list may fail, before the runs are asked for one by one. */
const MOST_LIST_FAILURES = 2;
const MOST_AT_ONCE = 10;
/** A look that hangs must not keep the others from being taken. */
const LOOK_TIMEOUT_MS = 20_000;

/** Looks at many runs with few requests. Looks are not repeated: there is always a next one. */
export class RunLooks {
	private listFailures = 0;

	constructor(private readonly api: Api) {}

	/**
	 * Looks at the runs that are due, each once.
	 * @param isWaited whether someone waits for a run that turns up in a list, due or not
	 * @param tell gets every look as soon as it is there
	 */
	async lookAt(
		due: Wanted[],
		isWaited: (runId: string) => boolean,
		tell: (runId: string, look: Look) => void,
	): Promise<void> {
		const open = new Map(due.map((wanted) => [wanted.runId, wanted]));
		const told = (runId: string, look: Look) => {
			open.delete(runId);
			tell(runId, look);
		};
		for (const group of neighbours([...open.values()])) {
			await this.lookAtList(group, isWaited, told);
		}
		await mapConcurrent([...open.values()], MOST_AT_ONCE, async (wanted) => {
			const look = await attempt(() => getRunStatus(this.apiFor(wanted), wanted.runId));
			tell(wanted.runId, look.ok ? { ok: true, run: look.value } : look);
		});
	}

	private async lookAtList(
		group: Wanted[],
		isWaited: (runId: string) => boolean,
		tell: (runId: string, look: Look) => void,
	): Promise<void> {
		const open = new Set(group.map(({ runId }) => runId));
		const filters = filtersOf(group);
		// Other people's runs may fill the list: it is read only as long as it is cheaper.
		const mostPages = Math.max(1, Math.floor(group.length / LIST_FROM));
		for (let page = 0, offset = 0; page < mostPages && open.size > 0; page++) {
			const listed = await attempt(() =>
				listRunsPage(once(this.api), filters, { limit: LIST_PAGE, offset }),
			);
			if (!listed.ok) return this.listFailed(listed.error, open, tell);
			this.listFailures = 0;
			if (listed.value.length === 0) return;
			for (const run of listed.value) {
				if (!open.delete(run.id) && !isWaited(run.id)) continue;
				tell(run.id, { ok: true, run });
			}
			offset += listed.value.length;
		}
	}

	/** A server in trouble is not asked for each run as well; but lists alone may be in trouble. */
	private listFailed(
		error: Error,
		open: Set<string>,
		tell: (runId: string, look: Look) => void,
	): void {
		const isStopped = error instanceof AiHubError && error.kind === 'cancelled';
		const waits = isPassing(error) && this.listFailures++ < MOST_LIST_FAILURES;
		if (isStopped || waits) for (const runId of [...open]) tell(runId, { ok: false, error });
		else this.listFailures = 0;
	}

	/** Only a first look, of which the wait depends, is repeated when it fails. */
	private apiFor({ known, untilMs }: Wanted): Api {
		return known ? once(this.api) : { ...once(this.api), retries: true, untilMs };
	}
}

/** When a run was started, in ms since 1970; undefined when that is not known. */
export function startMsOf(run: Run | undefined): number | undefined {
	const startMs = Number(run?.start_timestamp ?? NaN) / 1e6;
	return startMs > 0 && Number.isFinite(startMs) ? startMs : undefined;
}

/** Groups of runs that were started shortly after each other, each large enough for a list. */
function neighbours(wanted: Wanted[]): Wanted[][] {
	const started = wanted
		.filter(({ known }) => startMsOf(known) !== undefined)
		.sort((one, other) => startS(one) - startS(other));
	const groups: Wanted[][] = [];
	started.forEach((one, index) => {
		const isNear = index > 0 && startS(one) - startS(started[index - 1]) <= LARGEST_GAP_S;
		if (isNear) groups[groups.length - 1].push(one);
		else groups.push([one]);
	});
	return groups.filter((group) => group.length >= LIST_FROM);
}

function filtersOf(group: Wanted[]): RunFilters {
	const deployment_id = shared(group, 'deployment_id');
	return {
		...(deployment_id ? { deployment_id } : { app_id: shared(group, 'app_id') }),
		from_timestamp: Math.floor(startS(group[0])) - 1,
		to_timestamp: Math.ceil(startS(group[group.length - 1])) + 1,
		sort_by: 'start_timestamp',
		order: 'ASCENDING',
	};
}

/** The value that all runs of a group have in common. */
function shared(group: Wanted[], key: 'app_id' | 'deployment_id'): string | undefined {
	const value = group[0].known?.[key] ?? undefined;
	return group.every(({ known }) => known?.[key] === value) ? value : undefined;
}

function startS({ known }: Wanted): number {
	return (startMsOf(known) ?? 0) / 1000;
}

function once(api: Api): Api {
	return { ...api, longestRequestMs: LOOK_TIMEOUT_MS, retries: false };
}
