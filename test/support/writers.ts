import { escape } from 'node:querystring';

/** Writes a text as a program does that puts it into something else. */
export type Writer = (text: string) => string;

const units = (text: string) => text.split('');
/** UTF-8 has no halves of characters. */
const wellFormed: Writer = (text) => Buffer.from(text).toString();
const bytesOf = (text: string) => [...Buffer.from(text)];
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
const inJson: Writer = (text) => JSON.stringify(text).slice(1, -1);
/** Each character that the pattern fits, or each part of one. */
const each =
	(pattern: RegExp, write: (char: string) => string): Writer =>
	(text) =>
		text.replace(pattern, write);
const inUnicode = (char: string) =>
	units(char)
		.map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
		.join('');
const decimal = (char: string) => `&#${char.codePointAt(0)};`;
const NAMES: Record<string, string> = {
	'&': 'amp',
	'<': 'lt',
	'>': 'gt',
	'"': 'quot',
	"'": 'apos',
	'+': 'plus',
	ü: 'uuml',
	'€': 'euro',
	ÿ: 'yuml',
};

/** Each of them gives the same text back when its own escapes are read. */
export const WRITERS: Record<string, Writer> = {
	JSON: inJson,
	'JSON with slashes escaped': (text) => inJson(text).replace(/\//g, '\\/'),
	"Python's JSON": (text) => each(/[^\0-~]/g, inUnicode)(inJson(text)),
	'JSON in upper case': (text) =>
		each(/[^\0-~]/g, (char) => inUnicode(char).toUpperCase().replace('U', 'u'))(inJson(text)),
	"Gson's JSON": (text) => each(/[=&<>']/g, inUnicode)(inJson(text)),
	'JSON of nothing but escapes': each(/[^]/g, inUnicode),
	'a path': (text) => encodeURIComponent(wellFormed(text)),
	'a path in lower case': (text) =>
		escape(wellFormed(text)).replace(/%../g, (one) => one.toLowerCase()),
	'a query': (text) => new URLSearchParams({ '': text }).toString().slice(1),
	'a query of nothing but escapes': (text) =>
		bytesOf(text)
			.map((byte, at) => `%${at % 2 === 0 ? hex(byte, 2) : hex(byte, 2).toUpperCase()}`)
			.join(''),
	"JavaScript's escape()": each(/[^\w@*./-]/g, (char) => {
		const code = char.charCodeAt(0);
		return code < 256 ? `%${hex(code, 2)}` : `%u${hex(code, 4)}`;
	}),
	HTML: each(/[&<>"']/g, (char) => `&${NAMES[char]};`),
	'HTML in names': each(/[&<>"'+ü€ÿ]/g, (char) => `&${NAMES[char]};`),
	'HTML in decimals': each(/[^\w ]/gu, decimal),
	'HTML in hexadecimals': each(/[^\w ]/gu, (char) => `&#x${hex(char.codePointAt(0)!, 1)};`),
	'HTML in capitals': each(
		/[^\w ]/gu,
		(char) => `&#X${hex(char.codePointAt(0)!, 5).toUpperCase()};`,
	),
	'bytes in Python': (text) =>
		bytesOf(text)
			.map((byte) => {
				const char = String.fromCharCode(byte);
				return /[ -[\]-~]/.test(char) ? char : `\\x${hex(byte, 2)}`;
			})
			.join(''),
	'bytes in C': (text) =>
		bytesOf(text)
			.map((byte) => {
				const char = String.fromCharCode(byte);
				return /[ -[\]-~]/.test(char) ? char : `\\${byte.toString(8).padStart(3, '0')}`;
			})
			.join(''),
	JavaScript: each(/[^ -[\]-~]/gu, (char) => {
		const code = char.codePointAt(0)!;
		return code < 256 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 1)}}`;
	}),
	Python: each(/[^ -[\]-~]/gu, (char) => `\\U${hex(char.codePointAt(0)!, 8)}`),
};

const mixed: Writer = (text) =>
	Array.from(text)
		.map((char, at) => Object.values(WRITERS)[at % Object.keys(WRITERS).length](char))
		.join('');

/** A text in every form, each of them alone and inside of JSON, an address and HTML. */
export function formsOf(text: string): string[] {
	const escaped = [text, mixed(text), ...Object.values(WRITERS).map((write) => write(text))];
	const outer = ['JSON', 'a path', 'HTML'].map((name) => WRITERS[name]);
	const bytes = Buffer.from(text);
	return [
		...new Set([
			...escaped.flatMap((form) => [form, ...outer.map((write) => write(form))]),
			...(['base64', 'base64url', 'hex'] as const).map((encoding) => bytes.toString(encoding)),
			bytes.toString('hex').toUpperCase(),
			Buffer.from(`user:${text}`).toString('base64').slice(7),
		]),
	];
}
