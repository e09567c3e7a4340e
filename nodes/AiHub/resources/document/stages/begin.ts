import { fittingName } from '../../../../shared/api/resources/batches';
import type { Run } from '../../../../shared/api/resources/runs';
import type { Api } from '../../../../shared/api/wire/api';
import { AiHubError, attempt } from '../../../../shared/api/wire/errors';
import { unended } from '../../../../shared/api/wire/words';
import { timedName } from '../../../../shared/api/work/batchNames';
import type { RunFinder } from '../../../../shared/api/work/findRun';
import { uploadNewBatch } from '../../../../shared/api/work/newBatch';
import { startRun } from '../../../../shared/api/work/startRun';
import { type HashedFile, hashing, runTag, type RunTag, uniqueTag } from './content';
import { type Looking, runOfEarlierTry, runOverSameFiles } from './earlier';
import type { Created, Group, StartedRun, Starts } from './types';

/** What the beginnings of all groups of one execution share. */
export interface Beginning {
	/** All of this execution. */
	groups: Group[];
	finder: RunFinder;
	starts: Starts;
	/** Runs of this execution by what they are over; only those that may be used again. */
	twins: Map<string, Promise<StartedRun>>;
	workflowName: string;
	/** When the execution began, in ms since 1970. */
	begunMs: number;
	/** Where AI Hub calls back, and the execution that this is. */
	callback?: { url: string; executionId: string };
}

/**
 * Begins the run of a group, the only way a run begins: with the run of an earlier try where there
 * is one, with one over the same files where the person wants runs used again, else by uploading
 * the files and starting one.
 * @param created told what is created, as soon as it is there
 */
export async function begin(
	group: Group,
	api: Api,
	beginning: Beginning,
	created: Created,
): Promise<StartedRun> {
	const { finder, groups, starts, twins, begunMs } = beginning;
	const files = group.files.map(hashing);
	const tag = async () => await tagOf(group, files, starts);
	const isOfOther = ({ id }: Run) => starts.isOfOther(id, group);
	const looking = { api, finder, tag, groups, isOfOther, begunMs };
	const known = starts.find(group);
	if (known && known.runId === undefined) {
		Object.assign(created, { batchId: known.batchId, maybeStarted: true });
	}
	const found = await attempt(async () => {
		return await runOfEarlierTry(group, known, starts.mayHaveForgotten, looking);
	});
	if (!found.ok) throw withBatch(found.error, group, created);
	created.maybeStarted = false;
	const earlier = found.value;
	if (earlier) {
		const { work } = known ? { work: known.tag } : await tag();
		starts.keep(group, { tag: work, ...known, runId: earlier.id });
		const callsBack =
			known?.callsBack !== undefined && known.callsBack === beginning.callback?.executionId;
		const notice = `Run ${earlier.id} was started by an earlier try of this node and was used again. None was started.`;
		return { run: earlier, ...asked(group), ...(!callsBack && { reused: true }), notice };
	}
	if (group.start.reuseDays === undefined) {
		return await startNew(group, files, api, beginning, created);
	}
	const key = JSON.stringify([(await tag()).content, group.start.target]);
	// No pause between the last look and the start: the same files in another item wait for this one.
	for (let twin = twins.get(key), last; twin && twin !== last; twin = twins.get(key)) {
		last = twin;
		const begun = await attempt(async () => await last);
		if (begun.ok && begun.value) return usedAgain(begun.value.run, group, begun.value.reused);
	}
	const started = reuseOrStart(group, files, { looking, beginning, created });
	twins.set(key, started);
	return await started;
}

async function reuseOrStart(
	group: Group,
	files: HashedFile[],
	{ looking, beginning, created }: { looking: Looking; beginning: Beginning; created: Created },
): Promise<StartedRun> {
	const run = await runOverSameFiles(group, looking);
	if (run) return usedAgain(run, group, true);
	return await startNew(group, files, looking.api, beginning, created);
}

