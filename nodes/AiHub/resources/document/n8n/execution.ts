import { concealSettings, type Run } from '../../../../shared/api/resources/runs';
import type { Api } from '../../../../shared/api/wire/api';
import { AiHubError, attempt } from '../../../../shared/api/wire/errors';
import { RunFinder } from '../../../../shared/api/work/findRun';
import { RunWatcher } from '../../../../shared/api/work/waitForRun';
import { checksNothing } from '../../../../shared/documents/routing';
import { nodeError } from '../../../../shared/n8n/errors';
import type { NodeContext } from '../../../defineResource';
import { alignItems } from '../stages/align';
import { inOrder } from '../stages/arrange';
import type { Beginning } from '../stages/begin';
import type { Ended, Slot } from '../stages/beginAll';
import { type Claim, claimOf, claimOfFailed } from '../stages/cleanUp';
import { type Failure, itemsOfFailures } from '../stages/failures';
import { itemsOfLeftOut, leftOutNotice } from '../stages/leftOut';
import { documentItems } from '../stages/outputs';
import { originalOf } from '../stages/pending';
import { refusal, sharedNotice, splitNotice } from '../stages/plan';
import { resultsOf } from '../stages/results';
import { type Notice, reviewNotice, routesNotice, tableNotice } from '../stages/notices';
import type {
	FinishedRun,
	Group,
	OutputContext,
	Plan,
	RoutedItem,
	StartedRun,
} from '../stages/types';
import { collect } from './collect';
import { Memory } from './memory';

/** One execution of the node, as both ways of waiting need it. */
export interface Execution {
	context: NodeContext;
	plan: Plan;
	/** Groups to begin, and runs that have begun. */
	work: Array<Group | StartedRun>;
	beginning: Beginning;
	memory: Memory;
	output: OutputContext;
	routed: boolean;
	/** A failure becomes items instead of ending the node. */
	goesOn: boolean;
}

/**
 * Reads and checks all items.
 * @throws NodeOperationError over all items that cannot be processed, unless the node goes on
 */
export async function prepare(context: NodeContext): Promise<Execution> {
	const { n8n, api } = context;
	const memory = new Memory(n8n);
	const plan = await collect(context, memory);
	const routed = n8n.getNodeParameter('routeOutput', 0) as boolean;
	const goesOn = routed || n8n.continueOnFail();
	const { refused, groups, pending } = plan;
	// A run that began before may quote them, too.
	for (const { start } of groups) {
		concealSettings(api, start.body.settings);
		api.conceal?.(Object.values(start.callbackHeaders ?? {}));
	}
	if (refused.length > 0 && !goesOn) {
		throw nodeError(n8n.getNode(), refusal(refused), refused[0].itemIndexes[0]);
	}
	tell(context, [
		leftOutNotice(plan.leftOut),
		splitNotice(groups),
		sharedNotice(groups),
		ruleNotice(groups),
	]);
	const input = n8n.getInputData();
	return {
		context,
		plan,
		work: [...groups, ...pending],
		beginning: {
			groups,
			finder: new RunFinder(api),
			starts: memory,
			twins: new Map(),
			workflowName: n8n.getWorkflow().name ?? 'n8n',
			begunMs: api.now(),
		},
		memory,
		output: {
			node: n8n.getNode(),
			urlOfRun: api.urlOfRun,
			source: (itemIndex) => originalOf(input[itemIndex]),
		},
		routed,
		goesOn,
	};
}

/** Three outputs look as if something were checked. */
function ruleNotice(groups: Group[]): string | undefined {
	const unchecked = groups.filter(({ wanted }) => wanted.rules && checksNothing(wanted.rules));
	if (unchecked.length === 0) return undefined;
	const which = unchecked.length === groups.length ? 'the documents' : 'some of the documents';
	return `Route by Trust has no rule, so ${which} were not checked. Add rules, such as Minimum Confidence and Validations Must Pass.`;
}

