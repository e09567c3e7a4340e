import { mapConcurrent } from '../shared/concurrency';
import { listRunsPage, type Run } from '../shared/api/resources/runs';
import type { Api } from '../shared/api/wire/api';
import { AiHubError, attempt } from '../shared/api/wire/errors';
import { stateOf } from '../shared/api/work/runStatus';
import { existingRun } from '../shared/trigger/existingRun';
import type { TriggerParameters } from '../shared/trigger/parameters';
import type { Desk } from './desk';
import type { Known } from './known';
import { Refusal } from './refusal';
import { MOST_IDS, type RunHints } from './runHints';

const LOOKS_AT_ONCE = 5;
/** A notification may come before AI Hub shows what it tells of: so much later it is looked again. */
const LOOK_AGAIN_MS = [1000, 2000];
const BUSY_RETRY_S = 30;

/** Asks AI Hub which of the hints are runs that it has. */
export class LookUp {
	private readonly found = new Map<string, Run>();

	private looks = 0;

	constructor(
		private readonly api: Api,
		private readonly desk: Desk,
		private readonly saved: Known,
	) {}

	/**
	 * The runs that a body names, without those whose end is reported already. The other IDs of an
	 * event are asked for only when none is a run that stands where one would expect it: first those
	 * of events that have nothing else, for which the limit has room.
	 * @throws Refusal when no ID is that of a run, or when too many were none lately
	 * @throws AiHubError when AI Hub cannot be asked
	 */
	async runsOf(hints: RunHints[]): Promise<Run[]> {
		const isOpen = new Set(await this.named(hints.map(({ likely }) => likely)));
		const rest = hints.filter(({ likely }) => !likely.some((id) => isOpen.has(id)));
		const hasElse = ({ likely }: RunHints) => likely.length > 0;
		const inOrder = [...rest.filter((event) => !hasElse(event)), ...rest.filter(hasElse)];
		const alsoOpen = new Set(await this.named(inOrder.map(({ others }) => others)));
		const isNamed = isOpen.size + alsoOpen.size > 0;
		if (isNamed) this.desk.giveBack(this.looks);
		if (!isNamed && hints.length > 0) {
			throw new Refusal(404, 'The body names no run that the credential can see');
		}
		return await this.lookAgain([...this.found.values()]);
	}

	/** The IDs that belong to a run, asked for now or known to have ended. */
	private async named(ids: string[][]): Promise<string[]> {
		const { api, desk, saved } = this;
		const all = [...new Set(ids.flat())];
		const isDone = (id: string) => desk.phaseOf(id, saved) === 'done';
		const open = all
			.filter((id) => !isDone(id) && !desk.isStranger(id, api.now()))
			.slice(0, MOST_IDS - this.looks);
		if (!desk.book(open.length, api.now())) {
			throw new Refusal(429, 'Too many bodies named no run: send this again', BUSY_RETRY_S);
		}
		this.looks += open.length;
		const runs = await mapConcurrent(open, LOOKS_AT_ONCE, async (id) => {
			const run = await this.lookAt(id);
			if (run === undefined) {
				// One that was seen before may be back in a moment.
				if (desk.phaseOf(id, saved) === 'new') desk.noteStranger(id, api.now());
				return undefined;
			}
			desk.odd.clear(id);
			desk.gone.clear(id);
			this.found.set(run.id, run);
			return run;
		});
		return [...all.filter(isDone), ...open.filter((_, index) => runs[index] !== undefined)];
	}

	/**
	 * A run; undefined for an ID that is none. That is for AI Hub to say in clear words: whoever sent
	 * the notification may not send it again after such an answer. Other refusals are told as trouble,
	 * until they have come so often that they must be this server's way to say it.
	 */
	private async lookAt(id: string): Promise<Run | undefined> {
		const { api, desk } = this;
		const outcome = await attempt(async () => await existingRun(api, id));
		if (outcome.ok) return outcome.value;
		const { error } = outcome;
		if (saysNoId(error)) return undefined;
		if (isOwnRefusal(error) && desk.odd.note(id, api.now())) return undefined;
		throw error;
	}

	private async lookAgain(runs: Run[]): Promise<Run[]> {
		let seen = runs;
		for (const pauseMs of LOOK_AGAIN_MS) {
			if (!seen.some(isAtWork)) break;
			await this.api.sleep(pauseMs);
			seen = await mapConcurrent(seen, LOOKS_AT_ONCE, async (run) => {
				return isAtWork(run) ? ((await existingRun(this.api, run.id)) ?? run) : run;
			});
		}
		return seen;
	}
}

function isAtWork(run: Run): boolean {
	return stateOf(run) === 'open';
}

/** A refusal that is AI Hub's own, and not a page of what stands in between. */
function isOwnRefusal(error: Error): error is AiHubError {
	return error instanceof AiHubError && error.kind === 'rejected' && !error.details.isPage;
}

/** Servers take an ID for malformed in words such as `Invalid run_id` or `value is not a valid uuid`. */
const NAMES_ID = /(?:\b|_|run)(?:(?:uu|gu)?ids?|identifier)\b/i;
const MALFORMED = /invalid|\bvalid\b|malformed|badly formed|format/i;

function saysNoId(error: Error): boolean {
	if (!isOwnRefusal(error)) return false;
	const { status, apiMessage = '' } = error.details;
	if (status !== 400 && status !== 422) return false;
	return NAMES_ID.test(apiMessage) && MALFORMED.test(apiMessage);
}

/**
 * Whether a run passes the filters of which it tells nothing itself, by AI Hub's list; undefined
 * while the list does not have the run yet.
 */
export async function passesInList(
	api: Api,
	run: Run,
	{ filters }: TriggerParameters,
): Promise<boolean | undefined> {
	const { app_id, app_name, deployment_id, username, output_workspaces } = filters;
	const isUntold = (app_id && !run.app_id) || (deployment_id && !run.deployment_id);
	if (!app_name && !username && !output_workspaces && !isUntold) return true;
	const isListed = async (more: TriggerParameters['filters']) => {
		const query = { ...more, run_id: run.id, from_timestamp: 1 };
		const runs = await listRunsPage(api, query, { limit: 10, offset: 0 });
		return runs.some(({ id }) => id === run.id);
	};
	if (await isListed(filters)) return true;
	return (await isListed({})) ? false : undefined;
}
