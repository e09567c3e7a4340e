import type { Line, Segment } from './layout';

/** A table as it stands in a document; the first row is the header. */
export interface Table {
	name: string;
	rows: string[][];
	segments: Segment[];
	/** The lines that the table is made of. */
	lines: Set<Line>;
}

const COLUMN_WORDS =
	/^(#|no\.?|pos\.?|item|items|sku|code|product|service|description|details|qty\.?|quantity|hours|units?|rate|price|unit price|unit cost|cost|amount|amount \(.*\)|total|line total|tax|vat|date|balance|debit|credit|discount|account|reference)$/i;
const TOTAL_WORDS =
	/^(sub-?\s?total|total|grand total|tax|vat|gst|sales tax|shipping|discount|balance|amount due|total due|net|gross)\b/i;
const NUMBER = /^[^\w]*[A-Z]{0,3}\s?[-(]?\d[\d.,' ]*\)?\s?(%|[A-Z]{3})?$/;

/** Lines that may stand between the parts of a table that goes on on the next page. */
const PAGE_BREAK_LINES = 6;

function isHeader(line: Line): boolean {
	const { segments } = line;
	if (segments.length < 2) return false;
	const known = segments.filter((segment) => COLUMN_WORDS.test(segment.text)).length;
	const plain = segments.every(({ text }) => !/[:\d]/.test(text) && text.length <= 30);
	return known >= 2 && (plain || known === segments.length);
}

function columnOf(segment: Segment, header: Segment[]): number {
	const distance = (column: Segment) =>
		Math.min(
			Math.abs(column.x0 - segment.x0),
			Math.abs(column.x1 - segment.x1),
			Math.abs(column.x0 + column.x1 - segment.x0 - segment.x1) / 2,
		);
	let best = 0;
	for (const index of header.keys()) {
		if (distance(header[index]!) < distance(header[best]!)) best = index;
	}
	return best;
}

function rowOf(line: Line, header: Segment[]): string[] {
	const row = header.map(() => '');
	for (const segment of line.segments) {
		const column = columnOf(segment, header);
		row[column] = row[column] ? `${row[column]} ${segment.text}` : segment.text;
	}
	return row;
}

function isRow(line: Line, header: Segment[]): boolean {
	if (line.segments.some(({ text }) => TOTAL_WORDS.test(text) && line.segments.length < 3)) {
		return false;
	}
	if (/:$/.test(line.segments[0]!.text) || TOTAL_WORDS.test(line.segments[0]!.text)) return false;
	const row = rowOf(line, header);
	const filled = row.filter(Boolean).length;
	const numbers = line.segments.filter(({ text }) => NUMBER.test(text)).length;
	return filled >= 2 && (numbers > 0 || filled === header.length);
}

function sameHeader(line: Line, header: Segment[]): boolean {
	return (
		line.segments.map(({ text }) => text).join('|') === header.map(({ text }) => text).join('|')
	);
}

function nameOf(lines: Line[], headerIndex: number, taken: number): string {
	const above = lines[headerIndex - 1];
	const header = lines[headerIndex]!;
	const [heading] = above?.segments ?? [];
	const near = above && header.top - above.bottom < 2 * (header.bottom - header.top);
	const isHeading = above?.segments.length === 1 && headerIndex > 1 && above.page === header.page;
	if (near && isHeading && heading && /^[A-Za-z][A-Za-z ]{2,29}$/.test(heading.text)) {
		return heading.text;
	}
	return taken === 0 ? 'Line Items' : `Line Items ${taken + 1}`;
}

/** Reads one table, line by line. */
class TableReader {
	readonly table: Table;
	private readonly header: Segment[];
	/** Lines of a cell that stand above the rest of their row. */
	private above: Line[] = [];
	private last: Line;

	constructor(
		private readonly lines: Line[],
		private readonly headerIndex: number,
		name: string,
	) {
		this.last = lines[headerIndex]!;
		this.header = this.last.segments;
		const rows = [this.header.map(({ text }) => text)];
		this.table = { name, rows, segments: [...this.header], lines: new Set([this.last]) };
	}

	read(): Table | undefined {
		for (let index = this.headerIndex + 1; index < this.lines.length; index++) {
			const line = this.lines[index]!;
			if (sameHeader(line, this.header)) this.take(line);
			else if (isRow(line, this.header)) this.addRow(line);
			else if (this.isFragment(line, index)) this.addFragment(line, index);
			else if (!goesOnAfterPageBreak(this.lines, index, this.last, this.header)) break;
		}
		return this.table.rows.length > 1 ? this.table : undefined;
	}

	private take(line: Line): void {
		this.table.lines.add(line);
		this.last = line;
	}

	private addRow(line: Line): void {
		const row = rowOf(line, this.header);
		for (const fragment of this.above.reverse()) this.join(row, fragment, 'before');
		this.above = [];
		this.table.rows.push(row);
		this.table.segments.push(...line.segments);
		this.take(line);
	}

	private join(row: string[], { segments: [segment] }: Line, where: 'before' | 'after'): void {
		const column = columnOf(segment!, this.header);
		const texts = where === 'before' ? [segment!.text, row[column]] : [row[column], segment!.text];
		row[column] = texts.filter(Boolean).join(' ');
		this.table.segments.push(segment!);
	}

	/** A line of a cell that takes several: alone, in line with its column, close to the rest. */
	private isFragment(line: Line, index: number): boolean {
		const [segment] = line.segments;
		if (line.segments.length !== 1 || !segment || /:/.test(segment.text)) return false;
		if (TOTAL_WORDS.test(segment.text)) return false;
		const column = this.header[columnOf(segment, this.header)]!;
		const close = Math.min(this.gapAbove(line), this.gapBelow(line, index));
		return Math.abs(column.x0 - segment.x0) < 6 && close < (line.bottom - line.top) * 0.3;
	}

	private addFragment(line: Line, index: number): void {
		if (this.gapBelow(line, index) < this.gapAbove(line)) this.above.push(line);
		else this.join(this.table.rows.at(-1)!, line, 'after');
		this.take(line);
	}

	private gapAbove(line: Line): number {
		const isFirst = this.table.rows.length === 1 && this.above.length === 0;
		return isFirst || line.page !== this.last.page ? Infinity : line.top - this.last.bottom;
	}

	/** To a row, or to the next line of the same cell above one. */
	private gapBelow(line: Line, index: number): number {
		const next = this.lines[index + 1];
		if (!next || next.page !== line.page) return Infinity;
		if (isRow(next, this.header)) return next.top - line.bottom;
		const row = this.lines[index + 2];
		const isCell = next.segments.length === 1 && row && isRow(row, this.header);
		return isCell ? next.top - line.bottom : Infinity;
	}
}

/** Whether a line that is no row is only the foot or head of a page within a table. */
function goesOnAfterPageBreak(
	lines: Line[],
	index: number,
	last: Line,
	header: Segment[],
): boolean {
	const ahead = lines.slice(index, index + PAGE_BREAK_LINES);
	const total = ahead.findIndex(({ segments }) => TOTAL_WORDS.test(segments[0]!.text));
	const again = ahead.findIndex((line) => line.page > last.page && sameHeader(line, header));
	return again >= 0 && (total < 0 || total > again);
}

/** The tables of a document, in their order. */
export function findTables(lines: Line[]): Table[] {
	const tables: Table[] = [];
	const used = (line: Line) => tables.some((table) => table.lines.has(line));
	for (const [index, line] of lines.entries()) {
		if (!isHeader(line) || used(line)) continue;
		const name = nameOf(lines, index, tables.length);
		const table = new TableReader(lines, index, name).read();
		if (table) tables.push(table);
	}
	return tables;
}

/** The number that a cell or value shows, if it shows one. */
export function numberIn(text: string): number | undefined {
	if (!NUMBER.test(text.trim())) return undefined;
	const digits = text.replace(/[^\d.,-]/g, '');
	const decimalComma = /,\d{2}$/.test(digits) && !/\.\d{2}$/.test(digits);
	const plain = decimalComma
		? digits.replaceAll('.', '').replace(',', '.')
		: digits.replaceAll(',', '');
	const value = Number(plain);
	return Number.isNaN(value) ? undefined : value;
}
