import type {
	CaseField,
	ResultDocument,
	ResultField,
	ResultIncludes,
	RunResults,
} from '../../../nodes/shared/api/resources/results';
import { alignRows } from '../../../nodes/shared/documents/align';
import { isFlatShape, shapeResults as drafts } from '../../../nodes/shared/documents/shapes';

/** All that can be asked for besides the values. */
export const everything: Required<ResultIncludes> = {
	include_confidence_scores: true,
	include_review_results: true,
	include_source_info: true,
	include_validation_results: true,
};

/** The results of a run with these documents, each in a file of its own. */
export function runOf(
	documents: ResultDocument[],
	more: Partial<RunResults> = {},
	caseFields?: CaseField[],
): RunResults {
	return {
		id: 'run-1',
		batch_id: '7',
		files: documents.map((document, index) => ({
			original_file_name: `file-${index + 1}.pdf`,
			documents: [document],
		})),
		...(caseFields && { case_info: { fields: caseFields } }),
		has_more: false,
		...more,
	};
}

/** A document with these fields. */
export function documentOf(...fields: ResultField[]): ResultDocument {
	return { class_name: 'Invoice', page_numbers: [1], fields };
}

/** A text field. */
export function field(field_name: string, value: unknown, more: ResultField = {}): ResultField {
	return { field_name, value, type: 'TEXT', ...more };
}

/** The rows of a run as they leave a node that gives no other. */
export function shapeResults(...given: Parameters<typeof drafts>) {
	const [, shape, , , settings] = given;
	const rows = drafts(...given);
	return isFlatShape(shape) ? alignRows(rows, settings?.columns).rows : rows;
}
