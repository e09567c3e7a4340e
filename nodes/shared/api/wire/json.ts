/** n8n writes every item as JSON, which overflows the stack at some thousand levels. */
export const MOST_LEVELS = 500;

export type JsonReading =
	| { ok: true; value: unknown }
	| { ok: false; problem: 'empty' | 'notJson' | 'cutOff' | 'tooDeep' };

/** Reads JSON, also as Python writes it: NaN and Infinity become null. Its time grows with its length. */
export function readJson(text: string): JsonReading {
	if (!/\S/.test(text)) return { ok: false, problem: 'empty' };
	const { deepest, open } = levelsOf(text);
	if (deepest > MOST_LEVELS) return { ok: false, problem: 'tooDeep' };
	const value = parsed(text) ?? parsed(withoutNaN(text));
	if (value !== undefined) return { ok: true, value };
	return { ok: false, problem: open && /^\s*[[{]/.test(text) ? 'cutOff' : 'notJson' };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPENS, CLOSES] = [new Set([0x5b, 0x7b]), new Set([0x5d, 0x7d])];

/** How many lists and objects lie in each other, and whether something is open at the end. */
function levelsOf(text: string): { deepest: number; open: boolean } {
	let deepest = 0;
	let level = 0;
	let inString = false;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) inString = !inString;
		else if (inString && code === BACKSLASH) at++;
		else if (inString) continue;
		else if (OPENS.has(code)) deepest = Math.max(deepest, ++level);
		else if (CLOSES.has(code)) level--;
	}
	return { deepest, open: inString || level > 0 };
}

/** Escaped characters and quotes as well, to know what is inside of a string. */
const TOKENS = /\\[^]|"|-?(?:NaN|Infinity)/g;

function withoutNaN(text: string): string {
	if (!/NaN|Infinity/.test(text)) return text;
	let inString = false;
	return text.replace(TOKENS, (token) => {
		if (token === '"') inString = !inString;
		return inString || token.startsWith('"') || token.startsWith('\\') ? token : 'null';
	});
}
