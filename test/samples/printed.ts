import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A document of the samples, with every value as it is printed. */
export interface Printed {
	file: string;
	class_name: string;
	/** Counted from 1. */
	page_numbers: number[];
	fields: Record<string, string>;
	/** The first row is the header. */
	table: { name: string; rows: string[][] } | null;
	adds_up: boolean;
}

type Expected = Record<string, Array<Omit<Printed, 'file'>>>;

/** All documents of all samples, from the record that `npm run samples` keeps. */
export function printedDocuments(): Printed[] {
	const json = readFileSync(join(__dirname, 'expected.json'), 'utf8');
	return Object.entries(JSON.parse(json) as Expected).flatMap(([file, documents]) =>
		documents.map((document) => ({ file, ...document })),
	);
}
