import type { IBinaryKeyData, IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import { hubUrlOfRun } from '../../../shared/api/wire/apiRoot';
import type { Run } from '../../../shared/api/resources/runs';
import { documentsOf, type FoundDocument } from '../../../shared/documents/documents';
import { type DocumentField, packetFieldsOf, uniqueName } from '../../../shared/documents/fields';
import { type Route, routeDocument, type Verdict } from '../../../shared/documents/routing';
import { flatRows } from '../../../shared/documents/flat';
import { documentRow } from '../../../shared/documents/shapes';
import { errorJson, nodeError } from '../../../shared/n8n/errors';
import type { NodeContext } from '../../defineResource';
import { originalOf } from './pending';
import { fileFinder, type UploadedFile } from './pairing';
import type { FinishedRun, StartedRun } from './run';
import type { ProcessSettings } from './settings';

/** An input item, as far as it is carried along. */
export interface SourceItem {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

export interface RoutedItem {
	route: Route;
	item: INodeExecutionData;
}

/** What all items of one output need to know. */
export interface OutputContext {
	node: INode;
	apiRoot: string;
	source(itemIndex: number): SourceItem;
}

/** The documents of a run as items, each paired to the item its file came from. */
export function documentItems(context: OutputContext, finished: FinishedRun): RoutedItem[] {
	const { files, itemIndexes, settings, results, run } = finished;
	const fileOf = fileFinder(files);
	const packet = packetFieldsOf(results);
	const documents = documentsOf(results, run.id);
	const rows =
		settings.shape === 'flat'
			? flatRows(documents, settings.includes, packet)
			: documents.map((found) => documentRow(found, settings.includes, packet));
	const seen = new Set<UploadedFile>();
	const items = documents.map((found, index) => {
		const file = fileOf(found);
		if (file) seen.add(file);
		const verdict = verdictOn(found, packet, finished);
		const about = aboutRun(context, finished, verdict.reasons);
		const json = withOwn(rows[index] as IDataObject, about, settings);
		return routed(context, settings, verdict.route, json, file, itemIndexes);
	});
	const missing = files.filter((file) => !seen.has(file));
	// A document that belongs to no known file may be the one that is missing: both are shown.
	return [
		...items,
		...missing.map((file) => missingFile(context, finished, file)),
		...(items.length === 0 && files.length === 0 ? [emptyRun(context, finished)] : []),
	];
}

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
		const item: INodeExecutionData = { json: errorJson(failure), pairedItem: { item: itemIndex } };
		if (!routed) return { route: 'approved', item };
		const { json, binary } = context.source(itemIndex);
		const reported = { reasons: [failure.message], ...aboutStart(context, itemIndex, started) };
		return {
			route: 'failed',
			item: {
				...item,
				json: { ...item.json, ...reported, source: json },
				...(binary && { binary }),
			},
		};
	});
}

function aboutStart(context: OutputContext, itemIndex: number, started?: StartedRun): IDataObject {
	if (!started) return {};
	const { files, run } = started;
	return {
		file_names: files.filter((file) => file.itemIndex === itemIndex).map(({ name }) => name),
		run_id: run.id,
		run_url: urlOf(context, run),
	};
}

const ROUTES: Route[] = ['approved', 'needsReview', 'failed'];

/** The items on the outputs of the node: three when they are routed, one when not. */
export function arrange(items: RoutedItem[], routed: boolean): INodeExecutionData[][] {
	if (!routed) return [items.map(({ item }) => item)];
	return ROUTES.map((output) =>
		items.filter(({ route }) => route === output).map(({ item }) => item),
	);
}

export function outputContext({ n8n, api }: NodeContext): OutputContext {
	const input = n8n.getInputData();
	return {
		node: n8n.getNode(),
		apiRoot: api.apiRoot,
		source: (itemIndex) => originalOf(input[itemIndex]),
	};
}

function verdictOn(
	found: FoundDocument,
	packet: DocumentField[],
	{ settings, waitsForReview }: FinishedRun,
): Verdict {
	if (!settings.rules) return { route: 'approved', reasons: [] };
	return routeDocument(found, settings.rules, { packet, runWaitsForReview: waitsForReview });
}

