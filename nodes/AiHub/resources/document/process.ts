import type { INodeExecutionData } from 'n8n-workflow';

import { AiHubError, attempt } from '../../../shared/api/errors';
import { limiter } from '../../../shared/concurrency';
import { errorJson, nodeError } from '../../../shared/n8n/errors';
import type { NodeContext, Operation } from '../../defineResource';
import { processFields } from './fields';
import { documentItems, failedItems, type OutputContext, type RoutedItem } from './outputs';
import { cleanUp, resultsOf, startGroup, type StartedRun } from './run';
import { collectGroups, type Group, refusal, type Refused } from './sources';

export const process: Operation = {
	value: 'process',
	name: 'Process',
	action: 'Process document',
	description:
		'Upload files, run an app or deployment on them, wait for it, and return the fields of each document',
	operationIds: [
		'createBatch',
		'addFileToBatch',
		'createMultipartUploadSession',
		'uploadMultipartPart',
		'commitMultipartUploadSession',
		'runApp',
		'runDeployment',
		'listRuns',
		'getRunStatus',
		'getRunResults',
		'deleteRun',
		'jobStatus',
	],
	fields: processFields,
	async executeAll(context) {
		const { groups, refused } = await collectGroups(context);
		const routed = groups.some(({ settings }) => settings.rules !== undefined);
		if (refused.length > 0 && !routed && !context.n8n.continueOnFail()) {
			throw nodeError(context.n8n.getNode(), refusal(refused), refused[0].itemIndex);
		}
		const output = outputContext(context);
		const slot = limiter(context.parallel);
		const items = await Promise.all(
			groups.map(async (group) => await processGroup(context, output, group, slot)),
		);
		return arrange([...refusedItems(output, refused, routed), ...items.flat()], routed);
	},
};

type Slot = ReturnType<typeof limiter>;

/** Uploading, starting and reading take a place in the line; waiting does not. */
async function processGroup(
	context: NodeContext,
	output: OutputContext,
	group: Group,
	slot: Slot,
): Promise<RoutedItem[]> {
	const { settings, itemIndexes } = group;
	let started: StartedRun | undefined;
	const outcome = await attempt(async () => {
		const begun = await slot(async () => await startGroup(group));
		started = begun;
		tell(context, begun.notice);
		const run = await context.watcher.wait(begun.run.id, {
			limitMs: settings.limitMs,
			onReview: settings.onReview,
			justStarted: begun.run,
		});
		return await slot(async () => {
			const finished = await resultsOf(context.api, begun, run);
			const items = documentItems(output, finished);
			tell(context, await cleanUp(context.api, finished));
			return items;
		});
	});
	if (outcome.ok) return outcome.value;
	return failed(context, output, outcome.error, itemIndexes, settings.rules !== undefined, started);
}

/** A failure ends the node, unless the person wants to go on with the other items. */
function failed(
	{ n8n }: NodeContext,
	output: OutputContext,
	error: Error,
	itemIndexes: number[],
	routed: boolean,
	started?: StartedRun,
): RoutedItem[] {
	const stopped = error instanceof AiHubError && error.kind === 'cancelled';
	if (stopped || !(routed || n8n.continueOnFail()))
		throw nodeError(n8n.getNode(), error, itemIndexes[0]);
	return routed
		? failedItems(output, error, itemIndexes, started)
		: itemIndexes.map((itemIndex) => errorItem(output, error, itemIndex));
}

function refusedItems(output: OutputContext, refused: Refused[], routed: boolean): RoutedItem[] {
	return refused.flatMap(({ itemIndex, error }) =>
		routed ? failedItems(output, error, [itemIndex]) : [errorItem(output, error, itemIndex)],
	);
}

/** What n8n sends to the error output, or passes on, under Continue On Fail. */
function errorItem(output: OutputContext, error: Error, itemIndex: number): RoutedItem {
	const failure = nodeError(output.node, error, itemIndex);
	const item: INodeExecutionData = {
		json: errorJson(failure),
		pairedItem: { item: itemIndex },
	};
	return { route: 'approved', item };
}

const OUTPUTS = ['approved', 'needsReview', 'failed'];

function arrange(items: RoutedItem[], routed: boolean): INodeExecutionData[][] {
	if (!routed) return [items.map(({ item }) => item)];
	return OUTPUTS.map((output) =>
		items.filter(({ route }) => route === output).map(({ item }) => item),
	);
}

function outputContext({ n8n, api }: NodeContext): OutputContext {
	const input = n8n.getInputData();
	return {
		node: n8n.getNode(),
		apiRoot: api.apiRoot,
		source: (itemIndex) => ({ json: input[itemIndex].json, binary: input[itemIndex].binary }),
	};
}

function tell({ n8n }: NodeContext, message: string | undefined): void {
	if (message !== undefined) n8n.addExecutionHints({ message, location: 'outputPane' });
}
