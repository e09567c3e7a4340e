import { deleteRun } from '../../../../shared/api/resources/runs';
import { waitForJob } from '../../../../shared/api/work/job';
import type { Api } from '../../../../shared/api/wire/api';
import { attempt, saysGone } from '../../../../shared/api/wire/errors';
import { stateOf } from '../../../../shared/api/work/runStatus';
import type { FinishedRun, RoutedItem } from './types';

/** A run that is to be deleted, once what it gave is delivered; plain data. */
export interface Deletion {
	runId: string;
	/** Its batch and files, too. */
	input: boolean;
}

const CLEAN_UP_LIMIT_MS = 10 * 60_000;

/**
 * What is to be deleted of a run, decided by facts: it is complete, and every document and file of
 * it is among the items and can be approved, whether or not they leave by different outputs.
 * @param items all that became of its documents
 * @returns undefined when nothing is to be deleted; `kept` says why, where the person wanted it
 */
export function deletionOf(
	{ run, wanted }: FinishedRun,
	items: RoutedItem[],
): { deletion?: Deletion; kept?: string } {
	if (wanted.cleanUp === 'nothing') return {};
	if (stateOf(run) !== 'complete') {
		return { kept: `Run ${run.id} was not cleaned up, because it is not complete.` };
	}
	if (items.length === 0 || items.some(({ route }) => route !== 'approved')) {
		const why = wanted.rules ? 'are approved' : 'could be read';
		return { kept: `Run ${run.id} was not cleaned up, because not all of its documents ${why}.` };
	}
	if (items.some(({ unclear }) => unclear)) {
		return {
			kept: `Run ${run.id} was not cleaned up, because it cannot be told whether something came back of every e-mail.`,
		};
	}
	// A folder of a drive was there before, and is not this node's to delete.
	const input = wanted.cleanUp === 'runAndBatch' && !wanted.keepInput;
	return { deletion: { runId: run.id, input } };
}

/**
 * Deletes a run and waits for the end of it.
 * @returns what to tell the person when it was not deleted; the documents are there all the same
 */
export async function cleanUp(api: Api, { runId, input }: Deletion): Promise<string | undefined> {
	const deletion = await attempt(async () =>
		deleteRun(api, runId, {
			delete_db_data: true,
			delete_input: input,
			delete_output: true,
			delete_logs: true,
		}),
	);
	// Items with the same files share a run, which the first of them has deleted.
	if (!deletion.ok && saysGone(deletion.error)) return undefined;
	const ended = await attempt(async () => {
		if (!deletion.ok) throw deletion.error;
		for (const jobId of deletion.value) await waitForJob(api, jobId, CLEAN_UP_LIMIT_MS);
	});
	return ended.ok ? undefined : `Run ${runId} could not be cleaned up: ${ended.error.message}`;
}
