import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { hubUrlOfRun } from '../../../../shared/api/wire/apiRoot';
import { documentsOf, type FoundDocument } from '../../../../shared/documents/documents';
import { type DocumentField, packetFieldsOf } from '../../../../shared/documents/fields';
import { flatRows } from '../../../../shared/documents/flat';
import {
	routeDocument,
	type RoutingRules,
	type Verdict,
} from '../../../../shared/documents/routing';
import { documentRow } from '../../../../shared/documents/shapes';
import { withAbout, withSource } from './columns';
import { fileFinder, type UploadedFile } from './pairing';
import type { FinishedRun, OutputContext, Place, RoutedItem } from './types';

/** Nothing is asked of a document but that it could be read. */
const NO_RULES: RoutingRules = {
	fields: [],
	classes: [],
	validationMustPass: false,
	reviewMustBeCompleted: false,
};

/** The documents of a run as items, each paired to the item its file came from. */
export function documentItems(context: OutputContext, finished: FinishedRun): RoutedItem[] {
	const { files, itemIndexes, wanted, results, run } = finished;
	const fileOf = fileFinder(files);
	const packet = packetFieldsOf(results);
	const documents = documentsOf(results, run.id);
	const rows =
		wanted.shape === 'flat'
			? flatRows(documents, wanted.includes, packet)
			: documents.map((found) => documentRow(found, wanted.includes, packet));
	const placeOf = new Map(files.map((file, index) => [file, index]));
	const seen = new Set<UploadedFile>();
	const items = documents.map((found, index): RoutedItem => {
		const file = fileOf(found);
		if (file) seen.add(file);
		const { route, reasons } = verdictOn(found, packet, finished);
		const json = withAbout(
			rows[index] as IDataObject,
			aboutRun(context, finished, reasons),
			wanted,
		);
		const place: Place = file
			? [file.itemIndex, placeOf.get(file)!, index]
			: [itemIndexes[0], files.length, index];
		return { route, place, item: paired(context, finished, json, file) };
	});
	// A document that belongs to no known file may be the one that is missing: both are shown.
	const missing = files.filter((file) => !seen.has(file));
	const empty = items.length === 0 && files.length === 0;
	return [
		...items,
		...missing.map((file) => {
			const place: Place = [file.itemIndex, placeOf.get(file)!, 0];
			return withoutDocument(context, finished, place, file);
		}),
		...(empty ? [withoutDocument(context, finished, [itemIndexes[0], 0, 0])] : []),
	];
}

/** Judged also where all leave by one output: what failed, or waits, is not to be deleted. */
function verdictOn(
	found: FoundDocument,
	packet: DocumentField[],
	{ wanted, waitsForReview }: FinishedRun,
): Verdict {
	const run = { packet, runWaitsForReview: waitsForReview };
	return routeDocument(found, wanted.rules ?? NO_RULES, run);
}

/** Why it went where it went, and where to look at it. */
function aboutRun(
	{ apiRoot }: OutputContext,
	{ wanted, waitsForReview, run }: FinishedRun,
	reasons: string[],
): IDataObject {
	const list = wanted.shape === 'flat' ? reasons.join('; ') : reasons;
	return {
		...(wanted.rules && { reasons: list }),
		...((wanted.rules || waitsForReview) && {
			run_status: run.status ?? null,
			run_url: hubUrlOfRun(apiRoot, run),
		}),
	};
}

/** A file of which AI Hub gave nothing, or a run that gave nothing at all. */
function withoutDocument(
	context: OutputContext,
	finished: FinishedRun,
	place: Place,
	file?: UploadedFile,
): RoutedItem {
	const { wanted, waitsForReview, run } = finished;
	const reason = waitsForReview
		? 'The run waits for human review in AI Hub'
		: file
			? 'AI Hub gave no result for this file'
			: 'The run gave no documents';
	const json = {
		run_id: run.id,
		...(file && { file_name: file.name }),
		[wanted.shape === 'flat' ? 'errors' : 'document_error']: reason,
		...aboutRun(context, finished, [reason]),
	};
	const route = waitsForReview ? 'needsReview' : 'failed';
	return { route, place, item: paired(context, finished, json, file) };
}

function paired(
	context: OutputContext,
	{ wanted, itemIndexes }: FinishedRun,
	json: IDataObject,
	file: UploadedFile | undefined,
): INodeExecutionData {
	const sources = file ? [file.itemIndex] : itemIndexes;
	const source = sources.length === 1 ? context.source(sources[0]) : undefined;
	const binary = file && source?.binary?.[file.property];
	return {
		json: source && wanted.carryJson ? withSource(json, source.json, wanted) : json,
		...(wanted.carryBinary && binary && file && { binary: { [file.property]: binary } }),
		pairedItem: sources.length === 1 ? { item: sources[0] } : sources.map((item) => ({ item })),
	};
}
