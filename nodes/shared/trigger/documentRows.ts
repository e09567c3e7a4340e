import type { IDataObject } from 'n8n-workflow';

import type { RunResults } from '../api/resources/results';
import { absentTable, lookForTable } from '../documents/absentTable';
import { type Route, routeDocument } from '../documents/routing';
import { foundIn, rowsByDocument } from '../documents/shapes';
import { isFlat } from './flatItems';
import type { TriggerParameters } from './parameters';

/** What is said of a document, and its row; no row where a run has none. */
export interface DocumentRow {
	about?: IDataObject;
	row?: IDataObject;
}

const ROUTES: Record<Route, string> = {
	approved: 'approved',
	needsReview: 'needs_review',
	failed: 'failed',
};

/**
 * The rows of a complete run: of all documents, or of those alone that need review or failed, each
 * with its reasons.
 * @param most so many documents are enough
 * @returns one without a row for a run without documents; none where nothing is to be reported
 * @throws AiHubError of kind `invalidInput` for an unclear table, and for more than n8n can hold
 */
export function documentRows(
	results: RunResults,
	runId: string,
	parameters: TriggerParameters,
	most = Infinity,
): DocumentRow[] {
	const { shape, includes = {}, rows: settings, rules } = parameters;
	const found = foundIn(results, runId, settings);
	const documents = found.documents.slice(0, most);
	const verdictOf = (route: Route, reasons: string[]): IDataObject => ({
		route: ROUTES[route],
		reasons: isFlat(parameters) ? reasons.join('; ') : reasons,
	});
	if (documents.length === 0) {
		return [rules ? { about: verdictOf('failed', ['The run gave no documents']) } : {}];
	}
	const { table } = settings;
	const look = shape === 'rows' ? lookForTable(documents, found.packet, table) : undefined;
	const absent = absentTable([look]);
	// A trigger has no other place to say it.
	const said = absent === undefined ? undefined : { results_error: absent };
	const rows = rowsByDocument(documents, shape, includes, found.packet, {
		...settings,
		// A document in doubt is shown in any case.
		...(rules && { table: { ...table, withoutRows: 'item' } }),
	}) as IDataObject[][];
	if (!rules) {
		const about = said && { about: said };
		const all = rows.flat().map((row): DocumentRow => ({ ...about, row }));
		return all.length > 0 ? all : [{ ...about }];
	}
	return documents.flatMap((document, index) => {
		const { route, reasons } = routeDocument(document, rules, { packet: found.packet });
		if (route === 'approved') return [];
		return rows[index].map((row) => ({ about: { ...verdictOf(route, reasons), ...said }, row }));
	});
}

/** Flat items have the same columns, be there something to say or not. */
export function noVerdict(parameters: TriggerParameters): IDataObject {
	if (!isFlat(parameters)) return {};
	return { results_error: null, ...(parameters.rules && { route: null, reasons: null }) };
}
