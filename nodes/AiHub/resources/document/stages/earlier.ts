import { getRunStatus, listRunsPage, type Run } from '../../../../shared/api/resources/runs';
import type { Api } from '../../../../shared/api/wire/api';
import { AiHubError, attempt, saysGone } from '../../../../shared/api/wire/errors';
import type { RunFinder } from '../../../../shared/api/work/findRun';
import { endedBadly } from '../../../../shared/api/work/runStatus';
import { findStarted } from '../../../../shared/api/work/startRun';
import { compareFiles } from './compareFiles';
import type { RunTag } from './content';
import type { Group, Start } from './types';

const DAY_MS = 24 * 60 * 60_000;
/** As long as n8n keeps executions by default, and so lets them be retried. */
const RETRY_MS = 14 * DAY_MS;
/** A crashed execution may be retried before its run shows up in AI Hub's list. */
const SHOWS_UP_MS = 20_000;
const RETRY_PAUSE_MS = 5_000;
/** A run is not gone because one answer says so. */
const GONE_AGAIN_MS = [2_000, 5_000, 13_000];

/** Where to look for the run of a group. */
export interface Looking {
	api: Api;
	finder: RunFinder;
	tag: () => Promise<RunTag>;
	/** All groups of this execution. */
	groups: Group[];
	/** Whether another group, or another turn of the loop, is known to have this run. */
	isOfOther: (run: Run) => boolean;
	/** When this execution began, in ms since 1970: what a crash has left was started before. */
	begunMs: number;
}

/**
 * The run that an earlier try, or a crashed execution, has started for this group and that may still
 * give its documents; undefined when another is wanted.
 * @param known what is left of the earlier try
 * @throws AiHubError when it cannot be told whether there is one
 */
export async function runOfEarlierTry(
	group: Group,
	known: Start | undefined,
	mayHaveForgotten: boolean,
	looking: Looking,
): Promise<Run | undefined> {
	const { api, finder } = looking;
	if (known?.runId !== undefined) {
		const run = await stillThere(api, known.runId);
		if (run && !endedBadly(run)) return run;
	} else if (known) {
		const { target, existingInput, body } = group.start;
		const input = existingInput ?? { batch_id: known.batchId };
		const start = { target, body: { ...body, ...input } };
		const { tag } = known;
		const options = { tag, ownInput: !existingInput, finder };
		const found = await attempt(() => findStarted(api, start, options));
		if (!found.ok) throw cannotTell(found.error, 'an earlier try of this node');
		if (found.value && !endedBadly(found.value)) return found.value;
	}
	return mayHaveForgotten ? await runOfCrash(group, looking) : undefined;
}

/** The newest run for the same work over the same content that has completed or may still do so. */
async function runOfCrash(group: Group, looking: Looking): Promise<Run | undefined> {
	const { target, existingInput } = group.start;
	const { work } = await looking.tag();
	const wanted = { target, tag: { begins: work }, input: existingInput };
	const compare = async (run: Run) => {
		if (looking.isOfOther(run)) return 'no';
		return await compareFiles(looking.api, run, group, looking.groups);
	};
	const freshSinceMs = looking.begunMs + SHOWS_UP_MS;
	// One that ended badly ends no search: a newer one may have been started, and not show up yet.
	const search = { wanted, sinceMs: RETRY_MS, passOver: endedBadly, freshSinceMs, compare };
	// All groups share the time in which a run may show up: a later one looks once.
	const leftMs = Math.max(0, freshSinceMs - looking.api.now());
	const pauses = Array.from({ length: Math.ceil(leftMs / RETRY_PAUSE_MS) }, () => RETRY_PAUSE_MS);
	const found = await attempt(() => looking.finder.lookPatiently(search, [0, ...pauses]));
	if (!found.ok) throw cannotTell(found.error, 'the execution that is retried');
	return found.value;
}

/** The newest run over the same files that has completed or may still do so. */
export async function runOverSameFiles(
	{ start: { target, reuseDays = 0 } }: Group,
	{ finder, tag }: Looking,
): Promise<Run | undefined> {
	const { content } = await tag();
	return await finder.look({
		wanted: { target, tag: { begins: content } },
		sinceMs: reuseDays * DAY_MS,
		passOver: endedBadly,
		// Where AI Hub hides the tags no run can be used again, and that is no reason to stop.
		compare: async () => 'no',
	});
}

/**
 * The run as it stands; undefined when it was deleted. It counts as deleted only when AI Hub itself
 * says so over the time in which a new run may show up, and its list does not have the run either:
 * another one would be paid.
 */
async function stillThere(api: Api, runId: string): Promise<Run | undefined> {
	for (const pauseMs of [0, ...GONE_AGAIN_MS]) {
		if (pauseMs > 0) await api.sleep(pauseMs);
		const look = await attempt(() => getRunStatus(api, runId));
		if (look.ok) return look.value;
		if (!saysGone(look.error)) throw look.error;
	}
	const filters = { run_id: runId, from_timestamp: 1 };
	const listed = await listRunsPage(api, filters, { limit: 100, offset: 0 });
	return listed.find(({ id }) => id === runId);
}

function cannotTell(error: Error, who: string): Error {
	if (!(error instanceof AiHubError) || error.kind === 'cancelled') return error;
	return error.with(
		{
			maybeDone: true,
			hint: 'Look at the runs in AI Hub. To process the documents again all the same, run the workflow anew instead of retrying this execution.',
		},
		`Whether ${who} has started a run cannot be told: ${error.message}`,
	);
}
