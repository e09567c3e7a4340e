import type { NamedAttack } from '../attacks';
import type { AnswerClass } from '../../../answers/operations';
import { answer } from '../line';

const asksForMore = (is: AnswerClass) =>
	(['file', 'head', 'done'].includes(is) ? 'either' : 'error') as 'either' | 'error';

/** JSON, or what calls itself so. */
function content(body: () => string | Buffer, more: Partial<NamedAttack> = {}): NamedAttack {
	return {
		attack: (line) => line.end(answer(body(), { 'content-type': 'application/json' })),
		comesTo: asksForMore,
		...more,
	};
}

const page = (body: () => string) =>
	content(body, { comesTo: (is) => (['file', 'head'].includes(is) ? 'either' : 'error') });

const DEEP = 1_000_000;
const TOO_DEEP = { says: /nested too deeply|HTTP|no object|cannot be read/ };
const roots = ['null', 'true', '7', '"text"', '[]', '[[]]', '{}', '{"a":{}}', '""', '-'].map(
	(root): [string, NamedAttack] => [`${root} as an answer`, content(() => root)],
);

/** Contents that no program should ever have to read. */
export const contents: Record<string, NamedAttack> = {
	...Object.fromEntries(roots),
	'a million lists in each other': content(() => '['.repeat(DEEP) + ']'.repeat(DEEP), TOO_DEEP),
	'a million lists that do not close': content(() => '['.repeat(DEEP), TOO_DEEP),
	'a million objects in each other': content(
		() => `${'{"id":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
		TOO_DEEP,
	),
	'a million objects in a key that is wanted': content(
		() =>
			`{"id":"run-1","status":"COMPLETE","runs":[${'{"runs":['.repeat(DEEP)}${']}'.repeat(DEEP)}]}`,
		TOO_DEEP,
	),
	'a number with a million digits': content(() => `{"other":${'9'.repeat(DEEP)}}`),
	'a million backslashes': content(() => `{"other":"${'\\\\'.repeat(DEEP)}`),
	'a text of a million quotes': content(() => '"'.repeat(DEEP)),
	'a million times NaN': content(() => `{"other":[${'NaN,'.repeat(DEEP)}1]`, { slow: true }),
	'a million quotes behind NaN': content(() => `[NaN,"${'\\"'.repeat(DEEP)}`),
	'eleven million empty lists': content(() => `{"other":[${'[],'.repeat(11 * DEEP)}[]]}`, {
		...TOO_DEEP,
		says: /more than 10 million values/,
		mostBytes: 33 * DEEP,
		slow: true,
	}),
	'bytes that are no UTF-8': content(() => Buffer.alloc(10_000, 0xff)),
	'text in UTF-16': content(() => Buffer.from('{"id": 7}', 'utf16le')),
	'names of a prototype': content(
		() => '{"__proto__":{"id":"x","polluted":1},"constructor":{"prototype":{"polluted":1}}}',
	),
	'a page of a million tags': page(() => `<html>${'<b>'.repeat(DEEP)}`),
	'a page of a million tags that do not close': page(() => '<'.repeat(DEEP)),
	'a page of a million styles that do not close': page(() => '<style'.repeat(DEEP)),
	'a comment that does not close': page(() => `<${'!--'.repeat(DEEP)}`),
};
