import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { lookForTable } from '../../../../shared/documents/absentTable';
import type { FoundDocument } from '../../../../shared/documents/documents';
import type { DocumentField } from '../../../../shared/documents/fields';
import {
	type Route,
	routeDocument,
	type RoutingRules,
	type Verdict,
} from '../../../../shared/documents/routing';
import { reviewPageOf } from '../../../../shared/documents/reviewPage';
import { foundIn, rowsByDocument } from '../../../../shared/documents/shapes';
import { tableRowsOf } from '../../../../shared/documents/tables';
import { isFlat, withAbout, withSource } from './columns';
import { pair, type Pairing, type UploadedFile } from './pairing';
import type { FinishedRun, OutputContext, Place, RoutedItem, Wanted } from './types';

/** Nothing is asked of a document but that it could be read. */
const NO_RULES: RoutingRules = {
	fields: [],
	classes: [],
	validationMustPass: false,
	reviewMustBeCompleted: false,
};

/**
 * The documents of a run as items, each paired to the item its file came from, or to none where that
 * cannot be told. Of a table that is wanted by its name it notes in `finished` whether it is there.
 * @throws AiHubError of kind `invalidInput` for an unclear table, and for more than n8n can hold
 */
export function documentItems(context: OutputContext, finished: FinishedRun): RoutedItem[] {
	const { files, wanted, results, run } = finished;
	const { documents, packet } = foundIn(results, run.id, wanted.rows);
	const pairing = pair(documents, files, run.input_dir);
	const { table } = wanted.rows;
	if (wanted.shape === 'rows') finished.table = lookForTable(documents, packet, table);
	const isLeftOut = leavesOut(documents, packet, wanted);
	// A document that is not approved is shown in any case.
	const rows = rowsByDocument(documents, wanted.shape, wanted.includes, packet, {
		...wanted.rows,
		table: { ...table, withoutRows: 'item' },
	});
	const placeOf = placesOf(finished);
	let isPartial = false;
	const items = documents.flatMap((found, index): RoutedItem[] => {
		const { route, reasons } = verdictOn(found, packet, finished);
		if (route === 'approved' && isLeftOut(found)) {
			isPartial = true;
			return [];
		}
		const about = aboutRun(context, finished, reasons);
		const file = pairing.fileOf(found);
		const itemIndex = itemOf(found, pairing, finished);
		const [item, inItem, document] = placeOf(file, index);
		const needsPage = wanted.reviewPage && route === 'needsReview';
		const page = needsPage && reviewPageOf(found, reasons, context.urlOfRun(run));
		return rows[index].map((row, number) => {
			const json = withAbout(row as IDataObject, about, wanted);
			return {
				route,
				place: [item, inItem, document, number],
				item: paired(context, finished, json, route, file, itemIndex),
				// One page a document is enough.
				...(page && number === 0 && { page }),
				...(pairing.unclear && !file && { unclear: true as const }),
			};
		});
	});
	if (isPartial && items.length > 0) items[0].leavesOut = true;
	// A document that belongs to no known file may be the one that is missing: both are shown.
	const missing = documents.length === 0 && files.length === 0 ? [undefined] : pairing.missing;
	return [
		...items,
		...missing.map((file) => withoutDocument(context, finished, placeOf(file, 0), file)),
	];
}

/** Documents without rows, where a person wants no item for them. */
function leavesOut(
	documents: FoundDocument[],
	packet: DocumentField[],
	{ shape, rows: { table } }: Wanted,
): (found: FoundDocument) => boolean {
	if (shape !== 'rows' || table.withoutRows === 'item') return () => false;
	const rowsOf = tableRowsOf(documents, packet, table);
	return (found) => rowsOf(found).length === 0;
}

/** Of input that AI Hub has already, documents belong to the item that asked for it first. */
function itemOf(
	found: FoundDocument,
	pairing: Pairing,
	{ itemIndexes, files }: FinishedRun,
): number | undefined {
	if (files.length === 0 || itemIndexes.length === 1) return itemIndexes[0];
	return pairing.itemOf(found);
}

function placesOf({ files, itemIndexes }: FinishedRun) {
	const positions = new Map(files.map((file, index) => [file, file.position ?? index]));
	return (file: UploadedFile | undefined, document: number): Place =>
		file
			? [file.itemIndex, positions.get(file)!, document]
			: [itemIndexes[0], Number.MAX_SAFE_INTEGER, document];
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
	{ urlOfRun }: OutputContext,
	{ wanted, waitsForReview, run }: FinishedRun,
	reasons: string[],
): IDataObject {
	return {
		// Where all leave by one output, nothing else tells such a document from a finished one.
		...(!wanted.rules && waitsForReview && { needs_review: true }),
		...(wanted.rules && { reasons: isFlat(wanted) ? reasons.join('; ') : reasons }),
		...((wanted.rules || waitsForReview) && {
			run_status: run.status ?? null,
			run_url: urlOfRun(run),
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
	const row = {
		...(file && { file_name: file.name }),
		[isFlat(wanted) ? 'errors' : 'document_error']: reason,
		run_id: run.id,
	};
	const json = withAbout(row, aboutRun(context, finished, [reason]), wanted);
	const route = waitsForReview ? 'needsReview' : 'failed';
	const itemIndex = file ? file.itemIndex : finished.itemIndexes[0];
	return { route, place, item: paired(context, finished, json, route, file, itemIndex) };
}

function paired(
	context: OutputContext,
	{ wanted }: FinishedRun,
	json: IDataObject,
	route: Route,
	file: UploadedFile | undefined,
	itemIndex: number | undefined,
): INodeExecutionData {
	// Whoever is asked about a document must see it.
	const carriesFile = wanted.carryBinary || (wanted.rules !== undefined && route === 'needsReview');
	const source = itemIndex === undefined ? undefined : context.source(itemIndex);
	const binary = file && (file.binary ?? source?.binary?.[file.property]);
	return {
		json: source && wanted.carryJson ? withSource(json, source.json, wanted) : json,
		...(carriesFile && binary && file && { binary: { [file.property]: binary } }),
		// An empty list, because n8n would guess a pair where there is none.
		pairedItem: itemIndex === undefined ? [] : { item: itemIndex },
	};
}
