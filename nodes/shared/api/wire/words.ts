import { readJson } from './json';

const LONGEST_MESSAGE = 500;
/** Where servers put their words, those that say the most first. */
const KEYS = [
	'message',
	'msg',
	'error_description',
	'detail',
	'error',
	'errors',
	'title',
	'reason',
];
const MOST_WORDS = 5;

/**
 * The API's own words in an error body, whatever its shape: `message`, legacy `msg`, nested
 * `error`, lists of `detail` or `errors`, a proxy's HTML page, or plain text. Undefined when there
 * are none.
 * @param redact takes out secrets; it gets the words as they came, because a shortened secret could
 * not be found any more
 */
export function apiMessage(
	body: unknown,
	redact: (text: string) => string = (text) => text,
): string | undefined {
	const text = Buffer.isBuffer(body) ? body.toString('utf8') : body;
	if (typeof text !== 'string' || text.trim() === '') return undefined;
	const words = isPage(text) ? wordsOfHtml(text) : wordsOfText(text);
	return cutAtCharacter(redact(words).replace(/\s+/g, ' ').trim(), LONGEST_MESSAGE) || undefined;
}

/** True for a web page, which is never AI Hub's own answer. */
export function isPage(body: unknown): boolean {
	return /^\s*</.test(String(body));
}

/** Words without the periods at their end, where a sentence goes on behind them. */
export function unended(words: string): string {
	let end = words.length;
	while (words[end - 1] === '.') end--;
	return words.slice(0, end);
}

/** The words of an answer that was read already; undefined when it has none. */
export function wordsIn(value: unknown): string | undefined {
	return [...new Set(allWords(value, 0))].slice(0, MOST_WORDS).join('; ') || undefined;
}

function wordsOfText(text: string): string {
	const value = readJson(text);
	return value === undefined ? text : (wordsIn(value) ?? text);
}

function allWords(value: unknown, depth: number): string[] {
	if (typeof value === 'string') return value.trim() === '' ? [] : [value];
	if (typeof value !== 'object' || value === null || depth > 3) return [];
	if (Array.isArray(value)) return value.slice(0, 20).flatMap((one) => allWords(one, depth + 1));
	for (const key of KEYS) {
		const words = allWords((value as Record<string, unknown>)[key], depth + 1);
		if (words.length > 0) return words;
	}
	return [];
}

/** What is not closed goes to the end: each pattern looks at a character once, whatever the page is. */
function wordsOfHtml(html: string): string {
	const title = /<title[^<>]*>([^<]*)/i.exec(html)?.[1] ?? /<h1[^<>]*>([^<]*)/i.exec(html)?.[1];
	if (title?.trim()) return title.trim();
	return html.replace(/<(style|script)[^]*?(?:<\/\1>|$)/gi, ' ').replace(/<[^>]*>?/g, ' ');
}

/** At most so many UTF-16 units of a text, without half of a character at its end. */
export function cutAtCharacter(text: string, most: number): string {
	return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}
