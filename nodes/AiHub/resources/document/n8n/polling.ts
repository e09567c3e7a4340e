import type { INodeExecutionData } from 'n8n-workflow';

import { RunWatcher } from '../../../../shared/api/work/waitForRun';
import { mapConcurrent } from '../../../../shared/concurrency';
import type { NodeContext } from '../../../defineResource';
import { arrange } from '../stages/arrange';
import { beginAll } from '../stages/beginAll';
import { type Claim, cleanUp, deletionsOf } from '../stages/cleanUp';
import type { FinishedRun } from '../stages/types';
import { addReviewPages } from './reviewPages';
import { beginOptions, type Execution, finish, itemsOf, prepare, tell } from './execution';

/** Begins all runs, and asks AI Hub until they have ended. */
export async function processByPolling(context: NodeContext): Promise<INodeExecutionData[][]> {
	const execution = await prepare(context);
	const { routed, memory } = execution;
	let watcher: RunWatcher | undefined;
	const ended = await beginAll<FinishedRun>({
		...beginOptions(execution),
		then: async (begun, api, slot) => {
			tell(context, [begun.notice]);
			return await finish(begun, api, slot, (watcher ??= new RunWatcher(api)));
		},
	});
	const { items, claims, notices, overall } = await itemsOf(execution, ended);
	await addReviewPages(context.n8n.helpers, items);
	const outputs = arrange(items, routed);
	tell(context, [...overall, ...notices]);
	// Another try needs the runs of this one: they are deleted after the last.
	if (!memory.willRunAgain(outputs)) await deleteAll(execution, claims);
	return outputs;
}

/** Only when all documents are safe: a node that ends with an error gives none. */
export async function deleteAll({ context }: Pick<Execution, 'context'>, claims: Claim[]) {
	const { deletions, kept } = deletionsOf(claims);
	tell(context, kept);
	const problems = await mapConcurrent(deletions, context.parallel, async (deletion) => {
		return await cleanUp(context.api, deletion);
	});
	tell(context, problems);
}
