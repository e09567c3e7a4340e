import type { CaseField, DocumentField, ResultDocument, ResultFile, Run } from '../entities';
import { ApiError } from '../http';
import type { Call, Route } from '../route';
import { finishedAt, messageOf, nanoseconds, statusOf } from '../runs';

/** The `include_*` flags of the query. */
interface Include {
	review: boolean;
	confidence: boolean;
	validation: boolean;
	source: boolean;
}

function fieldJson(field: DocumentField, include: Include): Record<string, unknown> {
	return {
		field_name: field.field_name,
		value: field.value,
		type: field.type,
		error_msg: field.error_msg,
		...(include.confidence && { confidence: field.confidence }),
		...(include.validation && { validations: field.validations }),
		...(include.review && { edit_history: field.edit_history }),
		...(include.source && { source_coordinates: field.source_coordinates }),
	};
}

function documentJson(document: ResultDocument, include: Include): Record<string, unknown> {
	return {
		class_name: document.class_name,
		page_numbers: document.page_numbers,
		...(include.source && {
			page_layouts: document.page_layouts,
			post_processed_paths: document.post_processed_paths,
			post_processed_pdf_path: document.post_processed_pdf_path,
		}),
		fields: document.fields.map((field) => fieldJson(field, include)),
		...(include.review && {
			review_completed: document.review_completed ?? false,
			class_edit_history: document.class_edit_history ?? [],
		}),
		...(include.validation && { validations: document.validations }),
		...(include.confidence && { classification_confidence: document.classification_confidence }),
	};
}

function fileJson(file: ResultFile, include: Include): Record<string, unknown> {
	return {
		original_file_name: file.original_file_name,
		input_file_path: file.input_file_path,
		documents: file.documents.map((document) => documentJson(document, include)),
	};
}

function caseFieldJson(field: CaseField, include: Include): Record<string, unknown> {
	const { edit_history: history, validations, ...rest } = field;
	return {
		...rest,
		...(include.review && { edit_history: history ?? [] }),
		...(include.validation && { validations }),
	};
}

/** @throws ApiError 400 while there are no results, or never will be */
function assertHasResults(run: Run, now: number): void {
	const status = statusOf(run, now);
	if (status === 'COMPLETE' || status === 'STOPPED_AT_CHECKPOINT') return;
	throw new ApiError(400, `Run ${run.id} has no results: its status is ${status}.`);
}

async function getRunResults(call: Call) {
	const { now } = call;
	const run = call.store.runs.get(call.param('run_id'));
	if (!run) throw new ApiError(404, `Run ${call.param('run_id')} does not exist.`);
	assertHasResults(run, now);
	const offset = call.integer('file_offset') ?? 0;
	const include: Include = {
		review: call.flag('include_review_results', false),
		confidence: call.flag('include_confidence_scores', false),
		validation: call.flag('include_validation_results', false),
		source: call.flag('include_source_info', false),
	};
	const { files, caseFields } = await run.results();
	const page = files.slice(offset, offset + call.world.limits.resultsPageSize);
	const finished = finishedAt(run, now);
	return {
		status: 200,
		json: {
			id: run.id,
			status: statusOf(run, now),
			message: messageOf(run, now),
			start_timestamp: nanoseconds(run.startedAt, run.id),
			finish_timestamp: finished === undefined ? null : nanoseconds(finished, run.id),
			...(run.batchId !== null && { batch_id: String(run.batchId) }),
			files: page.map((file) => fileJson(file, include)),
			keys: { custom: run.customKeys },
			case_info: { fields: caseFields.map((field) => caseFieldJson(field, include)) },
			review_completed: run.reviewedAt !== undefined,
			has_more: offset + page.length < files.length,
		},
	};
}

export const resultRoutes: Route[] = [
	{
		operationId: 'getRunResults',
		method: 'GET',
		path: '/v2/apps/runs/{run_id}/results',
		handle: getRunResults,
	},
];
