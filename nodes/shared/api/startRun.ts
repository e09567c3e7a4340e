import type { Api } from './api';
import { AiHubError, attempt } from './errors';
import {
	listRuns,
	type Run,
	runApp,
	type RunAppBody,
	runDeployment,
	type RunDeploymentBody,
	type RunFilters,
} from './runs';

/** A run to start, of an app or of a deployment. */
export type RunStart =
	| { app: RunAppBody }
	| { deploymentId: string; deployment: RunDeploymentBody };

export interface StartOptions {
	/**
	 * Tag that no other run has, put on this one: it tells this run from others over the same input.
	 * Leave it out where the input was made for this run alone.
	 */
	marker?: string;
}

/** Looks for a run whose answer was lost, after so many ms each: half a minute in all. */
const LOOKS_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
/** AI Hub's clock may be behind ours by as much. */
const CLOCK_SKEW_S = 600;
const MOST_STARTS = 3;

/**
 * Starts a run, and never two: when the answer is lost it looks for the run that may have started
 * and adopts it. Only when half a minute of looking finds none is the request sent again.
 *
 * @returns the run, and whether it was adopted
 * @throws AiHubError; when looking itself fails, the run may exist and the error says so
 */
export async function startRun(
	api: Api,
	start: RunStart,
	options: StartOptions = {},
): Promise<{ run: Run; adopted: boolean }> {
	const marked = withMarker(start, options.marker);
	const from_timestamp = Math.floor(api.now() / 1000) - CLOCK_SKEW_S;
	for (let starts = 1; ; starts++) {
		const posted = await attempt(() => post(api, marked));
		if (posted.ok && posted.value.id) return { run: posted.value, adopted: false };
		const error = posted.ok ? withoutId() : posted.error;
		if (!(error instanceof AiHubError) || !error.details.maybeDone) throw error;

		const found = await attempt(() => lookFor(api, marked, options.marker, from_timestamp));
		if (!found.ok) throw uncertain(error, found.error);
		if (found.value) return { run: found.value, adopted: true };
		if (starts >= MOST_STARTS) throw error;
	}
}

async function post(api: Api, start: RunStart): Promise<Run> {
	return 'app' in start
		? await runApp(api, start.app)
		: await runDeployment(api, start.deploymentId, start.deployment);
}

async function lookFor(
	api: Api,
	start: RunStart,
	marker: string | undefined,
	from_timestamp: number,
): Promise<Run | undefined> {
	for (const pauseMs of LOOKS_AFTER_MS) {
		await api.sleep(pauseMs);
		for await (const page of listRuns(api, { ...filtersOf(start), from_timestamp })) {
			const run = page.find((candidate) => isTheRun(candidate, start, marker));
			if (run) return run;
		}
	}
	return undefined;
}

/** The list filters that narrow runs down to those of the same app or deployment. */
export function filtersOf(start: RunStart): RunFilters {
	const order = { sort_by: 'start_timestamp', order: 'DESCENDING' } as const;
	if ('deploymentId' in start) return { deployment_id: start.deploymentId, ...order };
	const { app_id, app_name } = start.app;
	return app_id ? { app_id, ...order } : { app_name, ...order };
}

function isTheRun(run: Run, start: RunStart, marker: string | undefined): boolean {
	if (marker !== undefined) return run.tags?.includes(marker) ?? false;
	const body = 'app' in start ? start.app : start.deployment;
	if (body.batch_id !== undefined) return Number(run.batch_id) === body.batch_id;
	return body.input_dir !== undefined && samePath(run.input_dir, body.input_dir);
}

function samePath(one: string | null | undefined, other: string): boolean {
	return one?.replace(/\/+$/, '') === other.replace(/\/+$/, '');
}

function withMarker(start: RunStart, marker: string | undefined): RunStart {
	if (marker === undefined) return start;
	const mark = <T extends RunAppBody | RunDeploymentBody>(body: T): T => ({
		...body,
		settings: { ...body.settings, tags: [...(body.settings?.tags ?? []), marker] },
	});
	return 'app' in start
		? { app: mark(start.app) }
		: { deploymentId: start.deploymentId, deployment: mark(start.deployment) };
}

function withoutId(): AiHubError {
	return new AiHubError('unexpectedAnswer', 'AI Hub answered the start of a run without a run ID', {
		maybeDone: true,
	});
}

function uncertain(error: AiHubError, looking: Error): AiHubError {
	return error.with(
		{
			hint: 'Look at the runs in AI Hub before you run this again: the run may have started, and a second one is billed too.',
		},
		`${error.message}. The run may have started all the same; looking for it failed: ${looking.message}`,
	);
}
