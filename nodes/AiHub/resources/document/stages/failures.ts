import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { hubUrlOfRun } from '../../../../shared/api/wire/apiRoot';
import { errorJson, nodeError } from '../../../../shared/n8n/errors';
import type { OutputContext, RoutedItem, StartedRun } from './types';

/**
 * What a failure leaves of its input items, one each: routed ones say why and carry their input
 * along; otherwise it is what n8n passes on, or sends to the error output, under Continue On Fail.
 */
export function itemsOfFailure(
	context: OutputContext,
	error: Error,
	itemIndexes: number[],
	routed: boolean,
	started?: StartedRun,
): RoutedItem[] {
	return itemIndexes.map((itemIndex) => {
		const failure = nodeError(context.node, error, itemIndex);
		const json = errorJson(failure);
		const item: INodeExecutionData = { json, pairedItem: { item: itemIndex } };
		if (routed) {
			const { json: source, binary } = context.source(itemIndex);
			const reported = { reasons: [failure.message], ...aboutStart(context, itemIndex, started) };
			item.json = { ...json, ...reported, source };
			if (binary) item.binary = binary;
		}
		return { route: 'failed', place: [itemIndex, 0, 0], item };
	});
}

function aboutStart(context: OutputContext, itemIndex: number, started?: StartedRun): IDataObject {
	if (!started) return {};
	const { files, run } = started;
	return {
		file_names: files.filter((file) => file.itemIndex === itemIndex).map(({ name }) => name),
		run_id: run.id,
		run_url: hubUrlOfRun(context.apiRoot, run),
	};
}
