import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { attempt } from '../shared/api/wire/errors';
import { RunWatcher } from '../shared/api/work/waitForRun';
import { mapConcurrent } from '../shared/concurrency';
import { apiFor } from '../shared/n8n/api';
import { errorJson, nodeError } from '../shared/n8n/errors';
import { fieldsByPath } from '../shared/n8n/declared';
import { type NodeContext, type Operation, type OperationResult } from './defineResource';
import { assertDeclared } from './parameters';
import { resources } from './resources';

/** Carries out the node: finds the operation and works through the items, the only loop there is. */
export async function route(n8n: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = findOperation(n8n);
	const setUp = await attempt(async () => await apiFor(n8n));
	if (!setUp.ok) throw nodeError(n8n.getNode(), setUp.error);
	const fields = fieldsByPath(operation.fields);
	const parallel = 'options.itemsInParallel';
	const context: NodeContext = {
		n8n,
		api: setUp.value,
		watcher: new RunWatcher(setUp.value),
		parallel: n8n.getNodeParameter(parallel, 0, fields.get(parallel)?.default ?? 1) as number,
		fields,
	};
	if ('executeAll' in operation) {
		const all = await attempt(async () => await operation.executeAll(context));
		if (all.ok) return all.value;
		throw nodeError(n8n.getNode(), all.error, undefined, context.api.urlOfRun);
	}

	const perItem = await mapConcurrent(
		n8n.getInputData(),
		// The watcher asks for all waiting runs together; a queue would only make them wait in turn.
		operation.waits ? Infinity : context.parallel,
		async (_, itemIndex) => await executeItem(context, operation, itemIndex),
	);
	const made = perItem.filter(({ isFailure }) => !isFailure);
	operation.arrange?.(
		context,
		made.flatMap(({ items }) => items),
	);
	return [perItem.flatMap(({ items }) => items)];
}

async function executeItem(
	context: NodeContext,
	operation: Extract<Operation, { execute: unknown }>,
	itemIndex: number,
): Promise<{ items: INodeExecutionData[]; isFailure?: true }> {
	const item = { ...context, itemIndex };
	const outcome = await attempt(async () => {
		assertDeclared(item);
		return await operation.execute(item);
	});
	if (outcome.ok) return { items: paired(outcome.value, itemIndex) };
	const { n8n, api } = context;
	const error = nodeError(n8n.getNode(), outcome.error, itemIndex, api.urlOfRun);
	// A stopped execution is not an item that failed: nothing more must be begun.
	if (!n8n.continueOnFail() || n8n.getExecutionCancelSignal()?.aborted) throw error;
	const items = [{ json: errorJson(error), pairedItem: { item: itemIndex } }];
	return { items, isFailure: true };
}

function paired(result: OperationResult, itemIndex: number): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	if (isItems(result)) return result.items.map((item) => ({ pairedItem, ...item }));
	return [result].flat().map((json) => ({ json, pairedItem }));
}

function isItems(result: OperationResult): result is { items: INodeExecutionData[] } {
	const { items } = result as IDataObject;
	return Array.isArray(items) && Object.keys(result).length === 1;
}

function findOperation(n8n: IExecuteFunctions): Operation {
	const resource = n8n.getNodeParameter('resource', 0) as string;
	const operation = n8n.getNodeParameter('operation', 0) as string;
	const found = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (!found) {
		throw nodeError(
			n8n.getNode(),
			new Error(`There is no operation "${operation}" for "${resource}"`),
		);
	}
	return found;
}
