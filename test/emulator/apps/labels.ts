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

function colonPair(text: string): { label: string; value: string } | undefined {
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
		if (!segment || colonPair(segment.text)) break;
		found.push(segment);
		bottom = next.bottom;
	}
	return found;
}

/** `Label: value` and `Label:   value` pairs of a line. */
function colonLabels(line: Line, lines: Line[]): Labelled[] {
	const found: Labelled[] = [];
	const { segments } = line;
	for (const [index, segment] of segments.entries()) {
		const pair = colonPair(segment.text);
		if (!pair) continue;
		if (pair.value) {
			found.push({ ...pair, segments: [segment] });
			continue;
		}
		const end = segments.findIndex((entry, at) => at > index && colonPair(entry.text));
		const right = segments.slice(index + 1, end < 0 ? undefined : end);
		const values = right.length > 0 ? right : below(segment, line, lines);
		const value = values.map(({ text }) => text).join(' ');
		found.push({ label: pair.label, value, segments: values });
	}
	return found;
}

/** Pairs of a line without colons: labels to the left, values further right. */
function bareLabels(line: Line): Labelled[] {
	const { segments } = line;
	if (segments.length < 2 || segments.length % 2 === 1) return [];
	const pairs: Labelled[] = [];
	for (let index = 0; index < segments.length; index += 2) {
		const [label, value] = [segments[index]!, segments[index + 1]!];
		if (!isBareLabel(label.text) || isBareLabel(value.text)) return [];
		pairs.push({ label: label.text, value: value.text, segments: [value] });
	}
	return pairs;
}

/** The labelled values of a document, but for the lines of its tables. */
export function findLabels(lines: Line[], inTable: (line: Line) => boolean): Labelled[] {
	return lines
		.filter((line) => !inTable(line))
		.flatMap((line) => {
			const withColon = colonLabels(line, lines);
			return withColon.length > 0 ? withColon : bareLabels(line);
		});
}
