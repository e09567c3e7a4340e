import { readJson } from './json';

const LONGEST_MESSAGE = 500;
const MOST_WORDS = 10;
const MOST_LEVELS = 6;

/** Where APIs put what they have to say, the most telling first. */
const KEYS = [
	'message',
	'msg',
	'error_description',
	'detail',
	'details',
	'errors',
	'error',
	'error_message',
	'error_msg',
	'reason',
	'title',
	'description',
];

/**
 * The API's own words in an error body, whatever its shape: JSON of any kind, a proxy's HTML page,
 * or plain text. Undefined when there are none.
 * @param redact takes out secrets; it gets the words as they came, because a shortened secret could
 * not be found any more
 */
export function apiMessage(
	body: unknown,
	redact: (text: string) => string = (text) => text,
): string | undefined {
	const text = Buffer.isBuffer(body) ? body.toString('utf8') : body;
	if (typeof text !== 'string' || text.trim() === '') return undefined;
	return shortened(redact(isPage(text) ? wordsOfHtml(text) : wordsOfText(text)));
}

/** True for a web page. */
export function isPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*</.test(body);
}

function wordsOfText(text: string): string {
	const json = readJson(text);
	return (json.ok ? wordsIn(json.value) : undefined) ?? text;
}

function shortened(words: string): string | undefined {
	const line = words.replace(/\s+/g, ' ').trim();
	return line.slice(0, LONGEST_MESSAGE).replace(/[\ud800-\udbff]$/, '') || undefined;
}

/** What a JSON value says; undefined when it says nothing. */
export function wordsIn(value: unknown, level = 0): string | undefined {
	if (typeof value === 'string') return value.trim() || undefined;
	if (typeof value !== 'object' || value === null || level > MOST_LEVELS) return undefined;
	if (Array.isArray(value)) return joined(value.map((entry) => wordsIn(entry, level + 1)));
	const object = value as Record<string, unknown>;
	for (const key of KEYS) {
		const words = wordsIn(object[key], level + 1);
		if (words !== undefined) return words;
	}
	// Errors by the field they are about: {"name": ["is too long"]}.
	if (level === 0) return undefined;
	const named = Object.entries(object).slice(0, MOST_WORDS);
	return joined(
		named.map(([key, inner]) => {
			const words = typeof inner === 'object' ? wordsIn(inner, level + 1) : undefined;
			return words && `${key}: ${words}`;
		}),
	);
}

function joined(all: Array<string | undefined>): string | undefined {
	const words = new Set(all.slice(0, MOST_WORDS).filter((one) => one !== undefined));
	return words.size > 0 ? [...words].join('; ') : undefined;
}

function wordsOfHtml(html: string): string {
	const title = /<title[^>]*>([^<]*)/i.exec(html)?.[1] ?? /<h1[^>]*>([^<]*)/i.exec(html)?.[1];
	return (
		title?.trim() || html.replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
	);
}
