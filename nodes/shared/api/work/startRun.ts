import type { Api } from '../wire/api';
import { AiHubError, attempt, isPassing } from '../wire/errors';
import {
	listRuns,
	type Run,
	runApp,
	type RunAppBody,
	runDeployment,
	type RunDeploymentBody,
	type RunFilters,
} from '../resources/runs';

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
 * @throws AiHubError; when a run may have started that could not be found, or the caller is stopped
 * meanwhile, the error says so
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
		if (!(error instanceof AiHubError)) throw error;
		// What is refused the second time may be so because of the first: "no units left".
		if (!error.details.maybeDone && starts === 1) throw error;
		if (error.kind === 'cancelled') throw uncertain(error, marked, 'it goes on at AI Hub');

		const found = await attempt(() => lookFor(api, marked, options.marker, from_timestamp));
		if (!found.ok) throw notFound(error, marked, found.error);
		if (found.value) return { run: found.value, adopted: true };
		if (!error.details.maybeDone || starts >= MOST_STARTS) {
			throw uncertain(error, marked, 'it was not in the list of runs half a minute later');
		}
	}
}

async function post(api: Api, start: RunStart): Promise<Run> {
	return 'app' in start
		? await runApp(api, start.app)
		: await runDeployment(api, start.deploymentId, start.deployment);
}

/**
 * Looks again and again, because a new run may take a while to show up in the list. A look that
 * fails is made up for by the next one; only after a last one that succeeded is there no run.
 */
async function lookFor(
	api: Api,
	start: RunStart,
	marker: string | undefined,
	from_timestamp: number,
): Promise<Run | undefined> {
	let failed: Error | undefined;
	for (const pauseMs of LOOKS_AFTER_MS) {
		await api.sleep(pauseMs);
		const look = await attempt(() => lookOnce(api, start, marker, from_timestamp));
		if (look.ok && look.value) return look.value;
		failed = look.ok ? undefined : look.error;
		if (failed && !isPassing(failed)) break;
	}
	if (failed) throw failed;
	return undefined;
}

async function lookOnce(
	api: Api,
	start: RunStart,
	marker: string | undefined,
	from_timestamp: number,
): Promise<Run | undefined> {
	let doubtful: Run | undefined;
	for await (const page of listRuns(api, { ...filtersOf(start), from_timestamp })) {
		const run = page.find((candidate) => isTheRun(candidate, start, marker) === 'yes');
		if (run) return run;
		doubtful ??= page.find((candidate) => isTheRun(candidate, start, marker) === 'unclear');
	}
	if (doubtful) throw mistakable(doubtful);
	return undefined;
}

/** The list filters that narrow runs down to those of the same app or deployment. */
export function filtersOf(start: RunStart): RunFilters {
	const order = { sort_by: 'start_timestamp', order: 'DESCENDING' } as const;
	if ('deploymentId' in start) return { deployment_id: start.deploymentId, ...order };
	const { app_id, app_name } = start.app;
	return app_id ? { app_id, ...order } : { app_name, ...order };
}

function isTheRun(run: Run, start: RunStart, marker: string | undefined): 'yes' | 'no' | 'unclear' {
	const body = bodyOf(start);
	if ('app_id' in body && body.app_id && run.app_id && run.app_id !== body.app_id) return 'no';
	if (marker !== undefined && run.tags) return run.tags.includes(marker) ? 'yes' : 'no';
	const sameInput = hasInput(run, body);
	if (sameInput === false) return 'no';
	// Without a tag, or without an input to compare, it may as well be someone else's run.
	return marker === undefined && sameInput ? 'yes' : 'unclear';
}

/** Undefined where the input cannot be compared, because it is the deployment's own source. */
function hasInput(run: Run, { batch_id, input_dir }: RunAppBody | RunDeploymentBody) {
	if (batch_id !== undefined) return Number(run.batch_id) === batch_id;
	return input_dir === undefined ? undefined : samePath(run.input_dir, input_dir);
}

function samePath(one: string | null | undefined, other: string): boolean {
	const bare = (path: string) => path.trim().replace(/^\/+|\/+$/g, '');
	return typeof one === 'string' && bare(one) === bare(other);
}

function bodyOf(start: RunStart): RunAppBody | RunDeploymentBody {
	return 'app' in start ? start.app : start.deployment;
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

/** AI Hub did not tell the tags of a run over the same input: it may be the one looked for. */
function mistakable(run: Run): AiHubError {
	const message = `run ${run.id} may be the one, but AI Hub does not tell its tags`;
	return new AiHubError('unexpectedAnswer', message, { runId: run.id, runStatus: run.status });
}

function notFound(error: AiHubError, start: RunStart, looking: Error): AiHubError {
	const { runId, runStatus } = looking instanceof AiHubError ? looking.details : {};
	const known = error.with({ runId, runStatus });
	const why = `looking for it failed: ${looking.message}`;
	const isStopped = looking instanceof AiHubError && looking.kind === 'cancelled';
	return uncertain(
		isStopped ? new AiHubError('cancelled', known.message, known.details) : known,
		start,
		why,
	);
}

function uncertain(error: AiHubError, start: RunStart, why: string): AiHubError {
	const { batch_id, input_dir } = bodyOf(start);
	const input = batch_id === undefined ? (input_dir ?? 'this input') : `batch ${batch_id}`;
	return error.with(
		{
			maybeDone: true,
			hint: `Look at the runs of ${input} in AI Hub before you run this again: the run may have started, and a second one is billed too.`,
		},
		`${error.message}. The run may have started all the same; ${why}`,
	);
}
