/** A piece of text at a place of a page. */
export type Placed = [x: number, y: number, text: string];

interface PdfKitDocument {
	addPage(): PdfKitDocument;
	text(text: string, x: number, y: number, options: object): PdfKitDocument;
	on(event: string, listener: (chunk: Buffer) => void): void;
	end(): void;
}

const PDFDocument = require('pdfkit') as new (options: object) => PdfKitDocument;

/** A PDF with text at given places, one list a page. */
export async function pdf(pages: Placed[][], options: { userPassword?: string } = {}) {
	const document = new PDFDocument({ size: 'A4', autoFirstPage: false, ...options });
	const chunks: Buffer[] = [];
	document.on('data', (chunk) => chunks.push(chunk));
	const end = new Promise<void>((resolve) => document.on('end', () => resolve()));
	for (const page of pages) {
		document.addPage();
		for (const [x, y, text] of page) document.text(text, x, y, { lineBreak: false });
	}
	document.end();
	await end;
	return Buffer.concat(chunks);
}

/** A one-page invoice; the amounts add up to 52.50 unless another total is printed. */
export function invoicePage(number: string, total = '52.50'): Placed[] {
	return [
		[50, 50, 'INVOICE'],
		[50, 80, `Invoice No.: ${number}`],
		[50, 100, 'Invoice Date'],
		[200, 100, '2026-01-05'],
		[50, 120, 'Vendor:'],
		[200, 120, 'Example Supplies'],
		[50, 160, 'Description'],
		[250, 160, 'Qty'],
		[330, 160, 'Unit price'],
		[450, 160, 'Amount'],
		[50, 180, 'Paper, A4'],
		[250, 180, '5'],
		[330, 180, '4.50'],
		[450, 180, '22.50'],
		[50, 200, 'Toner'],
		[250, 200, '1'],
		[330, 200, '30.00'],
		[450, 200, '30.00'],
		[330, 240, 'Total'],
		[450, 240, total],
	];
}
