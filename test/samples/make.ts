import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { SAMPLES, type PrintedDocument, type PrintedTable, type Sample } from './documents';

const MARGIN = 50;
const LINE = 18;
/** Fixed, so that the same source makes the same bytes. */
const MADE = new Date('2026-01-01T00:00:00Z');

type Pdf = PDFKit.PDFDocument;

/** Writes the samples and, beside them, `expected.json` with what is printed in each. */
async function main() {
	const expected: Record<string, unknown> = {};
	for (const sample of SAMPLES) {
		const path = join(__dirname, sample.file);
		const pages = sample.file.endsWith('.pdf')
			? await writePdf(sample, path)
			: await writeText(sample, path);
		expected[sample.file] = sample.documents.map((document, index) => ({
			class_name: document.title,
			page_numbers: pages[index],
			fields: Object.fromEntries([...document.fields, ...document.totals]),
			table: document.table ?? null,
			adds_up: document.addsUp,
		}));
		console.log(sample.file);
	}
	const json = JSON.stringify(expected, null, '\t');
	await writeFile(join(__dirname, 'expected.json'), `${json}\n`);
}

/** @returns the pages of each document, counted from 1 */
async function writePdf(sample: Sample, path: string): Promise<number[][]> {
	const pdf = new PDFDocument({
		autoFirstPage: false,
		margin: MARGIN,
		size: 'A4',
		info: { Title: sample.file, CreationDate: MADE, ModDate: MADE },
	});
	const written = pipeline(pdf, createWriteStream(path));
	let page = 0;
	pdf.on('pageAdded', () => page++);
	const pages = sample.documents.map((document) => {
		const first = page + 1;
		draw(pdf, document);
		return Array.from({ length: page + 1 - first }, (_, index) => first + index);
	});
	pdf.end();
	await written;
	return pages;
}

function draw(pdf: Pdf, document: PrintedDocument) {
	pdf.addPage();
	pdf.font('Helvetica-Bold').fontSize(20).text(document.title, MARGIN, MARGIN);
	pdf.y += LINE;
	drawLabels(pdf, document.fields);
	if (document.table) drawTable(pdf, document.table);
	drawLabels(pdf, document.totals);
}

function drawLabels(pdf: Pdf, labels: PrintedDocument['fields']) {
	for (const [label, value] of labels) {
		makeRoom(pdf);
		const { y } = pdf;
		pdf.font('Helvetica-Bold').fontSize(10).text(`${label}:`, MARGIN, y, { continued: true });
		pdf.font('Helvetica').text(` ${value}`);
		pdf.y = y + LINE;
	}
}

function drawTable(pdf: Pdf, { name, rows }: PrintedTable) {
	const [header, ...body] = rows;
	pdf.y += LINE;
	pdf.font('Helvetica-Bold').fontSize(12).text(name, MARGIN, pdf.y);
	pdf.y += LINE / 2;
	drawRow(pdf, header, 'Helvetica-Bold');
	for (const row of body) {
		// A table that runs over the page repeats its header, as invoices do.
		if (makeRoom(pdf)) drawRow(pdf, header, 'Helvetica-Bold');
		drawRow(pdf, row, 'Helvetica');
	}
	pdf.y += LINE;
}

function drawRow(pdf: Pdf, cells: string[], font: string) {
	const { y } = pdf;
	pdf.font(font).fontSize(10);
	cells.forEach((cell, index) => {
		const [x, width] = index === 0 ? [MARGIN, 200] : [150 + index * 100, 90];
		const align = index === 0 ? 'left' : 'right';
		pdf.text(cell, x, y, { width, align, lineBreak: false });
	});
	pdf.y = y + LINE;
}

/** @returns whether a new page was begun */
function makeRoom(pdf: Pdf): boolean {
	if (pdf.y + LINE < pdf.page.height - MARGIN - LINE) return false;
	pdf.addPage();
	return true;
}

async function writeText({ documents }: Sample, path: string): Promise<number[][]> {
	const texts = documents.map(({ title, fields }) =>
		[title, '', ...fields.map(([label, value]) => `${label}: ${value}`), ''].join('\n'),
	);
	await writeFile(path, texts.join('\f'));
	return documents.map((_, index) => [index + 1]);
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});
