/** n8n writes every item as JSON, which overflows the stack at some thousand levels. */
const MOST_LEVELS = 1_000;
/** Strings whole, so that words inside of them stay; and what Python writes for numbers that are none. */
const STRING_OR_NO_NUMBER = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Reads JSON as servers write it: a byte order mark in front is passed over, and `NaN` and
 * `Infinity`, which Python writes, are null.
 * @returns undefined for what is no JSON, and for what is nested too deeply to be passed on
 */
export function readJson(text: string): unknown {
	const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	if (levelsOf(bare) > MOST_LEVELS) return undefined;
	return parse(bare) ?? parse(withoutNaN(bare));
}

/** The text of an answer, which is UTF-8 whatever its headers say. A byte order mark stays. */
export function textOfBytes(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/** Whether a text that is no readable JSON is so because of its depth. */
export function isTooDeep(text: string): boolean {
	return levelsOf(text) > MOST_LEVELS;
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
	return text.replace(STRING_OR_NO_NUMBER, (found) => (found.startsWith('"') ? found : 'null'));
}

/** The levels of brackets that are open at the same time, at most. */
function levelsOf(text: string): number {
	let levels = 0;
	let most = 0;
	for (let at = 0; at < text.length; at++) {
		switch (text.charCodeAt(at)) {
			case QUOTE:
				at = endOfString(text, at);
				break;
			case 0x5b:
			case 0x7b:
				if (++levels > most) most = levels;
				break;
			case 0x5d:
			case 0x7d:
				levels--;
		}
	}
	return most;
}

/** The place of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
	for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
		let slashes = 0;
		while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
		if (slashes % 2 === 0) return end;
	}
	return text.length;
}
