import type { Api } from '../wire/api';
import { callJson } from '../wire/call';
import { pagesByFileOffset } from '../wire/paginate';
import { apiPath } from '../wire/path';

/** Results of a run. Every key may be missing: servers differ by age and by the include flags. */
export interface RunResults {
	id?: string;
	status?: string;
	message?: string | null;
	/** ns since 1970. */
	start_timestamp?: number | null;
	/** ns since 1970. */
	finish_timestamp?: number | null;
	/** A string here, an integer in a run. */
	batch_id?: string | number | null;
	files?: ResultFile[] | null;
	keys?: unknown;
	case_info?: { fields?: CaseField[] | null } | null;
	review_completed?: boolean | null;
	has_more?: boolean;
}

export interface ResultFile {
	original_file_name?: string | null;
	input_file_path?: string | null;
	documents?: ResultDocument[] | null;
	error_msg?: string | null;
}

export interface ResultDocument {
	class_name?: string | null;
	/** 1-based, as far as seen. */
	page_numbers?: number[] | null;
	/** An array; an older generation sent a dictionary keyed by field name. */
	fields?: ResultField[] | Record<string, unknown> | null;
	review_completed?: boolean | null;
	/** `page_number` is 0-based. */
	page_layouts?: unknown[] | null;
	post_processed_paths?: string[] | null;
	post_processed_pdf_path?: string | null;
	class_edit_history?: unknown[] | null;
	validations?: { final_result_pass?: boolean | null } | null;
	classification_confidence?: { model?: number | null } | null;
	error_msg?: string | null;
}

export interface ResultField {
	field_name?: string;
	/** A string, `""` or null when empty, `"ERROR"` when failed; lists and tables may be JSON. */
	value?: unknown;
	type?: string;
	error_msg?: string | null;
	confidence?: { model?: number | null; ocr?: number | null } | null;
	validations?: { valid?: boolean | null; alerts?: ValidationAlert[] | null } | null;
	edit_history?: unknown[] | null;
	/** `page_number` is 0-based. */
	source_coordinates?: unknown[] | null;
}

export interface ValidationAlert {
	/** "FAILURE" in the specification, "failure" in the vendor's SDK. */
	alert_level?: string;
	type?: string;
	msg?: string;
	blocked?: boolean;
}

/** A field over all documents of a run ("cross-class"); keyed `name`, unlike a document's. */
export interface CaseField {
	name?: string;
	value?: unknown;
	error_msg?: string | null;
	input_fields?: unknown[] | null;
	chosen_field?: unknown;
	edit_history?: unknown[] | null;
	validations?: {
		valid?: boolean | null;
		failures?: Array<{ type?: string; msg?: string }>;
	} | null;
}

/** What to include besides the values. */
export interface ResultIncludes {
	include_review_results?: boolean;
	include_confidence_scores?: boolean;
	include_validation_results?: boolean;
	include_source_info?: boolean;
}

/** A page of results may be large, and the line slow; in ms. */
const LONGEST_PAGE_MS = 300_000;
const FLAGS = [
	'include_review_results',
	'include_confidence_scores',
	'include_validation_results',
	'include_source_info',
] as const;

/**
 * Reads the results of a run to the end, page after page (operationId `getRunResults`).
 * @param mostFiles enough: no page is asked for after so many files; default: all of them
 * @returns one object: the first page's, with the files of all pages; `has_more` where there may be more
 * @throws AiHubError; also when a page is empty but promises more
 */
export async function getRunResults(
	api: Api,
	runId: string,
	includes: ResultIncludes = {},
	mostFiles = Infinity,
): Promise<RunResults & { files: ResultFile[] }> {
	const files: ResultFile[] = [];
	let first: RunResults | undefined;
	const pages = pagesByFileOffset((fileOffset) => resultsPage(api, runId, includes, fileOffset));
	for await (const page of pages) {
		first ??= page;
		// One by one, because a long list does not fit on the stack; what is no list is told as a file.
		for (const file of [page.files ?? []].flat()) files.push(file);
		if (files.length < mostFiles) continue;
		const hasMore = files.length > mostFiles || page.has_more !== false;
		return { ...first, files: files.slice(0, mostFiles), has_more: hasMore };
	}
	return { ...first, files, has_more: false };
}

async function resultsPage(
	api: Api,
	runId: string,
	includes: ResultIncludes,
	fileOffset: number,
): Promise<RunResults> {
	return await callJson(api, {
		operationId: 'getRunResults',
		method: 'GET',
		path: apiPath`/v2/apps/runs/${runId}/results`,
		query: {
			...Object.fromEntries(FLAGS.map((flag) => [flag, includes[flag]])),
			file_offset: fileOffset,
		},
		timeoutMs: LONGEST_PAGE_MS,
	});
}
