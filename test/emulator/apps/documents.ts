import type { ResultDocument } from '../entities';
import type { InputFile } from '../runInput';
import { classOf, splitPages } from './classes';
import type { DocumentReader, PageText } from './documentReader';
import type { ExtractionSettings } from './extractor';
import { confidenceOf, errorField, fieldsOf } from './fields';
import { findLabels } from './labels';
import { linesOfPage, pagesOfText, type Line } from './layout';
import { parseCsv } from './csv';
import { findTables } from './tables';
import { validate } from './validation';

/** Post-processed PDFs are made of documents with fewer pages than this. */
const MAX_PDF_PAGES = 100;

interface Extracted {
	documents: ResultDocument[];
	/** Files that the app made, to be put on the drive. */
	pdfs: Array<{ path: string; bytes: Buffer }>;
}

function errorDocument(message: string): ResultDocument {
	return {
		class_name: null,
		page_numbers: [],
		page_layouts: [],
		fields: [errorField(message)],
		post_processed_paths: [],
		validations: { final_result_pass: false },
		classification_confidence: { model: null },
	};
}

function errorMessage(error: Error, name: string): string {
	if (error.name !== 'PasswordException') return `${name} could not be read: ${error.message}`;
	return `${name} is protected by a password, and no right one was given.`;
}

function isPdf(bytes: Buffer): boolean {
	return bytes.subarray(0, 1024).includes('%PDF-');
}

function textOf(file: InputFile, bytes: Buffer): string {
	const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
	if (/\.pdf$/i.test(file.name)) throw new Error('it is not a PDF.');
	if (/[\0\uFFFD]/.test(text)) throw new Error('the emulator reads PDF and text files only.');
	return text;
}

function documentOf(pages: PageText[], lines: Line[][], numbers: number[]): ResultDocument {
	const own = numbers.flatMap((number) => lines[number]!);
	const className = classOf(own);
	const tables = findTables(own);
	const labels = findLabels(own, (line) => tables.some((table) => table.lines.has(line)));
	const fields = fieldsOf(labels, tables);
	return {
		class_name: className,
		page_numbers: numbers.map((number) => number + 1),
		page_layouts: numbers.map((number) => ({
			page_number: number,
			width: pages[number]!.width,
			height: pages[number]!.height,
		})),
		validations: { final_result_pass: validate(className, fields) },
		fields,
		post_processed_paths: [],
		classification_confidence: { model: confidenceOf('class', className).model },
	};
}

function csvDocument(text: string): ResultDocument {
	const rows = parseCsv(text);
	const lines = text.split(/\r?\n/);
	const table = { name: 'Rows', rows, segments: [], lines: new Set<Line>() };
	return {
		class_name: 'CSV',
		page_numbers: [1],
		page_layouts: [{ page_number: 0, width: 612, height: Math.max(792, lines.length * 12) }],
		fields: fieldsOf([], [table]),
		post_processed_paths: [],
		validations: { final_result_pass: true },
		classification_confidence: { model: 0.99 },
	};
}

async function read(reader: DocumentReader, file: InputFile, password: string | undefined) {
	const { bytes } = file;
	if (!bytes) throw new Error('this emulator keeps no bytes.');
	if (!isPdf(bytes)) {
		const text = textOf(file, bytes);
		if (/\.csv$/i.test(file.name)) return { documents: [csvDocument(text)], text };
		return { documents: split(pagesOfText(text)), text };
	}
	return { documents: split(await reader.readPdf(bytes, password)), text: undefined };
}

function split(pages: PageText[]): ResultDocument[] {
	const lines = pages.map(linesOfPage);
	return splitPages(lines).map((numbers) => documentOf(pages, lines, numbers));
}

/** Makes the PDF of a document: its pages of the input, or its text printed. */
async function processedPdf(
	reader: DocumentReader,
	file: InputFile,
	document: ResultDocument,
	text: string | undefined,
	password: string | undefined,
): Promise<Buffer> {
	const pages = document.page_numbers.map((number) => number - 1);
	if (text === undefined) return await reader.extractPages(file.bytes!, pages, password);
	const texts = text.split('\f');
	const own = document.class_name === 'CSV' ? [text] : pages.map((page) => texts[page] ?? '');
	return await reader.writePdf(own.flatMap((page) => page.split(/\r?\n/)));
}

/** Reads a file into its documents. A file that cannot be read is one document with an error. */
export async function readFileIntoDocuments(
	reader: DocumentReader,
	file: InputFile,
	settings: ExtractionSettings,
): Promise<Extracted> {
	const password = settings.passwords[file.name];
	const folder = `${settings.outputDir}/s1_process_files`;
	try {
		const { documents, text } = await read(reader, file, password);
		const pdfs: Extracted['pdfs'] = [];
		for (const [index, document] of documents.entries()) {
			document.post_processed_paths = document.page_numbers.map(
				(page) => `${folder}/images/${file.name}_p${page - 1}.jpeg`,
			);
			if (!settings.postProcessPdf || document.page_numbers.length >= MAX_PDF_PAGES) continue;
			const path = `${folder}/pdfs/${file.name}_${index}.pdf`;
			const bytes = await processedPdf(reader, file, document, text, password);
			pdfs.push({ path, bytes });
			document.post_processed_pdf_path = path;
		}
		return { documents, pdfs };
	} catch (error) {
		return { documents: [errorDocument(errorMessage(error as Error, file.name))], pdfs: [] };
	}
}
