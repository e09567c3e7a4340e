import type { Api } from '../../../shared/api/wire/api';
import { createBatch } from '../../../shared/api/resources/batches';
import { AiHubError, attempt } from '../../../shared/api/wire/errors';
import { waitForJob } from '../../../shared/api/resources/jobs';
import {
	getRunResults,
	type ResultFile,
	type RunResults,
} from '../../../shared/api/resources/results';
import { assertCompleted, needsReview } from '../../../shared/api/work/runStatus';
import { deleteRun, type Run } from '../../../shared/api/resources/runs';
import { type RunStart, startRun } from '../../../shared/api/work/startRun';
import { uploadFile } from '../../../shared/api/work/upload';
import { mapConcurrent } from '../../../shared/concurrency';
import { runMarker } from '../run/start';
import type { RoutedItem } from './outputs';
import type { UploadedFile } from './pairing';
import { findReusableRun, reuseTag } from './reuse';
import { type ExistingInput, neededIncludes, type ProcessSettings, runStartFor } from './settings';
import type { Group } from './sources';

/** A run and where its files came from; plain data, so that it survives a stored execution. */
export interface StartedRun {
	run: Run;
	itemIndexes: number[];
	files: UploadedFile[];
	settings: ProcessSettings;
	/** The run is an earlier one, which calls back nobody here. */
	reused?: true;
	/** Something the person should know, such as a run that was found again. */
	notice?: string;
}

/** What a run gave. */
export interface FinishedRun extends StartedRun {
	results: RunResults & { files: ResultFile[] };
	/** The run has stopped until a person has reviewed it. */
	waitsForReview: boolean;
}

/** How a piece of work ended. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: Error };

const CLEAN_UP_LIMIT_MS = 10 * 60_000;

/** Runs of this execution by what they are over; only those that may be used again. */
export type Twins = Map<string, Promise<StartedRun>>;

/**
 * Uploads the files of a group and starts its run. Where the person wants runs used again, it first
 * looks for one over the same files: of another group of this node, then at AI Hub.
 */
export async function startGroup(
	group: Group,
	twins: Twins,
	callbackUrl?: string,
): Promise<StartedRun> {
	const tag = group.settings.reuse ? await reuseTag(group) : undefined;
	if (tag === undefined) return await startNew(group, { callbackUrl });
	const target = runStartFor(group.item, { input_dir: '' });
	const key = JSON.stringify([tag, target]);
	const twin = twins.get(key);
	const same = twin && (await attempt(async () => await twin));
	if (same?.ok) return { ...same.value, ...asked(group), notice: usedAgain(same.value.run) };
	const started = reuseOrStart(group, target, tag, callbackUrl);
	twins.set(key, started);
	return await started;
}

async function reuseOrStart(
	group: Group,
	target: RunStart,
	tag: string,
	callbackUrl?: string,
): Promise<StartedRun> {
	const { item, settings } = group;
	const run = await findReusableRun(item.api, target, tag, settings.reuseDays);
	if (run) return { run, ...asked(group), reused: true, notice: usedAgain(run) };
	return await startNew(group, { tag, callbackUrl });
}

async function startNew(
	group: Group,
	own: { tag?: string; callbackUrl?: string },
): Promise<StartedRun> {
	const { item, settings } = group;
	const input = settings.existingInput ?? (await uploadToNewBatch(group));
	const start = runStartFor(item, input, own);
	const marker = settings.existingInput && runMarker(item);
	const started = await attempt(async () => await startRun(item.api, start, { marker }));
	if (!started.ok) throw withBatch(started.error, input, group, maybeStarted(started.error));
	const { run, adopted } = started.value;
	const notice = `The answer to the start of run ${run.id} was lost. The run was found and taken over; none was started twice.`;
	return { run, ...asked(group), ...(adopted && { notice }) };
}

/** What a group asks of its run. */
export function asked({ settings, itemIndexes, files }: Group): Omit<StartedRun, 'run'> {
	return {
		itemIndexes,
		settings,
		files: files.map(({ name, itemIndex, property }) => ({ name, itemIndex, property })),
	};
}

function usedAgain({ id }: Run): string {
	return `Run ${id} had the same files and was used again. None was started.`;
}

