import { getRunResults, type ResultIncludes } from '../../../../shared/api/resources/results';
import type { Run } from '../../../../shared/api/resources/runs';
import type { Api } from '../../../../shared/api/wire/api';
import { AiHubError, attempt, saysGone } from '../../../../shared/api/wire/errors';
import { assertCompleted, needsReview } from '../../../../shared/api/work/runStatus';
import { includesFor } from '../../../../shared/documents/routing';
import type { FinishedRun, StartedRun, Wanted } from './types';

/**
 * Reads what a run that has ended, or waits for review, gave.
 * @throws AiHubError; `runFailed` when it failed or was cancelled
 */
export async function resultsOf(api: Api, started: StartedRun, run: Run): Promise<FinishedRun> {
	const waitsForReview = needsReview(run);
	if (!waitsForReview) assertCompleted(run);
	const includes = neededIncludes(started.wanted);
	const read = await attempt(async () => await getRunResults(api, run.id, includes));
	if (read.ok) return { ...started, run, results: read.value, waitsForReview };
	// Whether results can be read before the review is not documented; without them it still needs one.
	const refused =
		read.error instanceof AiHubError && ['rejected', 'notFound'].includes(read.error.kind);
	if (waitsForReview && refused)
		return { ...started, run, results: { id: run.id, files: [] }, waitsForReview };
	throw read.error instanceof AiHubError ? ofRun(read.error, run, started) : read.error;
}

/** The flags to ask AI Hub for: what the output shows, and what the rules need. */
function neededIncludes({ includes: shown, rules, reviewPage }: Wanted): ResultIncludes {
	const includes = {
		...shown,
		...(reviewPage && { include_confidence_scores: true, include_source_info: true }),
	};
	return rules ? { ...includes, ...includesFor(rules) } : includes;
}

function ofRun(error: AiHubError, run: Run, { reused }: StartedRun): AiHubError {
	const isGone = reused && saysGone(error);
	const hint = isGone
		? 'The run was used again, and its results are not there any more. Set If Run Exists to Start a New Run.'
		: `Nothing is lost: use Run → Get Results with run ID ${run.id}. ${error.hint ?? ''}`.trim();
	return error.with(
		{
			runId: run.id,
			runStatus: run.status,
			run,
			hint,
		},
		`The results of run ${run.id} could not be read. ${error.message}`,
	);
}
