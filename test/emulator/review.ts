import type { DocumentField, ResultFile, RunResults } from './entities';

/** What a reviewer corrected. Without file and document it holds wherever the field occurs. */
export interface ReviewEdit {
	/** original file name */
	file?: string;
	/** from 0, within its file */
	document?: number;
	/** name as in the results */
	field: string;
	value: string;
}

/** Edits as a list, or simply field name → value. */
export type ReviewEdits = ReviewEdit[] | Record<string, string>;

const REVIEWER = 'emulator-reviewer';

function asList(edits: ReviewEdits): ReviewEdit[] {
	if (Array.isArray(edits)) return edits;
	return Object.entries(edits).map(([field, value]) => ({ field, value }));
}

function editField(field: DocumentField, value: string, timestamp: string): DocumentField {
	const modifications = [{ message: `Edited to "${value}"` }];
	const event = { timestamp, user_id: REVIEWER, modifications };
	return {
		...field,
		value,
		validations: { valid: true, alerts: [] },
		edit_history: [...(field.edit_history ?? []), event],
	};
}

function reviewFile(file: ResultFile, edits: ReviewEdit[], timestamp: string): ResultFile {
	const concerns = (edit: ReviewEdit, index: number) =>
		(edit.file ?? file.original_file_name) === file.original_file_name &&
		(edit.document ?? index) === index;
	const documents = file.documents.map((document, index) => {
		const mine = edits.filter((edit) => concerns(edit, index));
		const fields = document.fields.map((field) => {
			const edit = mine.find((entry) => entry.field === field.field_name);
			return edit ? editField(field, edit.value, timestamp) : field;
		});
		const pass = fields.every((field) => field.validations?.valid !== false);
		return {
			...document,
			fields,
			review_completed: true,
			validations: { final_result_pass: pass },
		};
	});
	return { ...file, documents };
}

/** Results as they are after a human review at `now` (ms). */
export function reviewed(results: RunResults, edits: ReviewEdits, now: number): RunResults {
	const timestamp = new Date(now).toISOString().slice(0, 19).replace('T', ' ');
	const list = asList(edits);
	return { ...results, files: results.files.map((file) => reviewFile(file, list, timestamp)) };
}
