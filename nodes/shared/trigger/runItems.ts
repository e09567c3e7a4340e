import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { AiHubError, attempt } from '../api/wire/errors';
import { getRunResults, type RunResults } from '../api/resources/results';
import type { Run } from '../api/resources/runs';
import { shapeResults } from '../documents/shapes';
import { inputNames } from '../api/work/batchNames';
import { stateOf } from '../api/work/runStatus';
import type { N8nApi } from '../n8n/api';
import { runJson } from '../n8n/runJson';
import { beside, emptyRow, isFlat } from './flatItems';
import type { TriggerParameters } from './parameters';
import { eventToReport, type Transition } from './transitions';

/** Makes the items of a transition: one for the run, or one per document of a complete run. */
export function runItems(api: N8nApi, parameters: TriggerParameters) {
	const { wanted, includes, simplify, shape, rows: settings } = parameters;
	const namesOf = namesWithinBounds(api);
	return async (transition: Transition): Promise<INodeExecutionData[]> => {
		const { run } = transition;
		let results: Results | undefined;
		const read = async () => (results ??= await resultsOf(api, run, parameters));
		const event = await eventToReport(transition, wanted, async () => hadReview(await read()));
		if (event === undefined) return [];
		const json = {
			event,
			...(await namesOf(run)),
			...runJson(run, api.urlOfRun(run), simplify),
			...(isFlat(parameters) && { results_error: null }),
		};
		const withoutRow = (more: IDataObject = {}) => [
			{ json: beside({ ...json, ...more }, emptyRow(parameters), parameters) },
		];
		if (!includes || stateOf(run) !== 'complete') return withoutRow();
		const { found, error } = await read();
		if (error !== undefined) return withoutRow({ results_error: error });
		const shaped = await attempt(async () =>
			shapeResults(found, shape, includes, run.id, settings),
		);
		// A run that cannot be given as wanted is reported all the same, and once.
		if (!shaped.ok) return withoutRow({ results_error: wordsOf(shaped.error) });
		const rows = shaped.value as IDataObject[];
		return rows.length > 0
			? rows.map((row) => ({ json: beside(json, row, parameters) }))
			: withoutRow();
	};
}

function wordsOf(error: Error): string {
	const hint = error instanceof AiHubError ? error.hint : undefined;
	return [error.message, hint].filter(Boolean).join('. ');
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
	/** Why there are none, when AI Hub refuses them for good. */
	error?: string;
}

async function resultsOf(api: N8nApi, run: Run, parameters: TriggerParameters): Promise<Results> {
	const { includes, wanted } = parameters;
	const flags = {
		...includes,
		...(wanted.has('reviewFinished') && { include_review_results: true }),
	};
	const outcome = await attempt(() => getRunResults(api, run.id, flags));
	if (outcome.ok) return { found: outcome.value };
	const { error } = outcome;
	const isFinal =
		error instanceof AiHubError && (error.kind === 'notFound' || error.kind === 'rejected');
	if (!isFinal) throw error;
	return { found: {}, error: error.message };
}

function hadReview({ found }: Results): boolean {
	if (found.review_completed) return true;
	const documents = (found.files ?? []).flatMap((file) => file.documents ?? []);
	return documents.some((document) => document.review_completed === true);
}
