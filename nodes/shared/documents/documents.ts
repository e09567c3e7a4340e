import type { ResultDocument, ResultFile, RunResults } from '../api/resources/results';
import { type DocumentField, fieldsOf } from './fields';
import { type RunPart, runPartOf } from './runPart';
import { type Validations, validationsOf } from './validations';
import {
	asRead,
	entriesOf,
	flagOf,
	type Given,
	isObject,
	pagesOf,
	scoreOf,
	textOf,
	wordsOf,
} from './values';

/** A document of a run, with the file and the run it came from. */
export interface FoundDocument {
	runId: string | null;
	batchId: number | string | null;
	/** What is said of the run as a whole. */
	run: RunPart;
	file: ResultFile;
	fileName: string | null;
	/** Position of the file in the results, from 0. */
	fileIndex: number;
	/** Position in its file, from 0: one PDF may hold several documents. */
	documentIndex: number;
	/** As AI Hub gave it, but of the promised types where that is certain. */
	document: ResultDocument & { page_numbers: number[] };
	fields: DocumentField[];
	/** What speaks against the document as a whole in its validation. */
	alerts: string[];
	/** AI Hub's words when the document or its file failed as a whole. */
	error: string | null;
	/** Where values are converted: what could not be, and what no document of the run has. */
	conversion?: { problems: string[]; absent: string[] };
}

/**
 * All documents of a run's results in the order of AI Hub. A file without documents gives one with
 * no fields, so that no file disappears.
 */
export function documentsOf(results: RunResults, runId: string | null = null): FoundDocument[] {
	const run = (isObject(results) ? results : { files: [results] }) as Given;
	const common = {
		runId: textOf(run.id) ?? runId,
		batchId: batchIdOf(run.batch_id),
		run: runPartOf(run),
	};
	return entriesOf(run.files, 'file').flatMap((file, fileIndex) => {
		const found = entriesOf(file.documents, 'document');
		const path = textOf(file.input_file_path);
		const name = textOf(file.original_file_name);
		const inFile = {
			...common,
			file: { ...file, input_file_path: path, original_file_name: name } as ResultFile,
			fileName: name ?? lastSegment(path),
			fileIndex,
		};
		return (found.length > 0 ? found : [NONE]).map((document, documentIndex) => {
			const validations = validationsOf(document);
			return {
				...inFile,
				documentIndex,
				document: withTypes(document, validations),
				fields: fieldsOf(document),
				alerts: validations.alerts,
				error: wordsOf(document.error_msg) ?? wordsOf(file.error_msg) ?? noneIn(found),
			};
		});
	});
}

const NONE: Given = {};

function noneIn(documents: Given[]): string | null {
	return documents.length > 0 ? null : 'AI Hub found no document in this file';
}

function withTypes(document: Given, { given, valid }: Validations): FoundDocument['document'] {
	const { classification_confidence: confidence, validations } = document;
	const passed = isObject(validations) ? validations.final_result_pass : validations;
	return {
		...document,
		class_name: textOf(document.class_name) ?? null,
		page_numbers: pagesOf(document.page_numbers),
		review_completed: asRead(flagOf, document.review_completed),
		post_processed_pdf_path: textOf(document.post_processed_pdf_path) ?? null,
		classification_confidence: isObject(confidence)
			? { ...confidence, model: asRead(scoreOf, confidence.model) }
			: null,
		validations: given ? { final_result_pass: valid ?? asRead(flagOf, passed) } : null,
	} as FoundDocument['document'];
}

/** The results give it as a string, a run as a number; outputs give a number wherever it is one. */
function batchIdOf(batchId: unknown): number | string | null {
	const text = textOf(batchId) ?? '';
	const isNumber = /^\d+$/.test(text) && Number.isSafeInteger(Number(text));
	return isNumber ? Number(text) : text || null;
}

function lastSegment(path: string | undefined): string | null {
	return path?.split('/').pop() || null;
}