/** Why it went where it went, and where to look at it. */
function aboutRun(context: OutputContext, finished: FinishedRun, reasons: string[]): IDataObject {
	const { settings, waitsForReview, run } = finished;
	const list = settings.shape === 'flat' ? reasons.join('; ') : reasons;
	return {
		...(settings.rules && { reasons: list }),
		...((settings.rules || waitsForReview) && {
			run_status: run.status ?? null,
			run_url: urlOf(context, run),
		}),
	};
}

/** The key under which the rows of that shape say what went wrong. */
function errorKey({ shape }: ProcessSettings): string {
	return shape === 'flat' ? 'errors' : 'document_error';
}

function missingFile(
	context: OutputContext,
	finished: FinishedRun,
	file: UploadedFile,
): RoutedItem {
	const { settings, waitsForReview, run } = finished;
	const reason = waitsForReview
		? 'The run waits for human review in AI Hub'
		: 'AI Hub gave no result for this file';
	const json = {
		run_id: run.id,
		file_name: file.name,
		[errorKey(settings)]: reason,
		...aboutRun(context, finished, [reason]),
	};
	return routed(context, settings, waitsForReview ? 'needsReview' : 'failed', json, file, []);
}

function emptyRun(context: OutputContext, finished: FinishedRun): RoutedItem {
	const { settings, waitsForReview, run, itemIndexes } = finished;
	const reason = waitsForReview
		? 'The run waits for human review in AI Hub'
		: 'The run gave no documents';
	const about = aboutRun(context, finished, [reason]);
	const json = { run_id: run.id, [errorKey(settings)]: reason, ...about };
	return routed(
		context,
		settings,
		waitsForReview ? 'needsReview' : 'failed',
		json,
		undefined,
		itemIndexes,
	);
}

function routed(
	context: OutputContext,
	settings: ProcessSettings,
	route: Route,
	json: IDataObject,
	file: UploadedFile | undefined,
	itemIndexes: number[],
): RoutedItem {
	const sources = file ? [file.itemIndex] : itemIndexes;
	const source = sources.length === 1 ? context.source(sources[0]) : undefined;
	const binary = file && source?.binary?.[file.property];
	return {
		route,
		item: {
			json: source && settings.carryJson ? withSource(json, source.json, settings) : json,
			...(settings.carryBinary && binary && file && { binary: { [file.property]: binary } }),
			pairedItem: sources.length === 1 ? { item: sources[0] } : sources.map((item) => ({ item })),
		},
	};
}

/** Flat rows get a column for each field of the source; elsewhere they stay together. */
function withSource(
	json: IDataObject,
	source: IDataObject,
	settings: ProcessSettings,
): IDataObject {
	if (settings.shape !== 'flat') return { ...json, source };
	const columns = Object.entries(source).map(([name, value]) => [
		`source_${name}`,
		typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
	]);
	return withOwn(json, Object.fromEntries(columns) as IDataObject, settings);
}

/** In flat rows a field may have the name of what is added: then it is the field that gives way. */
function withOwn(json: IDataObject, own: IDataObject, settings: ProcessSettings): IDataObject {
	if (settings.shape !== 'flat') return withReasonsInFront(json, own);
	const lower = (row: IDataObject) => Object.keys(row).map((name) => name.toLowerCase());
	const taken = new Set(lower(own));
	const used = new Set([...taken, ...lower(json)]);
	const kept = Object.entries(json).map(([name, value]) => {
		if (!taken.has(name.toLowerCase())) return [name, value];
		return [name + uniqueName(name.toLowerCase(), used).slice(name.length), value];
	});
	return { ...(Object.fromEntries(kept) as IDataObject), ...own };
}

/** A table shows the first keys as its first columns: a document, and why it is where it is. */
function withReasonsInFront(
	{ file_name: fileName, ...row }: IDataObject,
	{ reasons, ...about }: IDataObject,
): IDataObject {
	return { file_name: fileName, ...(reasons && { reasons }), ...row, ...about };
}

function urlOf(context: OutputContext, run: Run): string {
	return hubUrlOfRun(context.apiRoot, run);
}
