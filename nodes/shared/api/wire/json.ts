/** n8n writes every item as JSON, which overflows the stack at some thousand levels. */
const MOST_LEVELS = 1_000;
/** Far more than a page of results should hold. Once read, each takes up to 32 bytes. */
const MOST_VALUES = 10_000_000;
/** Pieces of text that are put together at a time, so that few are held. */
const PIECES = 10_000;
/** Where a string begins, in which words stay; and what Python writes for numbers that are none. */
const QUOTE_OR_NO_NUMBER = /"|-?\b(?:NaN|Infinity)\b/g;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Reads JSON as servers write it: a byte order mark in front is passed over, and `NaN` and
 * `Infinity`, which Python writes, are null.
 * @returns undefined for what is no JSON, and for what `refusalOf` names
 */
export function readJson(text: string): unknown {
	const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	if (refusalOf(bare) !== undefined) return undefined;
	const value = parse(bare);
	return value === undefined ? parse(withoutNaN(bare)) : value;
}

/** The text of an answer, which is UTF-8 whatever its headers say. A byte order mark stays. */
export function textOfBytes(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/** Why a text is not read, whether it is JSON or not: what comes of it could not be held or passed on. */
export function refusalOf(text: string): string | undefined {
	let open = 0;
	let values = 1;
	for (let at = 0; at < text.length; at++) {
		switch (text.charCodeAt(at)) {
			case QUOTE:
				at = endOfString(text, at);
				break;
			case 0x2c: // ,
				values++;
				break;
			case 0x5b: // [ {
			case 0x7b:
				values++;
				open++;
				break;
			case 0x5d: // ] }
			case 0x7d:
				open--;
		}
		if (open > MOST_LEVELS) return 'it is nested too deeply';
		if (values > MOST_VALUES) return `it has more than ${MOST_VALUES / 1_000_000} million values`;
	}
	return undefined;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function withoutNaN(text: string): string {
	if (!/NaN|Infinity/.test(text)) return '';
	const done: string[] = [];
	let pieces: string[] = [];
	let from = 0;
	const search = new RegExp(QUOTE_OR_NO_NUMBER);
	for (let found = search.exec(text); found; found = search.exec(text)) {
		if (found[0] === '"') {
			search.lastIndex = endOfString(text, found.index) + 1;
			continue;
		}
		pieces.push(text.slice(from, found.index), 'null');
		from = search.lastIndex;
		if (pieces.length < PIECES) continue;
		done.push(pieces.join(''));
		pieces = [];
	}
	return done.concat(pieces, text.slice(from)).join('');
}

/** The place of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
	for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
		let slashes = 0;
		while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
		if (slashes % 2 === 0) return end;
	}
	return text.length;
}
