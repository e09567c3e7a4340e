import { deleteRun } from '../../../../shared/api/resources/runs';
import { waitForJob } from '../../../../shared/api/work/job';
import type { Api } from '../../../../shared/api/wire/api';
import { attempt, saysGone } from '../../../../shared/api/wire/errors';
import { stateOf } from '../../../../shared/api/work/runStatus';
import { existingBatch } from './begin';
import type { FinishedRun, Group, RoutedItem, StartedRun } from './types';

/** A run that is to be deleted, once what it gave is delivered; plain data. */
export interface Deletion {
	runId: string;
	/** Its batch and files, too. */
	input: boolean;
}

const CLEAN_UP_LIMIT_MS = 10 * 60_000;

/** What one piece of work says to the deletion of its run; plain data. */
export interface Claim {
	/** Undefined where no run came of it. */
	runId?: string;
	/** The batch that was there before, and that other runs may be over, too. */
	batchId?: number;
	/** The batch is to be deleted with the run. */
	input?: true;
	/** Why the run is to stay; empty where nothing is to be said of it. */
	kept?: string;
}

/**
 * Whether the run of a piece of work is to be deleted, decided by facts: it is complete, and every
 * document and file of it is among the items and can be approved, whether or not they leave by
 * different outputs.
 * @param items all that became of its documents
 */
export function claimOf(finished: FinishedRun, items: RoutedItem[]): Claim {
	const { run, wanted, batchId } = finished;
	const kept = whyKept(finished, items);
	// A folder of a drive was there before, and is not this node's to delete.
	const input = wanted.cleanUp === 'runAndBatch' && !wanted.keepInput;
	return {
		runId: run.id,
		...(batchId !== undefined && { batchId }),
		...(input && { input }),
		...(kept !== undefined && { kept }),
	};
}

function whyKept({ run, wanted, table }: FinishedRun, items: RoutedItem[]): string | undefined {
	if (wanted.cleanUp === 'nothing') return '';
	if (stateOf(run) !== 'complete') return 'it is not complete';
	// If the name is mistyped, its rows are still to be had.
	if (table?.isThere === false) {
		return `none of its documents has a table or list "${table.wanted}"`;
	}
	if (items.some(({ route }) => route !== 'approved')) {
		return `not all of its documents ${wanted.rules ? 'are approved' : 'could be read'}`;
	}
	if (items.length === 0) return 'it gave no item';
	if (items.some(({ leavesOut }) => leavesOut)) return 'documents without rows were given no item';
	return items.some(({ unclear }) => unclear)
		? 'it cannot be told whether something came back of every e-mail'
		: undefined;
}

/**
 * What is to be deleted of all runs of an execution. Items may share a run, and runs a batch: a run
 * goes when all agree to it, and a batch with the last of its runs.
 * @param claims of all pieces of work, also of those that failed
 * @returns `kept` says what was to be deleted and stays
 */
export function deletionsOf(claims: Claim[]): { deletions: Deletion[]; kept: string[] } {
	const byRun = new Map<string, Claim[]>();
	for (const claim of claims) {
		if (claim.runId === undefined) continue;
		byRun.set(claim.runId, [...(byRun.get(claim.runId) ?? []), claim]);
	}
	const stays = ({ runId }: Claim) =>
		runId === undefined || byRun.get(runId)!.some(({ kept }) => kept !== undefined);
	const needed = new Set(claims.filter(stays).map(({ batchId }) => batchId));
	const lastOver = new Map([...byRun].map(([runId, [{ batchId }]]) => [batchId, runId]));
	const deletions: Deletion[] = [];
	const kept: string[] = [];
	for (const [runId, ofRun] of byRun) {
		const [first] = ofRun;
		if (stays(first)) {
			const isSilent = ofRun.every((claim) => claim.kept === '');
			if (!isSilent) kept.push(notCleaned(`Run ${runId}`, whyStays(ofRun)));
			continue;
		}
		const { batchId } = first;
		const isFree = batchId === undefined || !needed.has(batchId);
		const isLast = batchId === undefined || lastOver.get(batchId) === runId;
		const isAsked = ofRun.every(({ input }) => input);
		deletions.push({ runId, input: isAsked && isFree && isLast });
		if (isAsked && !isFree) {
			kept.push(notCleaned(`Batch ${batchId}`, 'not all runs over it are complete and approved'));
		}
	}
	return { deletions, kept: [...new Set(kept)] };
}

function whyStays(claims: Claim[]): string {
	const reasons = new Set(claims.flatMap(({ kept }) => kept || []));
	return [...reasons].join(', and ') || 'another item is to keep it';
}

function notCleaned(what: string, why: string): string {
	return `${what} was not cleaned up, because ${why}.`;
}

/** What a piece of work that failed says: its run, and the batch it was to read, are still needed. */
export function claimOfFailed(work: Group | StartedRun, started?: StartedRun): Claim {
	const batchId = 'run' in work ? work.batchId : existingBatch(work.start);
	return {
		...(started && { runId: started.run.id }),
		...(batchId !== undefined && { batchId }),
		kept: '',
	};
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