async function startNew(
	group: Group,
	files: HashedFile[],
	api: Api,
	{ finder, starts, workflowName, callback }: Beginning,
	created: Created,
): Promise<StartedRun> {
	const { existingInput, target, body, callbackHeaders: headers } = group.start;
	const input = existingInput ?? {
		batch_id: await upload(group, files, api, workflowName, created),
	};
	const tag = uniqueTag(await tagOf(group, files, starts), api.random);
	const webhook_config = callback && { url: callback.url, ...(headers && { headers }) };
	const settings = webhook_config ? { ...body.settings, webhook_config } : body.settings;
	// Remembered before it is sent: when the answer is lost a later try must know to look for it.
	const start = { tag, batchId: created.batchId, callsBack: callback?.executionId };
	starts.keep(group, start);
	created.maybeStarted = true;
	const started = await attempt(async () => {
		const options = { tag, ownInput: !existingInput, finder };
		return await startRun(api, { target, body: { ...body, ...input, settings } }, options);
	});
	if (!started.ok) {
		const { error } = started;
		// What is no error of the API may have gone wrong after the start was sent.
		created.maybeStarted = !(error instanceof AiHubError) || error.details.maybeDone;
		if (!created.maybeStarted) starts.forget(group);
		throw withBatch(error, group, created);
	}
	const { run, adopted } = started.value;
	created.runId = run.id;
	starts.keep(group, { ...start, runId: run.id });
	const notice = `The answer to the start of run ${run.id} was lost. The run was found and taken over; none was started twice.`;
	return { run, ...asked(group), ...(adopted && { notice }) };
}

async function upload(
	{ start, files: { length } }: Group,
	files: HashedFile[],
	api: Api,
	workflowName: string,
	created: Created,
): Promise<number> {
	const name = start.batchName ?? timedName(workflowName, api.now());
	const batch = { name: fittingName(name), workspace: start.workspace };
	const uploaded = await attempt(async () => {
		return await uploadNewBatch(api, batch, files, {
			inParallel: start.filesInParallel,
			created: (batchId) => (created.batchId = batchId),
		});
	});
	if (uploaded.ok) return uploaded.value;
	throw withBatch(uploaded.error, { files: { length } }, created);
}

async function tagOf(group: Group, files: HashedFile[], starts: Starts): Promise<RunTag> {
	const { existingInput, body } = group.start;
	const names: string[] = [];
	for (const file of files) names.push(`${await file.hash()} ${file.name}`);
	const content = existingInput ?? [names.sort(), body.version ?? ''];
	return await runTag(content, starts.workOf(group));
}

/** What a group asks of its run. */
function asked({ wanted, itemIndexes, files, start }: Group): Omit<StartedRun, 'run'> {
	const batchId = existingBatch(start);
	return {
		itemIndexes,
		wanted,
		...(batchId !== undefined && { batchId }),
		files: files.map(({ name, itemIndex, property, position, binary, elsewhere }) => ({
			name,
			itemIndex,
			property,
			position,
			// The item does not have it: whoever reviews the document gets it from here.
			...(elsewhere && (wanted.carryBinary || wanted.rules) && { binary }),
		})),
	};
}

/** The batch that was there before. */
export function existingBatch({ existingInput }: Group['start']): number | undefined {
	return existingInput && 'batch_id' in existingInput ? existingInput.batch_id : undefined;
}

function usedAgain(run: Run, group: Group, reused?: true): StartedRun {
	const notice = `Run ${run.id} had the same files and was used again. None was started.`;
	return { run, ...asked(group), ...(reused && { reused }), notice };
}

/** Nothing that was created may stay unmentioned. */
function withBatch(
	error: Error,
	{ files }: { files: { length: number } },
	created: Created,
): Error {
	const { batchId, maybeStarted } = created;
	if (!(error instanceof AiHubError) || batchId === undefined) return error;
	const count = files.length === 1 ? '1 file' : `${files.length} files`;
	const batch = `Batch ${batchId} was created for ${count} and is still there.`;
	return error.with(
		{},
		`${unended(error.message)}. ${batch}${maybeStarted ? '' : ' No run was started.'}`,
	);
}
