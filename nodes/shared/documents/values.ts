/** An object of an answer, whatever its keys hold: the specification promises types, a server may not keep them. */
export type Given = Record<string, unknown>;

export function isObject(value: unknown): value is Given {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name or path, also where it is a number. */
export function textOf(value: unknown): string | undefined {
	if (typeof value === 'string') return value === '' ? undefined : value;
	return typeof value === 'number' ? String(value) : undefined;
}

/** What AI Hub says in a message, also where it is no text; undefined for nothing said. */
export function wordsOf(value: unknown): string | undefined {
	if (value === null || value === undefined || value === false) return undefined;
	const words = typeof value === 'object' ? jsonOf(value) : String(value).trim();
	return words === '' ? undefined : words;
}

/** True or false where that is certain; null for nothing said, undefined for what is neither. */
export function flagOf(value: unknown): boolean | null | undefined {
	if (value === null || value === undefined) return null;
	if (typeof value !== 'string') return typeof value === 'boolean' ? value : undefined;
	const text = value.trim().toLowerCase();
	return text === 'true' ? true : text === 'false' ? false : undefined;
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** A score from 0 to 1, also as text; null for none given, undefined for what is no such number. */
export function scoreOf(value: unknown): number | null | undefined {
	if (value === null || value === undefined) return null;
	const isText = typeof value === 'string' && DECIMAL.test(value.trim());
	const score = isText ? Number(value) : value;
	return typeof score === 'number' && score >= 0 && score <= 1 ? score : undefined;
}

/** What a reading makes of a value; what it cannot read stays as it came, so that a person sees it. */
export function asRead<T>(read: (value: unknown) => T | null | undefined, value: unknown): unknown {
	return read(value) ?? value ?? null;
}

const MOST_PAGES = 10_000;

/** Page numbers from a list of them, one of them, or a text such as `1-3, 5`; other words stay. */
export function pagesOf(value: unknown): Array<number | string> {
	if (Array.isArray(value)) return value.flatMap(pageOf);
	if (typeof value !== 'string') return pageOf(value);
	const pages: number[] = [];
	for (const range of value.split(',')) {
		const match = /^\s*(\d{1,6})(?:\s*-\s*(\d{1,6}))?\s*$/.exec(range);
		if (match === null) return pageOf(value);
		const [, from, to = from] = match;
		const [first, last] = [Number(from), Number(to)];
		const count = last - first + 1;
		if (count < 1 || count > MOST_PAGES - pages.length) return pageOf(value);
		for (let page = first; page <= last; page++) pages.push(page);
	}
	return pages;
}

function pageOf(page: unknown): Array<number | string> {
	const words = typeof page === 'number' ? page : wordsOf(page);
	return words === undefined ? [] : [words];
}

/**
 * The objects of what should be a list of them. What is no object does not disappear: an object
 * with an `error_msg` that says so stands in its place.
 */
export function entriesOf(list: unknown, what: string): Given[] {
	if (list === null || list === undefined) return [];
	const entries: unknown[] = Array.isArray(list) ? list : [list];
	return entries.map((entry) =>
		isObject(entry) ? entry : { error_msg: `AI Hub gave ${shown(entry)} in place of a ${what}` },
	);
}

const LONGEST_SHOWN = 60;

/** A value as a sentence can name it. */
export function shown(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (isObject(value)) return 'an object';
	if (typeof value !== 'string') return String(value);
	return `"${value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value}"`;
}

function jsonOf(value: object): string {
	try {
		return JSON.stringify(value);
	} catch {
		// Too deep to be written.
		return shown(value);
	}
}
