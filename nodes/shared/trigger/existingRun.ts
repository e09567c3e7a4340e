import { getRunStatus, type Run } from '../api/resources/runs';
import type { Api } from '../api/wire/api';
import { AiHubError, attempt } from '../api/wire/errors';

/** A run by its ID; undefined when AI Hub does not know it, or not for this credential. */
export async function existingRun(api: Api, runId: string): Promise<Run | undefined> {
	const outcome = await attempt(() => getRunStatus(api, runId));
	if (outcome.ok) return outcome.value;
	const { error } = outcome;
	// A proxy's page says nothing of the run.
	if (error instanceof AiHubError && error.kind === 'notFound' && !error.details.isPage) {
		return undefined;
	}
	throw error;
}
