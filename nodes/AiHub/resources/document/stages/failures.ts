import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { errorJson, nodeError } from '../../../../shared/n8n/errors';
import type { OutputContext, RoutedItem, StartedRun } from './types';

/** What has failed, for which input items, and the run it was, once it had begun. */
export interface Failure {
	error: Error;
	itemIndexes: number[];
	started?: StartedRun;
}

/**
 * What failures leave of their input items, one each, however many runs an item was part of: routed
 * ones say why and carry their input along; otherwise it is what n8n passes on, or sends to the error
 * output, under Continue On Fail.
 */
export function itemsOfFailures(
	context: OutputContext,
	failures: Failure[],
	routed: boolean,
): RoutedItem[] {
	const byItem = new Map<number, Failure[]>();
	for (const failure of failures) {
		for (const itemIndex of failure.itemIndexes) {
			const ofItem = byItem.get(itemIndex);
			if (ofItem) ofItem.push(failure);
			else byItem.set(itemIndex, [failure]);
		}
	}
	return [...byItem].map(([itemIndex, ofItem]) =>
		itemOfFailures(context, ofItem, itemIndex, routed),
	);
}

function itemOfFailures(
	context: OutputContext,
	failures: Failure[],
	itemIndex: number,
	routed: boolean,
): RoutedItem {
	const errors = failures.map(({ error }) =>
		nodeError(context.node, error, itemIndex, context.urlOfRun),
	);
	const reasons = [...new Set(errors.map(({ message }) => message))];
	const json = { ...errorJson(errors[0]), error: reasons.join('; ') };
	const item: INodeExecutionData = { json, pairedItem: { item: itemIndex } };
	if (routed) {
		const { json: source, binary } = context.source(itemIndex);
		const started = failures.flatMap((failure) => failure.started ?? []);
		item.json = { ...json, reasons, ...aboutStarts(context, itemIndex, started), source };
		if (binary) item.binary = binary;
	}
	return { route: 'failed', place: [itemIndex, 0, 0], item };
}

/** All files of the item, and the first of its runs; the others are named in the reasons. */
function aboutStarts(
	{ urlOfRun }: OutputContext,
	itemIndex: number,
	started: StartedRun[],
): IDataObject {
	if (started.length === 0) return {};
	const files = started.flatMap((one) => one.files);
	const [{ run }] = started;
	return {
		file_names: files.filter((file) => file.itemIndex === itemIndex).map(({ name }) => name),
		run_id: run.id,
		run_url: urlOfRun(run),
	};
}
