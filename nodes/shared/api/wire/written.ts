import { characterNamed } from './entities';

/** One way to read a text. */
export interface Reading {
	text: string;
	/** Where in the source that is written which is read from `begin` to before `end`. */
	sourceOf(begin: number, end: number): [number, number];
}

/** Escapes inside of escapes: more of them nobody writes, and each costs a look at the whole text. */
const MOST_LEVELS = 8;

/** One character, as JSON, JavaScript, Python, C, addresses and HTML may write it. */
const ESCAPE =
	/\\(?:u[\da-fA-F]{4}|u\{[\da-fA-F]{1,6}\}|U[\da-fA-F]{8}|x[\da-fA-F]{2}|[0-3][0-7]{2}|[\\"'/bfnrtv])|%(?:[\da-fA-F]{2}|u[\da-fA-F]{4})|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][\dA-Za-z]{1,7});/g;
/** What is left of such a character at the end of a text that breaks off, and dots in its place. */
const BROKEN =
	/[\u00c2-\u00f4]?[\u0080-\u00bf]{0,2}(?:\\(?:u\{?[\da-fA-F]{0,6}|U[\da-fA-F]{0,7}|x[\da-fA-F]?|[0-3][0-7]?)?|%(?:u[\da-fA-F]{0,3}|[\da-fA-F])?|&(?:#[xX]?[\da-fA-F]{0,7}|[A-Za-z][\dA-Za-z]{0,7})?)?(?:\.{3}|\u2026)?$/;
const LONGEST_BROKEN = 20;
/** Bytes of UTF-8, each of which was read as a character. */
const BYTES =
	/[\u00f0-\u00f4][\u0080-\u00bf]{3}|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00c2-\u00df][\u0080-\u00bf]/g;
const HALF = /[\ud800-\udfff]/gu;
const LETTERS: Record<string, string> = {
	b: '\b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	v: '\v',
};

const STEPS: Array<[RegExp, (written: string) => string]> = [
	[ESCAPE, unescape],
	[BYTES, decode],
];

/**
 * A text as it is, then with its escapes decoded, those that come to light by that decoded again, and
 * so on; at last without the breaks of its lines, and with all blanks alike. What is the same again is
 * left out.
 */
export function* readings(source: string): Generator<Reading> {
	let reading: Reading = { text: source, sourceOf: (begin, end) => [begin, end] };
	yield reading;
	for (let level = 0, before; level < MOST_LEVELS && before !== reading; level++) {
		before = reading;
		for (const [pattern, read] of STEPS) {
			const next = reread(reading, pattern, read);
			if (next !== reading) yield next;
			reading = next;
		}
	}
	const joined = reread(reading, /[\\\r\n]/g, () => '');
	if (joined !== reading) yield joined;
	const even = evenly(reading);
	if (even.text !== reading.text) yield even;
	const bare = reread(even, /[\\ ]{2,}|\\/g, blankOrNothing);
	if (bare !== even) yield bare;
}

/** Where a text may be said to end: where it does, and before each escape that it breaks off in. */
export function endsOf(text: string): number[] {
	const ends = [text.length];
	for (let level = 0; level < MOST_LEVELS; level++) {
		const end = ends[level];
		const begin = Math.max(end - LONGEST_BROKEN, 0);
		const broken = begin + text.slice(begin, end).search(BROKEN);
		if (broken === end) break;
		ends.push(broken);
	}
	return ends;
}

/** Addresses have `+` for a blank, and U+FFFD for half of a character. */
function evenly({ text, sourceOf }: Reading): Reading {
	return { text: text.replace(/[^\S ]|\+/g, ' ').replace(HALF, '\ufffd'), sourceOf };
}

/** A backslash may be before any sign. */
function blankOrNothing(written: string): string {
	return written.includes(' ') ? ' ' : '';
}

/** @returns the same reading where nothing is read otherwise */
function reread(reading: Reading, pattern: RegExp, read: (written: string) => string): Reading {
	// Of each place that is not as long as before: where it begins and ends, now and before.
	const begins: number[] = [];
	const ends: number[] = [];
	const writtenBegins: number[] = [];
	const writtenEnds: number[] = [];
	let shorter = 0;
	const text = reading.text.replace(pattern, (written: string, at: number) => {
		const now = read(written);
		if (now.length === written.length) return now;
		begins.push(at - shorter);
		ends.push(at - shorter + now.length);
		writtenBegins.push(at);
		writtenEnds.push(at + written.length);
		shorter += written.length - now.length;
		return now;
	});
	if (text === reading.text) return reading;
	const placeOf = (at: number): [number, number] => {
		const place = lastUpTo(begins, at);
		if (place < 0) return [at, at + 1];
		if (at < ends[place]) return [writtenBegins[place], writtenEnds[place]];
		const written = writtenEnds[place] + at - ends[place];
		return [written, written + 1];
	};
	return {
		text,
		sourceOf: (begin, end) => reading.sourceOf(placeOf(begin)[0], placeOf(end - 1)[1]),
	};
}

/** The index of the last of these ascending numbers that is not greater; -1 when all are. */
function lastUpTo(numbers: number[], most: number): number {
	let low = 0;
	let high = numbers.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (numbers[middle] <= most) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}

function unescape(written: string): string {
	if (written.startsWith('&')) return entity(written.slice(1, -1)) ?? written;
	// A backslash and one sign.
	if (written.length === 2) return LETTERS[written[1]] ?? written[1];
	const digits = written.replace(/[^\da-fA-F]/g, '');
	return characterOf(Number.parseInt(digits, /\\\d/.test(written) ? 8 : 16)) ?? written;
}

function entity(name: string): string | undefined {
	if (!name.startsWith('#')) return characterNamed(name);
	return characterOf(Number(name.slice(1).replace(/x/i, '0x')));
}

function characterOf(code: number): string | undefined {
	return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

function decode(bytes: string): string {
	const text = Buffer.from(bytes, 'latin1').toString('utf8');
	return Buffer.from(text).toString('latin1') === bytes ? text : bytes;
}
