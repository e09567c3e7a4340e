import { readJson, refusalOf, textOfBytes } from '../../../../nodes/shared/api/wire/json';

describe('what Python writes for numbers that are none', () => {
	it('is null, and words inside of strings stay', () => {
		expect(readJson('{"a":NaN,"NaN":[-Infinity,"NaN, \\"Infinity"],"b":1}')).toEqual({
			a: null,
			NaN: [null, 'NaN, "Infinity'],
			b: 1,
		});
	});

	it('is null however often it comes', () => {
		const read = readJson(`["NaN",${'NaN,1,'.repeat(12_345)}"end"]`) as unknown[];
		expect(read).toHaveLength(2 * 12_345 + 2);
		expect(read.filter((value) => value === null)).toHaveLength(12_345);
		expect([read[0], read.at(-1)]).toEqual(['NaN', 'end']);
	});

	it.each(['NaN', '-NaN', 'Infinity', '-Infinity', '\ufeffNaN'])('is null alone: %s', (text) => {
		expect(readJson(text)).toBeNull();
	});

	it.each([
		['["\\\\",NaN]', ['\\', null]],
		['["a\\"NaN",NaN]', ['a"NaN', null]],
		['["\\\\\\"",NaN,"\\n"]', ['\\"', null, '\n']],
		['["\\u0022NaN",NaN]', ['"NaN', null]],
		['["",NaN,""]', ['', null, '']],
	])('is null beside strings, wherever they end: %s', (text, value) => {
		expect(readJson(text)).toEqual(value);
	});

	it.each(['"\\', '\\"', '"', '"\\"'])(
		'takes one look at a text, also with 200,000 times %s',
		(some) => {
			for (const begun of ['[NaN,', '[NaN,"']) {
				expect(readJson(begun + some.repeat(200_001))).toBeUndefined();
			}
		},
	);

	it.each(['[NaNny]', '[aNaN]', '[Infinity7]', '[--NaN]', '["NaN]', '[NaN', '{"a":1}NaN x'])(
		'does not make JSON of what is none: %s',
		(text) => {
			expect(readJson(text)).toBeUndefined();
		},
	);
});

describe('a text', () => {
	it('is read with a byte order mark in front, and with none elsewhere', () => {
		expect(readJson('\ufeff{"a":1}')).toEqual({ a: 1 });
		expect(readJson('{"a":1}')).toEqual({ a: 1 });
		expect(readJson('\ufeff\ufeff1')).toBeUndefined();
		expect(readJson('1\ufeff')).toBeUndefined();
	});

	it('that is no JSON is not read', () => {
		for (const text of ['', '{', '<html>', 'nul', "{'a':1}"])
			expect(readJson(text)).toBeUndefined();
	});

	it('is that of its own bytes, as UTF-8', () => {
		const all = Buffer.from('before\ufeff"é😀"after');
		const bytes = new Uint8Array(all.buffer, all.byteOffset + 6, all.length - 11);
		expect(textOfBytes(bytes)).toBe('\ufeff"é😀"');
	});
});

describe('how deep a text is', () => {
	const TOO_DEEP = 'it is nested too deeply';
	const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
	const objects = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);

	it.each([deep, objects])('is told to the level', (of) => {
		expect([refusalOf(of(1_000)), refusalOf(of(1_001))]).toEqual([undefined, TOO_DEEP]);
		expect([readJson(of(1_000)), readJson(of(1_001))]).toEqual([expect.anything(), undefined]);
	});

	it('counts both kinds of brackets, and those that do not close', () => {
		expect(refusalOf('[{"a":'.repeat(500))).toBeUndefined();
		expect(refusalOf('[{"a":'.repeat(500) + '[')).toBe(TOO_DEEP);
		expect(refusalOf('[' + deep(1_000))).toBe(TOO_DEEP);
	});

	it('is that of brackets which are open at the same time', () => {
		expect(refusalOf(`[${'[],'.repeat(2_000)}1]`)).toBeUndefined();
		expect(refusalOf(`[${'{},'.repeat(2_000)}1]`)).toBeUndefined();
		expect(refusalOf(deep(1_000) + deep(1_000))).toBeUndefined();
		expect(refusalOf(deep(1_001) + deep(1))).toBe(TOO_DEEP);
	});

	it.each([
		['in a string', '"%"'],
		['behind a quote in a string', '"\\"%"'],
		['behind a quote and a backslash', '"\\\\\\"%"'],
		['in a string that does not close', '"%'],
		['in a string whose end is a quote in it', '"%\\"'],
		['between two strings, closed', '"a",[],"%"'],
	])('does not count brackets %s', (_, text) => {
		expect(refusalOf(text.replace('%', '['.repeat(2_000)))).toBeUndefined();
	});

	it.each([
		['behind a string', '"a"%'],
		['behind no text', '""%'],
		['behind a string that ends with a backslash', '"a\\\\"%'],
		['behind nothing but backslashes', '"\\\\\\\\"%'],
		['between strings', '"a"%"b"'],
		['behind a backslash outside of strings', '\\"a"%'],
	])('counts brackets %s', (_, text) => {
		expect(refusalOf(text.replace('%', '['.repeat(1_001)))).toBe(TOO_DEEP);
	});
});