/** What both ways of waiting tell `beginAll`. */
export function beginOptions({ context, work, beginning, goesOn }: Execution) {
	const { n8n, api, parallel } = context;
	return {
		api,
		work,
		beginning,
		parallel,
		goesOn,
		goesOnWithNothing: n8n.continueOnFail(),
		asError: (error: Error, itemIndex: number) =>
			nodeError(n8n.getNode(), error, itemIndex, api.urlOfRun),
	};
}

/** Waits for a run, which takes no place in the line, and reads its results, which does. */
export async function finish(begun: StartedRun, api: Api, slot: Slot, watcher: RunWatcher) {
	const { limitMs, onReview } = begun.wanted;
	const run: Run = await watcher.wait(begun.run.id, { limitMs, onReview, justStarted: begun.run });
	return await slot(async () => await resultsOf(api, begun, run));
}

/**
 * The items of all that was refused, has failed, or is finished.
 * @param settled items from before the execution was stored, which leave together with these
 * @returns `notices` of single runs, and `overall` ones, which hold for just these items
 * @throws NodeOperationError for results that cannot be given as wanted, unless the node goes on
 */
export async function itemsOf(
	{
		plan,
		work,
		output,
		routed,
		goesOn,
	}: Pick<Execution, 'plan' | 'work' | 'output' | 'routed' | 'goesOn'>,
	outcomes: Array<Ended<FinishedRun | StartedRun>>,
	settled: RoutedItem[] = [],
): Promise<{ items: RoutedItem[]; claims: Claim[]; notices: Told[]; overall: Told[] }> {
	const failures: Failure[] = [...plan.refused];
	const items = [...settled, ...(routed ? itemsOfLeftOut(output, plan.leftOut) : [])];
	const claims: Claim[] = [];
	const finished: FinishedRun[] = [];
	for (const [index, outcome] of outcomes.entries()) {
		if (!outcome.ok) {
			const { error, begun: started } = outcome;
			failures.push({ error, itemIndexes: work[index].itemIndexes, started });
			claims.push(claimOfFailed(work[index], started));
		} else if ('results' in outcome.value) {
			const one = outcome.value;
			finished.push(one);
			const made = await attempt(async () => documentItems(output, one));
			if (!made.ok) {
				const error = made.error instanceof AiHubError ? unshaped(made.error, one) : made.error;
				if (!goesOn) throw nodeError(output.node, error, one.itemIndexes[0]);
				failures.push({ error, itemIndexes: one.itemIndexes, started: one });
				claims.push(claimOfFailed(work[index], one));
				continue;
			}
			const found = made.value;
			claims.push(claimOf(one, found));
			for (const item of found) items.push({ ...item, wanted: one.wanted });
		}
	}
	for (const item of itemsOfFailures(output, failures, routed)) items.push(item);
	const routes = routed ? routesNotice(inOrder(items)) : undefined;
	const overall = [routes, ...alignItems(items), tableNotice(finished, items)];
	return { items, claims, notices: [reviewNotice(finished)], overall };
}

/** The results are there, and cannot be given in the shape that is wanted. */
function unshaped(error: AiHubError, { run }: FinishedRun): AiHubError {
	const hint = `${error.hint ?? ''} Nothing is lost: Run → Get Results gives the results of run ${run.id} without a new run.`;
	return error.with({ runId: run.id, runStatus: run.status, hint: hint.trim() });
}

/** What there may be to tell: undefined for nothing. */
export type Told = Notice | string | undefined;

export function isTold(notice: Told): notice is Notice | string {
	return notice !== undefined;
}

export function tell({ n8n }: NodeContext, notices: Told[]): void {
	for (const notice of notices.filter(isTold)) {
		const hint = typeof notice === 'string' ? { message: notice } : notice;
		n8n.addExecutionHints({ ...hint, location: 'outputPane' });
	}
}
