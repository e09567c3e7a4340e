import type { Api } from '../../../../shared/api/wire/api';
import { AiHubError, attempt } from '../../../../shared/api/wire/errors';
import { unended } from '../../../../shared/api/wire/words';
import { limiter } from '../../../../shared/concurrency';
import { begin, type Beginning } from './begin';
import type { Created, Group, Outcome, StartedRun } from './types';

/** The others notice within this time that one has failed. */
const SLICE_MS = 1_000;

/** Lets a piece of work wait for its turn among those that may be done at once. */
export type Slot = ReturnType<typeof limiter>;

/** How the work on a run ended; a failure says which run it was, once it had begun. */
export type Ended<T> = Outcome<T> & { begun?: StartedRun };

export interface BeginAll<T> {
	api: Api;
	/** Groups to begin, and runs that have begun already. */
	work: Array<Group | StartedRun>;
	/** IDs of runs that are over, which an error names, too. */
	over?: string[];
	beginning: Beginning;
	/** How many are begun at the same time. */
	parallel: number;
	/** A failure becomes items, instead of ending all. */
	goesOn: boolean;
	/** The same even when AI Hub let none begin: then the documents are not what failed. */
	goesOnWithNothing: boolean;
	/** The error that ends all, with the input item it happened in. */
	asError(error: Error, itemIndex: number): Error;
	/** What to do with a run that has begun, with an `Api` that stops when all are to stop. */
	then(begun: StartedRun, api: Api, slot: Slot): Promise<T>;
}

/**
 * Begins all runs, the same for both ways of waiting. When one fails, and the node does not go on
 * after errors, no other begins and no other is waited for.
 *
 * @returns how each ended, in the order of `work`
 * @throws the first failure, with all that was created besides and is not in its message
 */
export async function beginAll<T>(options: BeginAll<T>): Promise<Array<Ended<T>>> {
	const { work, beginning, goesOn } = options;
	const stop = stoppable(options.api);
	const slot = limiter(options.parallel);
	const created = work.map((): Created => ({}));
	const outcomes = await Promise.all(
		work.map(async (one, index): Promise<Ended<T>> => {
			let begun: StartedRun | undefined;
			const outcome = await attempt(async () => {
				begun = await slot(async () => {
					stop.api.throwIfCancelled();
					return 'run' in one ? one : await begin(one, stop.api, beginning, created[index]);
				});
				created[index].runId = begun.run.id;
				return await options.then(begun, stop.api, slot);
			});
			if (!outcome.ok && !tolerable(outcome.error, goesOn)) stop.now(outcome.error);
			return { ...outcome, begun };
		}),
	);
	const nothing = options.goesOnWithNothing ? undefined : nothingBegan(outcomes, created);
	const failed = stop.reason ?? nothing;
	if (!failed) return outcomes;
	const failing = outcomes.findIndex((outcome) => !outcome.ok && outcome.error === failed);
	const others = (options.over ?? []).map((runId) => ({ runId }));
	const named = naming(failed, failing, [...created, ...others]);
	throw options.asError(named, work[failing].itemIndexes[0]);
}

function tolerable(error: Error, goesOn: boolean): boolean {
	return goesOn && !(error instanceof AiHubError && error.kind === 'cancelled');
}

/**
 * When AI Hub let none of the runs begin, the documents are not what failed: the node ends with the
 * error, so that the execution is seen to have failed and can be retried.
 */
function nothingBegan(outcomes: Array<Outcome<unknown>>, created: Created[]): Error | undefined {
	const errors = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
	if (errors.length === 0 || errors.length < outcomes.length) return undefined;
	const noneBegan = created.every(({ runId }) => runId === undefined);
	return noneBegan && errors.every(isOutOfReach) ? errors[0] : undefined;
}

function isOutOfReach(error: Error): boolean {
	if (!(error instanceof AiHubError) || error.details.runId !== undefined) return false;
	if (error.kind === 'authentication') return true;
	return error.kind === 'unavailable' && !error.details.maybeDone;
}

/** The error that ends the node, with everything that was created and is not in it. */
export function naming(error: Error, failing: number, created: Created[]): Error {
	if (!(error instanceof AiHubError)) return error;
	const others = created.filter((_, index) => index !== failing);
	const runs = others.flatMap(({ runId }) => runId ?? []);
	const withoutRun = others.filter(({ runId, batchId }) => !runId && batchId !== undefined);
	const batches = (may: boolean) =>
		withoutRun.flatMap(({ batchId, maybeStarted }) =>
			Boolean(maybeStarted) === may ? [batchId] : [],
		);
	const also = [
		[runs, 'Also started, and not stopped at AI Hub: '],
		[batches(true), 'A run may also have started over batch '],
		[batches(false), 'Also created, and still there, without a run: batch '],
	].flatMap(([ids, words]) =>
		ids.length > 0 ? [`. ${String(words)}${(ids as string[]).join(', ')}`] : [],
	);
	return error.with({ hint: withRetry(error) }, unended(error.message) + also.join(''));
}

/** n8n's Retry goes on with the run of this try. */
function withRetry({ kind, hint }: AiHubError): string | undefined {
	if (kind !== 'waitTimedOut') return hint;
	return `${hint} Retry of this execution takes the same run over.`;
}

/** An `Api` that can be stopped from here as by a stopped execution. */
function stoppable(api: Api): { api: Api; reason?: Error; now(error: Error): void } {
	const stop = {
		reason: undefined as Error | undefined,
		now: (error: Error) => {
			stop.reason ??= error;
		},
		api: {
			...api,
			throwIfCancelled: () => {
				api.throwIfCancelled();
				if (stop.reason) throw new AiHubError('cancelled', 'Another item of this node failed');
			},
			sleep: async (ms: number) => {
				for (let left = ms; left > 0; left -= SLICE_MS) {
					await api.sleep(Math.min(left, SLICE_MS));
					stop.api.throwIfCancelled();
				}
			},
		},
	};
	return stop;
}
