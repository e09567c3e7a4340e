import type { Line } from './layout';

/** Titles by which a document says what it is. */
const TITLE =
	/^((?:tax |commercial |pro ?forma )?invoice|purchase order|sales order|receipt|credit note|(?:bank )?statement|statement of account|pay ?(?:stub|slip)|(?:form )?w-?(?:2|4|9)|wage and tax statement|(?:form )?1099(?:-[a-z]+)?|(?:loan|credit|mortgage) application|driver'?s? licen[sc]e|delivery note|packing slip|bill of lading|quotation|quote|estimate|contract|remittance advice|appraisal report|employment verification)\b(.*)$/i;
/** What may follow a title on its line: a number, not a sentence. */
const TITLE_REST = /^\s*(?:(?:#|no\.?|number)?\s*[#:]?\s*[\w/-]*\d[\w/-]*|:)?\s*$/i;
const CONTINUED = /\bcontinued\b|\bpage\s+(?:[2-9]|\d{2,})\s*(?:of|\/)/i;
const LINES_WITH_TITLE = 8;

function titleIn(text: string): string | undefined {
	const match = TITLE.exec(text.trim());
	return match && TITLE_REST.test(match[2]!) ? match[1] : undefined;
}

function classNameOf(title: string): string {
	return title
		.toLowerCase()
		.replace(/(^|[\s-])([a-z])/g, (_all, before: string, letter: string) => {
			return before + letter.toUpperCase();
		})
		.replace(/^Form /, '')
		.replace(/\b(And|Of)\b/g, (word) => word.toLowerCase())
		.replace(/^W(\d)$/, 'W-$1');
}

/** The class of a document from the title near its top; `Other` without one. */
export function classOf(lines: Line[]): string {
	for (const line of lines.slice(0, LINES_WITH_TITLE)) {
		for (const { text } of line.segments) {
			const title = titleIn(text);
			if (title) return classNameOf(title);
		}
	}
	return 'Other';
}

function startsAnew(page: Line[], current: Line[]): boolean {
	const [first] = page;
	const title = first && titleIn(first.segments[0]!.text);
	if (!title || page.some((line) => CONTINUED.test(line.text))) return false;
	// A head that is printed the same on every page, with its number, starts nothing.
	const head = (lines: Line[]) => lines.slice(0, 4).map((line) => line.text);
	return head(page).join('\n') !== head(current).join('\n');
}

/** Splits the pages of a file into its documents: lists of page numbers (from 0). */
export function splitPages(pages: Line[][]): number[][] {
	const documents: number[][] = [];
	for (const [number, page] of pages.entries()) {
		const current = documents.at(-1);
		if (!current || startsAnew(page, pages[current[0]!]!)) documents.push([number]);
		else current.push(number);
	}
	return documents;
}
