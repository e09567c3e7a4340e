import type { Run, RunDeploymentBody } from '../resources/runs';
import type { Api } from '../wire/api';
import { AiHubError, attempt } from '../wire/errors';
import { unended } from '../wire/words';
import { RunFinder } from './findRun';
import { postRun, type RunStart } from './runTarget';

export interface StartOptions {
	/**
	 * Tag that no other run has, put on this one: it tells this run from others over the same input
	 * when the answer is lost.
	 */
	tag?: string;
	/** The input was made for this run alone, so that a run over it is this one. */
	ownInput?: boolean;
	/** Shares its looks with other starts. */
	finder?: RunFinder;
}

/** Looks for a run whose answer was lost, after so many ms each: half a minute in all. */
export const LOOKS_AFTER_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000];
/** What is looked for has just been started, but a clock, or a list, may well be hours off. */
export const JUST_STARTED_MS = 24 * 60 * 60_000;
const MOST_STARTS = 3;

/**
 * Starts a run, and never two: when the answer is lost it looks for the run that may have started
 * and adopts it. Only when half a minute of looking finds none is the request sent again; never when
 * AI Hub's answer could be read.
 *
 * @returns the run, and whether it was adopted
 * @throws AiHubError; when a run may have started that could not be found, or the caller is stopped
 * meanwhile, the error says so
 */
export async function startRun(
	api: Api,
	start: RunStart,
	options: StartOptions = {},
): Promise<{ run: Run; adopted: boolean }> {
	const tagged = { ...start, body: withTag(start.body, options.tag) };
	for (let starts = 1; ; starts++) {
		const posted = await attempt(() => postRun(api, tagged));
		if (posted.ok) return { run: posted.value, adopted: false };
		const { error } = posted;
		if (!(error instanceof AiHubError)) throw error;
		// What is refused the second time may be so because of the first: "no units left".
		if (!error.details.maybeDone && starts === 1) throw error;
		if (error.kind === 'cancelled') throw uncertain(error, tagged, 'it goes on at AI Hub');

		const found = await attempt(() => findStarted(api, tagged, options));
		if (!found.ok) throw notFound(error, tagged, found.error);
		if (found.value) return { run: found.value, adopted: true };
		// What could be read, although it names no run, would be said again of another start.
		const { isReadable, maybeDone } = error.details;
		if (isReadable || !maybeDone || starts >= MOST_STARTS) {
			throw uncertain(error, tagged, 'it was not in the list of runs half a minute later');
		}
	}
}

/**
 * Looks for a run whose start was sent, for half a minute.
 * @returns undefined when there is none
 * @throws AiHubError when that cannot be told
 */
export async function findStarted(
	api: Api,
	{ target, body }: RunStart,
	{ tag, ownInput, finder = new RunFinder(api) }: StartOptions,
): Promise<Run | undefined> {
	const { batch_id, input_dir } = body;
	const wanted = {
		target,
		...(tag !== undefined && { tag: { is: tag } }),
		input: { batch_id, input_dir },
		ownInput,
	};
	return await finder.lookPatiently({ wanted, sinceMs: JUST_STARTED_MS }, LOOKS_AFTER_MS);
}

function withTag(body: RunDeploymentBody, tag: string | undefined): RunDeploymentBody {
	if (tag === undefined) return body;
	return { ...body, settings: { ...body.settings, tags: [...(body.settings?.tags ?? []), tag] } };
}

function notFound(error: AiHubError, start: RunStart, looking: Error): AiHubError {
	const { runId, runStatus } = looking instanceof AiHubError ? looking.details : {};
	const known = error.with({ runId, runStatus });
	const why = `looking for it failed: ${looking.message}`;
	const isStopped = looking instanceof AiHubError && looking.kind === 'cancelled';
	return uncertain(
		isStopped ? new AiHubError('cancelled', known.message, known.details) : known,
		start,
		why,
	);
}

function uncertain(error: AiHubError, { body }: RunStart, why: string): AiHubError {
	const { batch_id, input_dir } = body;
	const input = batch_id === undefined ? (input_dir ?? 'this input') : `batch ${batch_id}`;
	return error.with(
		{
			maybeDone: true,
			hint: `Look at the runs of ${input} in AI Hub before you run this again: the run may have started, and a second one is billed too.`,
		},
		`${unended(error.message)}. The run may have started all the same; ${unended(why)}.`,
	);
}
