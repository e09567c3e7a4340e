import type { PageText, TextItem } from './documentReader';

/** Text that stands together on a line; a wide gap ends it. */
export interface Segment {
	text: string;
	x0: number;
	x1: number;
	top: number;
	bottom: number;
	/** from 0 */
	page: number;
}

/** A visual line, its segments from left to right. */
export interface Line {
	segments: Segment[];
	text: string;
	top: number;
	bottom: number;
	/** from 0 */
	page: number;
}

/** Gaps in units of the text's height: from here on there is a space, or a new column. */
const SPACE_GAP = 0.12;
const COLUMN_GAP = 0.95;

/** Width and height that a character of a text file is given. */
const CHARACTER = { width: 6, height: 10, pitch: 16 };

function groupByBaseline(items: TextItem[]): TextItem[][] {
	const sorted = [...items].sort((a, b) => a.y - b.y);
	const lines: TextItem[][] = [];
	for (const item of sorted) {
		const line = lines.at(-1);
		const last = line?.at(-1);
		const tolerance = Math.min(item.height, last?.height ?? item.height) * 0.4;
		if (line && last && item.y - last.y <= tolerance) line.push(item);
		else lines.push([item]);
	}
	return lines;
}

function segmentOf(item: TextItem, page: number): Segment {
	return {
		text: item.text,
		x0: item.x,
		x1: item.x + item.width,
		top: item.y - item.height,
		bottom: item.y + item.height * 0.2,
		page,
	};
}

function lineOf(segments: Segment[], page: number): Line {
	return {
		segments,
		page,
		text: segments.map((segment) => segment.text).join('  '),
		top: Math.min(...segments.map((segment) => segment.top)),
		bottom: Math.max(...segments.map((segment) => segment.bottom)),
	};
}

function joinItems(items: TextItem[], page: number): Line {
	const segments: Segment[] = [];
	for (const item of [...items].sort((a, b) => a.x - b.x)) {
		const last = segments.at(-1);
		const next = segmentOf(item, page);
		const gap = last ? (next.x0 - last.x1) / Math.max(item.height, 1) : Infinity;
		if (!last || gap >= COLUMN_GAP) {
			segments.push(next);
			continue;
		}
		const space = gap > SPACE_GAP && !/\s$/.test(last.text) && !/^\s/.test(item.text);
		last.text += (space ? ' ' : '') + item.text;
		last.x1 = Math.max(last.x1, next.x1);
		last.top = Math.min(last.top, next.top);
		last.bottom = Math.max(last.bottom, next.bottom);
	}
	for (const segment of segments) segment.text = segment.text.replace(/\s+/g, ' ').trim();
	return lineOf(segments, page);
}

/** The visual lines of a page (number from 0). Pieces of one word are joined, words get spaces. */
export function linesOfPage(page: PageText, number: number): Line[] {
	const items = page.items.filter((item) => item.text.trim() !== '');
	return groupByBaseline(items).map((line) => joinItems(line, number));
}

/** The pages of a text file, as if it had been printed in a fixed-width font. */
export function pagesOfText(text: string): PageText[] {
	return text.split('\f').map((pageText) => {
		const lines = pageText.split(/\r?\n/);
		const items = lines.flatMap((line, index) => {
			const expanded = line.replaceAll('\t', '    ');
			const pieces = [...expanded.matchAll(/\S+(?: \S+)*/g)];
			return pieces.map((piece) => ({
				text: piece[0],
				x: piece.index * CHARACTER.width,
				y: (index + 1) * CHARACTER.pitch,
				width: piece[0].length * CHARACTER.width,
				height: CHARACTER.height,
			}));
		});
		const longest = Math.max(1, ...lines.map((line) => line.length));
		return {
			width: Math.max(612, longest * CHARACTER.width),
			height: Math.max(792, (lines.length + 1) * CHARACTER.pitch),
			items,
		};
	});
}
