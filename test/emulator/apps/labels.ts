import type { Line, Segment } from './layout';

/** A label and what stands with it. */
export interface Labelled {
	label: string;
	value: string;
	segments: Segment[];
}

const WITH_COLON = /^([A-Za-z0-9#][^:]{0,47}?)\s*:(?:\s+(.*)|())$/;
const LABEL_WORDS =
	/\b(invoice|date|due|no|number|total|sub-?total|tax|vat|gst|amount|name|customer|client|vendor|supplier|terms|po|order|currency|balance|wages|income|address|employer|employee|borrower|lender|account|reference|shipping|discount|salary|paid|id|ein|ssn|phone|email|e-mail|rate|period|bank|iban|net|gross|qty|quantity)\b/i;

/** A label and a number so close together that they are one piece of text: `Total 33.00`. */
const TIGHT =
	/^([A-Za-z][A-Za-z.#/-]*(?: [A-Za-z.#/-]+){0,2}) ((?:[$€£] ?|[A-Z]{1,4}[- ]?)?\d\S*)$/;

function pairIn(text: string): { label: string; value: string } | undefined {
	const tight = text.includes(':') ? null : TIGHT.exec(text);
	if (tight && LABEL_WORDS.test(tight[1]!)) return { label: tight[1]!, value: tight[2]! };
	const match = WITH_COLON.exec(text);
	if (!match || !/[A-Za-z]/.test(match[1]!)) return undefined;
	return { label: match[1]!, value: (match[2] ?? '').trim() };
}

function isBareLabel(text: string): boolean {
	return /^[A-Za-z][A-Za-z0-9 .'/()#%-]{0,39}$/.test(text) && LABEL_WORDS.test(text);
}

/** The lines right below a label that belong to it, as in an address under "Bill To:". */
function below(label: Segment, line: Line, lines: Line[]): Segment[] {
	const found: Segment[] = [];
	let bottom = line.bottom;
	for (const next of lines.slice(lines.indexOf(line) + 1)) {
		const height = label.bottom - label.top;
		if (next.page !== line.page || next.top - bottom > height * 0.6 || found.length === 4) break;
		const segment = next.segments.find((entry) => Math.abs(entry.x0 - label.x0) < 4);
		if (!segment || pairIn(segment.text)) break;
		found.push(segment);
		bottom = next.bottom;
	}
	return found;
}

/** Whether a label without a colon and its value begin at a segment. */
function isBarePair(segments: Segment[], index: number): boolean {
	const [label, value] = [segments[index], segments[index + 1]];
	if (!label || !value || !isBareLabel(label.text)) return false;
	return !isBareLabel(value.text) && !pairIn(value.text);
}

/** The segments to the right of a label, up to the next label. */
function toTheRight(segments: Segment[], index: number): Segment[] {
	const found: Segment[] = [];
	for (let at = index + 1; at < segments.length; at++) {
		if (pairIn(segments[at]!.text) || isBarePair(segments, at)) break;
		found.push(segments[at]!);
	}
	return found;
}

/** `Label: value`, `Label:   value` and `Label   value` on a line. */
function labelsOfLine(line: Line, lines: Line[]): Labelled[] {
	const found: Labelled[] = [];
	const { segments } = line;
	for (let index = 0; index < segments.length; index++) {
		const segment = segments[index]!;
		const pair = pairIn(segment.text);
		if (pair?.value) {
			found.push({ ...pair, segments: [segment] });
		} else if (pair) {
			const right = toTheRight(segments, index);
			const values = right.length > 0 ? right : below(segment, line, lines);
			const value = values.map(({ text }) => text).join(' ');
			found.push({ label: pair.label, value, segments: values });
			index += right.length;
		} else if (isBarePair(segments, index)) {
			const value = segments[++index]!;
			found.push({ label: segment.text, value: value.text, segments: [value] });
		}
	}
	return found;
}

/** The labelled values of a document, but for the lines of its tables. */
export function findLabels(lines: Line[], inTable: (line: Line) => boolean): Labelled[] {
	return lines.filter((line) => !inTable(line)).flatMap((line) => labelsOfLine(line, lines));
}
