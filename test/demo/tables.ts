import Table from 'cli-table3';

/** A document as the node gives it out in its "documents" shape. */
export interface DocumentRow {
	file_name: string | null;
	class_name: string | null;
	page_numbers: number[];
	fields: Record<string, unknown>;
	validation_passed?: boolean | null;
	document_error?: string;
}

type Cells = string[];

const SHOWN_ROWS = 6;

/**
 * Documents as a person reads them: a table for each class, then the tables found in them.
 *
 * @param width in characters; where a table of fields is wider, it is turned on its side
 */
export function documentTables(documents: DocumentRow[], width = terminalWidth()): string {
	const parts = [...classesOf(documents)].flatMap(([className, group]) => [
		`${className}: ${group.length}`,
		fieldTable(group, width),
		...group.flatMap((document) => innerTables(document)),
	]);
	return parts.join('\n');
}

function terminalWidth(): number {
	return process.stdout.columns ?? Infinity;
}

function classesOf(documents: DocumentRow[]): Map<string, DocumentRow[]> {
	const classes = new Map<string, DocumentRow[]>();
	for (const document of documents) {
		const name = document.class_name ?? 'No class';
		classes.set(name, [...(classes.get(name) ?? []), document]);
	}
	return classes;
}

/** One row a document, one column a field that any of them has; on its side where that is too wide. */
function fieldTable(documents: DocumentRow[], width: number): string {
	const names = new Set(
		documents.flatMap(({ fields }) => Object.keys(fields).filter((name) => !isList(fields[name]))),
	);
	const rows = documents.map((document) => [
		document.file_name ?? '',
		document.page_numbers.join(', '),
		...[...names].map((name) => text(document.fields[name])),
		document.document_error ?? verdict(document.validation_passed),
	]);
	const header = ['File', 'Pages', ...names, 'Check'];
	if (widthOf([header, ...rows]) <= width) return draw(header, rows);
	return sideways([header, ...rows], width).join('\n');
}

/** One column a document, as many side by side as fit. */
function sideways([header, ...rows]: Cells[], width: number): string[] {
	const tables: string[] = [];
	for (let start = 0, count; start < rows.length; start += count) {
		count = 1;
		const turned = (size: number) => turn([header, ...rows.slice(start, start + size)]);
		while (start + count < rows.length && widthOf(turned(count + 1)) <= width) count++;
		const [head, ...body] = turned(count);
		tables.push(draw(head, body));
	}
	return tables;
}

function turn(rows: Cells[]): Cells[] {
	return rows[0].map((_, column) => rows.map((row) => row[column]));
}

function verdict(passed: boolean | null | undefined): string {
	if (passed === undefined || passed === null) return '';
	return passed ? 'passed' : 'FAILED';
}

function innerTables(document: DocumentRow): string[] {
	return Object.entries(document.fields).flatMap(([name, value]) => {
		if (!isList(value) || value.length === 0) return [];
		const { header, rows } = tableOf(value);
		const left = rows.length - SHOWN_ROWS;
		return [
			`${document.file_name}, page ${document.page_numbers.join(', ')}: ${name}`,
			draw(header, rows.slice(0, SHOWN_ROWS)),
			...(left > 0 ? [`… and ${left} more rows`] : []),
		];
	});
}

/** Rows come as objects, or as arrays of which the first is the header. */
function tableOf(list: unknown[]): { header: Cells; rows: Cells[] } {
	if (list.every((row) => Array.isArray(row))) {
		const [header, ...rows] = list.map((row) => (row as unknown[]).map(text));
		return { header, rows };
	}
	if (!list.every((row) => typeof row === 'object' && row !== null)) {
		return { header: ['Value'], rows: list.map((value) => [text(value)]) };
	}
	const header = [...new Set(list.flatMap((row) => Object.keys(row as object)))];
	const rows = list.map((row) =>
		header.map((name) => text((row as Record<string, unknown>)[name])),
	);
	return { header, rows };
}

function draw(header: Cells, rows: Cells[]): string {
	const table = new Table({ head: header, style: { head: [], border: [], compact: true } });
	table.push(...rows);
	return table.toString();
}

/** Of a table with these rows: each cell has a space on both sides and a line to its right. */
function widthOf(rows: Cells[]): number {
	const columns = turn(rows).map((cells) => Math.max(...cells.map((cell) => cell.length)));
	return columns.reduce((sum, each) => sum + each + 3, 1);
}

function isList(value: unknown): value is unknown[] {
	return Array.isArray(value);
}

function text(value: unknown): string {
	if (value === null || value === undefined) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
