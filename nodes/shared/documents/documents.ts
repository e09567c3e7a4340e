import type { ResultDocument, ResultFile, RunResults } from '../api/resources/results';
import { type DocumentField, fieldsOf, listOf } from './fields';

/** A document of a run, with the file and the run it came from. */
export interface FoundDocument {
	runId: string | null;
	batchId: number | string | null;
	file: ResultFile;
	fileName: string | null;
	/** Position of the file in the results, from 0. */
	fileIndex: number;
	/** Position in its file, from 0: one PDF may hold several documents. */
	documentIndex: number;
	document: ResultDocument;
	fields: DocumentField[];
	/** AI Hub's words when the document or its file failed as a whole. */
	error: string | null;
}

/**
 * All documents of a run's results in the order of AI Hub. A file without documents gives one with
 * no fields, so that no file disappears.
 */
export function documentsOf(results: RunResults, runId: string | null = null): FoundDocument[] {
	return listOf(results.files).flatMap((file, fileIndex) => {
		const found = listOf(file.documents);
		const documents: ResultDocument[] = found.length > 0 ? found : [{}];
		return documents.map((document, documentIndex) => ({
			runId: results.id ?? runId,
			batchId: batchIdOf(results.batch_id),
			file,
			fileName: file.original_file_name ?? lastSegment(file.input_file_path),
			fileIndex,
			documentIndex,
			document,
			fields: fieldsOf(document),
			error: errorOf(file, document),
		}));
	});
}

function errorOf(file: ResultFile, document: ResultDocument): string | null {
	if (document.error_msg || file.error_msg) return document.error_msg || file.error_msg || null;
	return listOf(file.documents).length > 0 ? null : 'AI Hub found no document in this file';
}

/** The results give it as a string, a run as a number; outputs give a number wherever it is one. */
function batchIdOf(batchId: RunResults['batch_id']): number | string | null {
	if (batchId === null || batchId === undefined || batchId === '') return null;
	return Number.isFinite(Number(batchId)) ? Number(batchId) : batchId;
}

function lastSegment(path: string | null | undefined): string | null {
	return path?.split('/').pop() || null;
}
