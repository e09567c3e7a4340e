/** Escaped characters, quotes, numbers and brackets. A whole string at once would be too much for it. */
const TOKENS = /\\[^]|"|(-?\d[\d.eE+-]*)|[[\]{}]/g;

/** n8n writes every item as JSON, which overflows the stack at some thousand levels. */
const MOST_LEVELS = 500;

/**
 * The list or object that a JSON text holds. A number that would change when it is written again,
 * such as `12345678901234567890` or `1.50`, is given as text: its digits are what AI Hub has read.
 * @returns undefined for any other text, and for one too deep to be passed on
 */
export function parsedJson(text: string): object | undefined {
	try {
		let level = 0;
		let inString = false;
		const kept = text.replace(TOKENS, (token, number?: string) => {
			if (token === '"') inString = !inString;
			if (inString) return token;
			if (token === '[' || token === '{') level++;
			if (token === ']' || token === '}') level--;
			if (level > MOST_LEVELS) throw new RangeError();
			return number !== undefined && String(Number(number)) !== number ? `"${number}"` : token;
		});
		// The text itself too: with its numbers in quotes, one that is no number would pass.
		JSON.parse(text);
		const parsed: unknown = JSON.parse(kept);
		return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
	} catch {
		return undefined;
	}
}
