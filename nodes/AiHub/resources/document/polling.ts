import type { INodeExecutionData } from 'n8n-workflow';

import type { Api } from '../../../shared/api/wire/api';
import { AiHubError, attempt } from '../../../shared/api/wire/errors';
import { RunWatcher } from '../../../shared/api/work/waitForRun';
import { limiter } from '../../../shared/concurrency';
import { nodeError } from '../../../shared/n8n/errors';
import type { NodeContext } from '../../defineResource';
import { EarlierTries } from './earlierTries';
import {
	arrange,
	documentItems,
	itemsOfFailure,
	outputContext,
	type OutputContext,
	type RoutedItem,
} from './outputs';
import { cleanUp, type Outcome, resultsOf, startGroup, type StartedRun, type Twins } from './run';
import { collectGroups, type Group, refusal, type Refused } from './sources';

/** The others notice within this time that one has failed. */
const SLICE_MS = 1_000;

/** All items of one execution, from checked files to routed documents. */
export interface Work {
	context: NodeContext;
	output: OutputContext;
	groups: Group[];
	refused: Refused[];
	routed: boolean;
	/** A failure becomes items instead of ending the node. */
	goesOn: boolean;
	earlier: EarlierTries;
	twins: Twins;
}

/**
 * Reads and checks all items.
 * @throws NodeOperationError over all items that cannot be processed, unless the node goes on
 */
export async function prepare(context: NodeContext): Promise<Work> {
	const { n8n } = context;
	const { groups, refused } = await collectGroups(context);
	const routed = n8n.getNodeParameter('routeOutput', 0, false) as boolean;
	const goesOn = routed || n8n.continueOnFail();
	if (refused.length > 0 && !goesOn) {
		throw nodeError(n8n.getNode(), refusal(refused), refused[0].itemIndexes[0]);
	}
	return {
		context,
		output: outputContext(context),
		groups,
		refused,
		routed,
		goesOn,
		earlier: new EarlierTries(context),
		twins: new Map(),
	};
}

/** Starts the run of a group, unless an earlier try of the node has. */
export async function start(
	{ earlier, twins }: Work,
	group: Group,
	callbackUrl?: string,
): Promise<StartedRun> {
	const begun = (await earlier.find(group)) ?? (await startGroup(group, twins, callbackUrl));
	earlier.keep(group, begun);
	return begun;
}

/** Starts all runs and asks AI Hub until they have ended. */
export async function processByPolling(context: NodeContext): Promise<INodeExecutionData[][]> {
	const work = await prepare(context);
	const outcomes = await finishAll(work);
	work.earlier.forget();
	return arrange([...refusedItems(work), ...outcomes.flat()], work.routed);
}

export function refusedItems({ output, refused, routed }: Work): RoutedItem[] {
	return refused.flatMap(({ itemIndexes, error }) =>
		itemsOfFailure(output, error, itemIndexes, routed),
	);
}

/** Works on all groups at once; when one fails for good, the others stop and are named. */
async function finishAll(work: Work): Promise<RoutedItem[][]> {
	const { context, groups, goesOn } = work;
	const stop = stoppable(context.api);
	const watcher = new RunWatcher(stop.api);
	const slot = limiter(context.parallel);
	const started = new Map<Group, StartedRun>();
	const later: Later = [];
	const outcomes = await Promise.all(
		groups.map(async (group): Promise<Outcome<RoutedItem[]>> => {
			const outcome = await attempt(async () => {
				const begun = await slot(async () => {
					stop.api.throwIfCancelled();
					return (
						group.pending ??
						(await start(work, { ...group, item: { ...group.item, api: stop.api } }))
					);
				});
				started.set(group, begun);
				tell(context, begun.notice);
				return await finish(work, begun, watcher, slot, later);
			});
			if (!outcome.ok && !tolerable(outcome.error, goesOn)) stop.now(outcome.error);
			return outcome;
		}),
	);
	if (stop.reason) throw ended(work, stop.reason, outcomes, started);
	throwIfOutOfReach(work, outcomes);
	await Promise.all(later.map(async (cleaning) => await slot(cleaning)));
	return outcomes.map((outcome, index) =>
		outcome.ok
			? outcome.value
			: itemsOfFailure(
					work.output,
					outcome.error,
					groups[index].itemIndexes,
					work.routed,
					started.get(groups[index]),
				),
	);
}

/** Clean-ups that wait until all documents are safe: a node that ends with an error gives none. */
export type Later = Array<() => Promise<void>>;

/** Waiting takes no place in the line; reading the results does. */
export async function finish(
	{ context, output }: Work,
	begun: StartedRun,
	watcher: RunWatcher,
	slot: ReturnType<typeof limiter>,
	later: Later,
): Promise<RoutedItem[]> {
	const { limitMs, onReview } = begun.settings;
	const run = await watcher.wait(begun.run.id, { limitMs, onReview, justStarted: begun.run });
	return await slot(async () => {
		const finished = await resultsOf(context.api, begun, run);
		const items = documentItems(output, finished);
		if (begun.settings.cleanUp !== 'nothing') {
			later.push(async () => tell(context, await cleanUp(context.api, finished, items)));
		}
		return items;
	});
}

/**
 * When AI Hub let none of the runs begin, the documents are not what failed: the node ends with the
 * error, so that the execution is seen to have failed and can be retried.
 */
export function throwIfOutOfReach(
	{ context, groups }: Work,
	outcomes: Array<Outcome<unknown>>,
): void {
	if (context.n8n.continueOnFail() || outcomes.length === 0) return;
	const errors = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
	if (errors.length < outcomes.length || !errors.every(isOutOfReach)) return;
	throw nodeError(context.n8n.getNode(), errors[0], groups[0].itemIndexes[0]);
}

function isOutOfReach(error: Error): boolean {
	if (!(error instanceof AiHubError) || error.details.runId !== undefined) return false;
	if (error.kind === 'authentication') return true;
	return error.kind === 'unavailable' && !error.details.maybeDone;
}

function tolerable(error: Error, goesOn: boolean): boolean {
	return goesOn && !(error instanceof AiHubError && error.kind === 'cancelled');
}

/** An `Api` that can be stopped from here as by a stopped execution. */
function stoppable<A extends Api>(api: A): { api: A; reason?: Error; now(error: Error): void } {
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

/** The error that ends the node, with every run that was started and is not in it. */
function ended(
	{ context, groups }: Work,
	reason: Error,
	outcomes: Array<Outcome<unknown>>,
	started: Map<Group, StartedRun>,
): Error {
	const failing = outcomes.findIndex((outcome) => !outcome.ok && outcome.error === reason);
	const others = groups
		.filter((_, index) => index !== failing)
		.flatMap((group) => started.get(group)?.run.id ?? []);
	const also =
		others.length > 0 ? `. Also started, and not stopped at AI Hub: ${others.join(', ')}` : '';
	const error =
		reason instanceof AiHubError
			? reason.with({ hint: withRetry(reason) }, reason.message + also)
			: reason;
	return nodeError(context.n8n.getNode(), error, groups[failing]?.itemIndexes[0]);
}

/** n8n's Retry goes on with the run of this try: see EarlierTries. */
function withRetry({ kind, hint }: AiHubError): string | undefined {
	if (kind !== 'waitTimedOut') return hint;
	return `${hint} Retry of this execution takes the same run over.`;
}

export function tell({ n8n }: NodeContext, message: string | undefined): void {
	if (message !== undefined) n8n.addExecutionHints({ message, location: 'outputPane' });
}
