import { getRunStatus, type Run } from '../api/resources/runs';
import type { Api } from '../api/wire/api';
import { attempt, saysGone } from '../api/wire/errors';

/** A run by its ID; undefined when AI Hub does not know it, or not for this credential. */
export async function existingRun(api: Api, runId: string): Promise<Run | undefined> {
	const outcome = await attempt(() => getRunStatus(api, runId));
	if (outcome.ok) return outcome.value;
	if (saysGone(outcome.error)) return undefined;
	throw outcome.error;
}
