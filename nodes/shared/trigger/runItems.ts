import type { IDataObject } from 'n8n-workflow';

import { AiHubError, attempt } from '../api/wire/errors';
import { tookTooLong } from '../api/wire/networkErrors';
import { unended } from '../api/wire/words';
import { getRunResults, type RunResults } from '../api/resources/results';
import type { Run } from '../api/resources/runs';
import { includesFor } from '../documents/routing';
import { documentsOf } from '../documents/documents';
import { flagOf } from '../documents/values';
import { inputNames } from '../api/work/batchNames';
import { stateOf } from '../api/work/runStatus';
import type { N8nApi } from '../n8n/api';
import { runJson } from '../n8n/runJson';
import { type DocumentRow, documentRows, noVerdict } from './documentRows';
import type { RunItem } from './flatItems';
import type { TriggerParameters } from './parameters';
import { eventToReport, type Transition } from './transitions';

/** A test in the editor must answer at once, however large the run is. */
const MOST_IN_A_TEST = 20;

/** Why a run is to be reported without its results, which took too long; nothing to fail instead. */
export type GiveUp = (runId: string) => string | undefined;

/** Whether a transition cannot be told without the results of the run. */
export function readsResults(
	{ event }: Transition,
	{ includes, wanted }: Pick<TriggerParameters, 'includes' | 'wanted'>,
): boolean {
	if (event === 'runCompleted' && wanted.has('reviewFinished')) return true;
	return includes !== undefined && (event === 'runCompleted' || event === 'reviewFinished');
}

/**
 * Makes what is to become the items of a transition: one for the run, or one per document of a complete
 * run.
 */
export function runItems(
	api: N8nApi,
	parameters: TriggerParameters,
	isTest = false,
	giveUp: GiveUp = () => undefined,
) {
	const { wanted, includes, simplify } = parameters;
	const namesOf = namesWithinBounds(api);
	const most = isTest ? MOST_IN_A_TEST : undefined;
	/** @param unreadable why the results are not read, where the caller has given them up */
	return async (transition: Transition, unreadable?: string): Promise<RunItem[]> => {
		const { run } = transition;
		const isGivenUp = unreadable !== undefined;
		let results: Results | undefined = isGivenUp ? { found: {}, error: unreadable } : undefined;
		// Where they decide whether there is anything to report, nobody can do without them.
		const mayGiveUp = transition.event === 'reviewFinished' || wanted.has('runCompleted');
		const read = async () => {
			results ??= await resultsOf(api, run, parameters, most, mayGiveUp ? giveUp : undefined);
			return results;
		};
		const event = await eventToReport(transition, wanted, async () => hadReview(await read()));
		if (event === undefined) return [];
		const isTold = (includes || isGivenUp) && stateOf(run) === 'complete';
		const rows = isTold ? await rowsIn(await read(), run) : [{}];
		if (rows.length === 0) return [];
		const json = {
			event,
			...(await namesOf(run)),
			...runJson(run, api.urlOfRun(run), simplify),
			...noVerdict(parameters),
		};
		return rows.map(({ about, row }) => ({ run: { ...json, ...about }, ...(row && { row }) }));
	};

	/** A run that cannot be given as wanted is reported all the same, and once. */
	async function rowsIn({ found, error }: Results, run: Run): Promise<DocumentRow[]> {
		if (error !== undefined) return [{ about: { results_error: error } }];
		const made = await attempt(async () => documentRows(found, run.id, parameters, most));
		return made.ok ? made.value : [{ about: { results_error: wordsOf(made.error) } }];
	}
}

function wordsOf(error: Error): string {
	const hint = error instanceof AiHubError ? error.hint : undefined;
	return hint ? `${unended(error.message)}. ${hint}` : error.message;
}

/** So many runs of one poll or notification get names: a backlog must not wait for them. */
const MOST_NAMED = 20;

/**
 * What the runs read, so that a message can say what needs review and not only which UUID. Without
 * an answer of AI Hub the rest goes without.
 */
function namesWithinBounds(api: N8nApi) {
	let left = MOST_NAMED;
	return async (run: Run): Promise<IDataObject> => {
		if (left-- <= 0) return { batch_name: null, file_names: [] };
		const { name, files, isAway } = await inputNames(api, run);
		if (isAway) left = 0;
		return { batch_name: name ?? null, file_names: files };
	};
}

interface Results {
	found: RunResults;
	/** Why there are none, when AI Hub refuses them for good or they were given up. */
	error?: string;
}

async function resultsOf(
	api: N8nApi,
	run: Run,
	{ includes, wanted, rules }: TriggerParameters,
	mostFiles?: number,
	giveUp?: GiveUp,
): Promise<Results> {
	const flags = {
		...includes,
		...(rules && includesFor(rules)),
		...(wanted.has('reviewFinished') && { include_review_results: true }),
	};
	const outcome = await attempt(() => getRunResults(api, run.id, flags, mostFiles));
	if (outcome.ok) return { found: outcome.value };
	const { error } = outcome;
	const why = isForGood(error) ? error.message : tookTooLong(error) ? giveUp?.(run.id) : undefined;
	if (why === undefined) throw error;
	return { found: {}, error: why };
}

/** A proxy's page says nothing of the run. What cannot be read now cannot be read later either. */
function isForGood(error: Error): boolean {
	if (!(error instanceof AiHubError) || error.details.isPage) return false;
	if (error.details.isTooMuch) return true;
	return error.kind === 'notFound' || error.kind === 'rejected';
}

function hadReview({ found }: Results): boolean {
	const inDocuments = documentsOf(found).map(({ document }) => document.review_completed);
	return [found.review_completed, ...inDocuments].some((flag) => flagOf(flag) === true);
}