/**
 * Reads what a run that has ended, or waits for review, gave.
 * @throws AiHubError; `runFailed` when it failed or was cancelled
 */
export async function resultsOf(api: Api, started: StartedRun, run: Run): Promise<FinishedRun> {
	const waitsForReview = needsReview(run);
	if (!waitsForReview) assertCompleted(run);
	const includes = neededIncludes(started.settings);
	const read = await attempt(async () => await getRunResults(api, run.id, includes));
	if (read.ok) return { ...started, run, results: read.value, waitsForReview };
	// Whether results can be read before the review is not documented; without them it still needs one.
	const refused =
		read.error instanceof AiHubError && ['rejected', 'notFound'].includes(read.error.kind);
	if (waitsForReview && refused)
		return { ...started, run, results: { id: run.id, files: [] }, waitsForReview };
	throw read.error instanceof AiHubError ? ofRun(read.error, run) : read.error;
}

/**
 * Deletes what the person wants deleted, and waits for the end of it. A run that a person has to
 * look at is kept: its link must lead somewhere.
 * @param items what became of its documents
 * @returns what to tell the person when it was not deleted; the documents are there all the same
 */
export async function cleanUp(
	api: Api,
	{ settings, run }: FinishedRun,
	items: RoutedItem[],
): Promise<string | undefined> {
	if (settings.cleanUp === 'nothing') return undefined;
	if (items.some(({ route }) => route !== 'approved')) {
		return `Run ${run.id} was not cleaned up, because not all of its documents are approved.`;
	}
	const outcome = await attempt(async () => {
		const jobs = await deleteRun(api, run.id, {
			delete_db_data: true,
			// A folder of a drive was there before, and is not this node's to delete.
			delete_input: settings.cleanUp === 'runAndBatch' && settings.documents !== 'folder',
			delete_output: true,
			delete_logs: true,
		});
		for (const jobId of Object.values(jobs))
			if (jobId) await waitForJob(api, jobId, CLEAN_UP_LIMIT_MS);
	});
	// Items with the same files share a run, which the first of them has deleted.
	const gone =
		!outcome.ok && outcome.error instanceof AiHubError && outcome.error.kind === 'notFound';
	if (outcome.ok || gone) return undefined;
	return `Run ${run.id} could not be cleaned up: ${outcome.error.message}`;
}

async function uploadToNewBatch(group: Group): Promise<{ batch_id: number }> {
	const { item, settings, files } = group;
	const { id } = await createBatch(item.api, {
		name: batchName(group),
		workspace: settings.workspace,
	});
	const uploaded = await attempt(
		async () =>
			await mapConcurrent(files, settings.filesInParallel, async (file) => {
				await uploadFile(item.api, id, file);
			}),
	);
	if (!uploaded.ok) throw withBatch(uploaded.error, { batch_id: id }, group);
	return { batch_id: id };
}

function batchName({ item, settings }: Group): string {
	const name =
		settings.batchName ??
		`${item.n8n.getWorkflow().name ?? 'n8n'} ${new Date(item.api.now()).toISOString()}`;
	return name.slice(0, 255);
}

/** Nothing that was created may stay unmentioned. */
function withBatch(
	error: Error,
	input: ExistingInput,
	{ files }: Group,
	runMayExist = false,
): Error {
	if (!(error instanceof AiHubError) || files.length === 0 || !('batch_id' in input)) return error;
	const count = files.length === 1 ? '1 file' : `${files.length} files`;
	const batch = `Batch ${input.batch_id} was created for ${count} and is still there.`;
	return error.with(
		{},
		`${error.message.replace(/\.$/, '')}. ${batch}${runMayExist ? '' : ' No run was started.'}`,
	);
}

function maybeStarted(error: Error): boolean {
	return error instanceof AiHubError && error.details.maybeDone === true;
}

function ofRun(error: AiHubError, run: Run): AiHubError {
	return error.with(
		{
			runId: run.id,
			runStatus: run.status,
			hint: `Nothing is lost: use Run → Get Results with run ID ${run.id}. ${error.hint ?? ''}`.trim(),
		},
		`The results of run ${run.id} could not be read. ${error.message}`,
	);
}
