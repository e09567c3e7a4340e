import { parsedJson } from '../../../nodes/shared/documents/json';
import {
	entriesOf,
	flagOf,
	pagesOf,
	scoreOf,
	shown,
	textOf,
	wordsOf,
} from '../../../nodes/shared/documents/values';

it.each<[unknown, number | null | undefined]>([
	[0, 0],
	[0.71, 0.71],
	[1, 1],
	['0.71', 0.71],
	[' 1 ', 1],
	['.5', 0.5],
	['5e-1', 0.5],
	[null, null],
	[undefined, null],
	[71, undefined],
	[1.0001, undefined],
	[-0.1, undefined],
	['71', undefined],
	['71%', undefined],
	['0,71', undefined],
	['0x1', undefined],
	['', undefined],
	['N/A', undefined],
	['NaN', undefined],
	[NaN, undefined],
	[Infinity, undefined],
	[true, undefined],
	[[0.9], undefined],
	[{ score: 0.9 }, undefined],
])('the score %p is %p', (value, score) => {
	expect(scoreOf(value)).toBe(score);
});

it('a score of a million digits that is none takes one look', () => {
	expect(scoreOf(`0.${'1'.repeat(1_000_000)}`)).toBeCloseTo(0.11);
	expect(scoreOf(`${'9'.repeat(1_000_000)}x`)).toBeUndefined();
});

it.each<[unknown, boolean | null | undefined]>([
	[true, true],
	['true', true],
	[' True ', true],
	[false, false],
	['FALSE', false],
	[null, null],
	[undefined, null],
	['', undefined],
	['yes', undefined],
	['no', undefined],
	[1, undefined],
	[0, undefined],
	[[], undefined],
	[{ toString: 1 }, undefined],
])('the flag %p is %p', (value, flag) => {
	expect(flagOf(value)).toBe(flag);
});

it.each<[unknown, unknown[]]>([
	[null, []],
	['', []],
	[
		[1, null, 3],
		[1, 3],
	],
	[2, [2]],
	['1-3', [1, 2, 3]],
	['1 - 2, 5', [1, 2, 5]],
	['7', [7]],
	['first', ['first']],
	['12-14', [12, 13, 14]],
	['page 7', ['page 7']],
	['1-10000', Array.from({ length: 10_000 }, (_, index) => index + 1)],
	['1-10001', ['1-10001']],
	['1-9999, 1-2', ['1-9999, 1-2']],
	['1-', ['1-']],
	['1-999999', ['1-999999']],
	['3-1', ['3-1']],
	['3-2', ['3-2']],
	['1, second', ['1, second']],
	[true, ['true']],
	[
		['a', { from: 1 }],
		['a', '{"from":1}'],
	],
	[{ from: 1 }, ['{"from":1}']],
])('the pages %p are %p', (value, pages) => {
	expect(pagesOf(value)).toEqual(pages);
});

it.each<[unknown, string | undefined, string | undefined]>([
	['a', 'a', 'a'],
	['', undefined, undefined],
	['  ', '  ', undefined],
	[7, '7', '7'],
	[false, undefined, undefined],
	[true, undefined, 'true'],
	[null, undefined, undefined],
	[{ code: 7 }, undefined, '{"code":7}'],
	[['a'], undefined, '["a"]'],
])('%p as a text is %p, as words %p', (value, text, words) => {
	expect(textOf(value)).toBe(text);
	expect(wordsOf(value)).toBe(words);
});

it('words that are too deep to be written are named by their kind', () => {
	let list: unknown = [];
	for (let level = 0; level < 100_000; level++) list = [list];
	expect(wordsOf(list)).toBe('a list');
	expect(wordsOf({ list })).toBe('an object');
});

it('what is no object in a list of them does not disappear', () => {
	const stand = (what: string) => ({ error_msg: `AI Hub gave ${what} in place of a file` });
	expect(entriesOf([{ a: 1 }, null, 'x', [1]], 'file')).toEqual([
		{ a: 1 },
		stand('null'),
		stand('"x"'),
		stand('a list'),
	]);
	expect(entriesOf({ a: 1 }, 'file')).toEqual([{ a: 1 }]);
	expect(entriesOf(7, 'file')).toEqual([stand('7')]);
	expect(entriesOf(['y'.repeat(60), 'z'.repeat(61)], 'file')).toEqual([
		stand(`"${'y'.repeat(60)}"`),
		stand(`"${'z'.repeat(60)}…"`),
	]);
	expect(entriesOf(null, 'file')).toEqual([]);
});

it('what is told of values names their kind, and objects too', () => {
	expect([{ a: 1 }, [1], true, 'x'].map(shown)).toEqual(['an object', 'a list', 'true', '"x"']);
});

describe('JSON in a text', () => {
	it.each<[string, unknown]>([
		['[1, 2.5, 1e21]', [1, 2.5, '1e21']],
		['[12345678901234567890, 1.50, 100, -7]', ['12345678901234567890', '1.50', 100, -7]],
		['{"Total": 1.00, "Qty": 0.1}', { Total: '1.00', Qty: 0.1 }],
		['[-0, 1e400, 9007199254740993]', ['-0', '1e400', '9007199254740993']],
		['["1.50", "a\\"1.50[", "\\\\", 1.50]', ['1.50', 'a"1.50[', '\\', '1.50']],
		['{"1.50": 1}', { '1.50': 1 }],
		['[1.5.0]', undefined],
		['[01]', undefined],
		['[draft]', undefined],
		['null', undefined],
		['1', undefined],
		['', undefined],
	])('%s is %p', (text, expected) => {
		expect(parsedJson(text)).toEqual(expected);
	});

	it('keeps a key that JavaScript takes for something else', () => {
		expect(Object.keys(parsedJson('{"__proto__": 1.50}') as object)).toEqual(['__proto__']);
	});

	it('stays text when it is too deep to be passed on', () => {
		const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
		expect(parsedJson(nested(500))).toBeDefined();
		expect(parsedJson(nested(501))).toBeUndefined();
		const objects = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
		expect(parsedJson(objects(500))).toBeDefined();
		expect(parsedJson(objects(501))).toBeUndefined();
		// Beside each other they are no deeper.
		expect(parsedJson(`[${'[],{},'.repeat(600)}"[{"]`)).toHaveLength(1_201);
		expect(parsedJson(nested(100_000))).toBeUndefined();
	});

	it('may hold a text of many millions of characters', () => {
		const long = 'a\\n'.repeat(2_000_000);
		expect(parsedJson(`["${long}", 1.50]`)).toEqual(['a\n'.repeat(2_000_000), '1.50']);
	});
});
