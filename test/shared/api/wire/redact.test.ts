import { escape } from 'node:querystring';

import fc from 'fast-check';

import { redactSecrets } from '../../../../nodes/shared/api/wire/redact';
import { character } from '../../../support/characters';
import { formsOf, WRITERS } from '../../../support/writers';

const SECRET = 'tok/en "+é& <1>\'';
/** Nothing of it is left as it is by all of the writers. */
const ODD = 'Geheim-Müller-€-"2024"/\\ <+=&%>\'\n\t😀ÿ!';
const NAMES = Object.keys(WRITERS);
const chains = (maxLength: number) => fc.array(fc.constantFrom(...NAMES), { maxLength });
const write = (text: string, chain: string[]) =>
	chain.reduce((written, name) => WRITERS[name](written), text);
/** Characters that begin or go on with an escape, besides all others. */
const unit = fc.oneof(character, fc.constantFrom(...'\\%&+u0n"41;#x\u00c3\u00bc'));
/** What is around a secret is told from it by a bar, and what takes its place by stars. */
const secrets = (minLength: number, of = unit) =>
	fc
		.string({ unit: of, minLength, maxLength: 30 })
		.filter((text) => text.trim() === text && !/[*|]/.test(text));
const around = fc.string({ unit });

describe('a secret', () => {
	it.each<[string, string]>([
		['as it is', SECRET],
		['in a URL', encodeURIComponent(SECRET)],
		['in a query', new URLSearchParams({ s: SECRET }).toString().slice(2)],
		['in a query, by another encoder', escape(SECRET)],
		['in JSON', JSON.stringify({ s: SECRET })],
		['in JSON with escaped slashes', JSON.stringify(SECRET).replace(/\//g, '\\/')],
		['in HTML', 'tok/en "+é&amp; &lt;1&gt;\''],
		['in HTML with escaped quotes', 'tok/en &quot;+é&amp; &lt;1&gt;&#39;'],
	])('is taken out %s', (_, text) => {
		const redacted = redactSecrets(`before ${text} after`, [SECRET]);
		expect(redacted).toMatch(/^before .*\*\*\*.* after$/s);
		expect(redacted).not.toMatch(/tok|en|1/);
	});

	it.each([
		[
			'a blank as %20 beside a slash that is not encoded by the same rule',
			"a (b)'",
			'a%20%28b%29%27',
		],
		['a quote as HTML writes it', "it's", 'it&#39;s'],
	])('is taken out with %s', (_, secret, text) => {
		expect(redactSecrets(`<${text}>`, [secret])).toBe('<***>');
	});

	it('is taken out without the blanks that it was pasted with', () => {
		expect(redactSecrets('token abc-1 is odd', [' abc-1\n'])).toBe('token *** is odd');
	});

	it('that is part of another one does not break it up', () => {
		expect(redactSecrets('pass passport', ['pass', 'passport'])).toBe('*** ***');
	});

	it.each([[['']], [['  ']], [[' ']], [['\n']], [['', '  ', '\n']]])(
		'that is empty or blank changes nothing: %j',
		(blank) => {
			expect(redactSecrets('a  text \n', blank)).toBe('a  text \n');
		},
	);

	it.each([
		['a', 'a cat', '*** c***t'],
		['é', 'r\\u00e9sum%C3%A9', 'r***sum***'],
		['+%', '1 %2b%25 2', '1 *** 2'],
		['a+b', 'a b, a%2Bb, a+b', 'a b, ***, ***'],
		['%41', 'A cat %41', 'A cat ***'],
		[' ab ', 'xaby', 'x***y'],
		['ab%63d', 'abcd abc', '*** abc'],
		['%20%20ab', '  ab', '  ab'],
		['a\u{10ffff}', 'a&#x10ffff;', '***'],
		['\\n"', 'a "b"\n', 'a "b"\n'],
		['x\ny', 'xy x y x\\ny', 'xy x y ***'],
		['a\\bc', 'a\bc abc a\\\\bc', 'a\bc abc ***'],
	])('of a few characters is taken out as it is, and where it is escaped: %s', (...row) => {
		const [secret, text, expected] = row;
		expect(redactSecrets(text, [secret])).toBe(expected);
	});

	it('of any kind never throws and never stays', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: character, minLength: 1 }),
				fc.string(),
				fc.string(),
				(secret, before, after) => {
					fc.pre(secret.trim() !== '' && !secret.includes('*'));
					const text = redactSecrets(`${before}${secret}${JSON.stringify(secret)}${after}`, [
						secret,
					]);
					expect(text).not.toContain(secret);
				},
			),
		);
	});

	it('with half a character does not throw', () => {
		expect(redactSecrets('x\ud800y z', ['x\ud800y'])).toBe('*** z');
		expect(redactSecrets('\ud83d&#xd83d;%u%zz&#99999999;', ['\ude00'])).toMatch(/^\ud83d&/);
		expect(redactSecrets('a \\ud83d\\ude00 b', ['\ude00'])).toBe('a \\ud83d*** b');
		expect(redactSecrets('a &#x1f600; b', ['\ude00'])).toBe('a *** b');
		expect(redactSecrets('a &#x1f600; b', ['\ud83d'])).toBe('a *** b');
	});
});

describe('a secret that somebody wrote in another form', () => {
	it.each(NAMES)('is taken out of %s', (name) => {
		const text = `<${WRITERS[name](ODD)}> and <${WRITERS[name](SECRET)}>`;
		expect(redactSecrets(text, [ODD, SECRET])).toBe('<***> and <***>');
	});

	it.each([
		['JSON in JSON', 'Gr\\\\u00fc\\\\u00DFe\\\\\\"1', 'Grüße"1'],
		['a query in HTML', 'a=Gr%c3%bc%c3%9fe%221&amp;b', 'Grüße"1', 'a=***&amp;b'],
		[
			'HTML of an address in JSON',
			'&quot;Gr%5Cu00fc%C3%9Fe\\&quot;1&quot;',
			'Grüße"1',
			'&quot;***&quot;',
		],
		['characters that need no escape', '%47r%C3%BC%c3%9f%65%221', 'Grüße"1'],
		['bytes that were read as characters', 'GrÃ¼Ã\x9fe"1', 'Grüße"1'],
		['characters that look like bytes', 'Gr\\xc3\\xbce', 'GrÃ¼e'],
		['bytes that are no UTF-8', 'Gr%FC%dfe\\xff1', 'Grüßeÿ1'],
		['bytes too many for a character', 'Gr%E0%80%BCe', 'Gr\u00e0\u0080\u00bce'],
		['one bytes of four that are no character', '%F4%BF%BF%BFe', '\u00f4\u00bf\u00bf\u00bfe'],
		['the sign of what cannot be read', '%EF%BF%BD123', '\ufffd123'],
		['a shell', 'Gr\\ \\$\\(x\\)\\;', 'Gr $(x);', '***\\;', 'Gr $(x)'],
		['lines', 'Gruess\r\nGott-\n2024', 'GruessGott-2024'],
		['one line', 'AAAA BBBB CCCC', 'AAAA\r\nBBBB\n\tCCCC'],
		['blanks that do not break', 'AAAA\u00a0BBBB', 'AAAA BBBB'],
		['blanks after a backslash', 'AA\\ AA\\ \\ BBBB', 'AA AA  BBBB'],
		['an address that was read', 'AAAA BBBB', 'AAAA+BBBB'],
		['a query beside a backslash', 'a+b%5C', 'a b\\'],
		['escapes that were read', 'AAAüA', 'A%41&#65;\\u00fcA'],
		['half a character in an address', 'AAAA%EF%BF%BDA', 'AAAA\ud800A'],
		['a letter for each control', '\\b\\f\\n\\r\\t\\v.\\/', '\b\f\n\r\t\v./'],
		['capitals of hexadecimals', '&#XFC;&#Xfc;\\u{00FC}\\U000000FC', 'üüüü'],
		['names of letters', '&szlig;&yuml;&nbsp;&frac34;&AElig;&euro;&Hat;&bsol;', 'ßÿ\u00a0¾Æ€^\\'],
		[
			'names that there are not',
			'&#9999999;&nobody;\\u{ffffff}%41',
			'&#9999999;&nobody;\\u{ffffff}A',
		],
	])('is taken out of %s', (_, text, secret, expected = '***', taken = secret) => {
		expect(redactSecrets(`a <${text}> b`, [taken])).toBe(`a <${expected}> b`);
	});

	it('is taken out of each form that the other tests look for', () => {
		const left = formsOf(ODD).filter((form) => redactSecrets(`<${form}>`, [ODD]) !== '<***>');
		expect(left.filter((form) => !/^[\w+/=-]+$/.test(form))).toEqual([]);
		for (const form of left) expect(redactSecrets(`<${form}>`, [ODD])).toMatch(/^<?\*\*\*=*>$/);
	});

	it('is taken out behind a backslash that makes another character of its beginning', () => {
		expect(redactSecrets('CORP\\\\nico-s\\u00e4cret', ['nico-säcret'])).toBe('CORP\\\\***');
		expect(redactSecrets('CORP%5Cnico-s%C3%A4cret', ['nico-säcret'])).toBe('CORP%5C***');
	});

	it('is taken out of as many layers as anybody writes', () => {
		const percent = `%${'25'.repeat(7)}41BCDé`;
		expect(redactSecrets(percent, ['ABCDé'])).toBe('***');
		expect(redactSecrets(percent.replace('25', '2525'), ['ABCDé'])).toContain('BCDé');
	});

	it('is taken out wherever it is, and nothing else', () => {
		const text = '%41 ab\\u00fc %20 ab%C3%BC &amp; \\\\ abü \\n abü';
		expect(redactSecrets(text, ['abü'])).toBe('%41 *** %20 *** &amp; \\\\ *** \\n ***');
	});

	it('is taken out once where two of them overlap', () => {
		expect(redactSecrets('abcdefgh', ['abcde', 'defgh'])).toBe('***');
		expect(redactSecrets('abc\\u0064efgh', ['abcde', 'defgh', 'd'])).toBe('***');
	});

	it('never survives, however often it was escaped', () => {
		fc.assert(
			fc.property(secrets(6), around, around, chains(4), (secret, before, after, chain) => {
				const text = `${before}|${write(secret, chain)}|${after}`;
				expect(redactSecrets(text, [secret])).toBe(`${before}|***|${after}`);
			}),
			{ numRuns: 1000 },
		);
	});

	it('never survives where each part of it was escaped otherwise', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(around, chains(3)), { minLength: 2, maxLength: 6 }),
				(parts) => {
					const secret = parts.map(([text]) => text).join('');
					// Parts of escapes, or of UTF-8, make others of each other.
					fc.pre(!/[\\%&*|\u0080-\u00ff]/.test(secret));
					fc.pre(secret.length > 6 && secret.trim() === secret);
					const text = parts.map(([part, chain]) => write(part, chain)).join('');
					expect(redactSecrets(`|${text}|`, [secret])).toBe('|***|');
				},
			),
			{ numRuns: 500 },
		);
	});

	it('leaves a text alone in which it is not', () => {
		fc.assert(
			fc.property(secrets(8), around, chains(3), (secret, other, chain) => {
				const letters = secret.replace(/[^]/g, 'X-');
				const text = write(other.replace(/X-/g, ''), chain);
				expect(redactSecrets(text, [letters])).toBe(text);
			}),
		);
	});
});

describe('a secret in digits', () => {
	const secret = 'Geheim-Müller';

	it.each(['', 'u', 'us', 'use'])('is taken out of Base64 behind "%s"', (before) => {
		for (const after of ['', '1', '12', '123']) {
			const bytes = Buffer.from(`${before}${secret}${after}`);
			for (const encoding of ['base64', 'base64url'] as const) {
				const text = redactSecrets(bytes.toString(encoding), [secret]);
				const [first, last] = text.split('***');
				// A digit that is partly the secret's goes with it.
				expect(first).toBe(bytes.toString(encoding).slice(0, Math.floor((before.length * 4) / 3)));
				const all = Buffer.byteLength(secret) + before.length;
				expect(last).toBe(bytes.toString(encoding).slice(Math.ceil((all * 4) / 3)));
			}
		}
	});

	it('is taken out of Base64 of any bytes, in lines and escaped', () => {
		const odd = '>>>???\u00ff\u00fe~~~~>>>>????';
		const digits = Buffer.from(`xx${odd}`).toString('base64');
		expect(digits).toMatch(/\+.*\//);
		const lines = digits.replace(/.{8}/g, '$&\r\n');
		for (const text of [digits, lines, encodeURIComponent(digits), digits.replace(/\//g, '\\/')])
			expect(redactSecrets(text, [odd])).toMatch(/^..\*\*\*(?:=|%3D)*\s*$/);
		expect(redactSecrets(Buffer.from(odd).toString('base64url'), [odd])).toBe('***');
	});

	it('is taken out of Base64 that begins or ends in the middle of a character of it', () => {
		const digits = Buffer.from(`u${secret}`).toString('base64');
		expect(redactSecrets(digits.slice(2), [secret])).toBe('***');
		expect(redactSecrets(Buffer.from(`${secret}`).toString('base64').slice(0, -3), [secret])).toBe(
			'***',
		);
	});

	it('is taken out of hexadecimals, in small letters and in capitals', () => {
		const hex = Buffer.from(secret).toString('hex');
		expect(redactSecrets(`0x${hex} ${hex.toUpperCase()}`, [secret])).toBe('0x*** ***');
	});

	it('is taken out with and without the blanks around it', () => {
		for (const text of [secret, ` ${secret}\n`])
			for (const encoding of ['hex', 'base64'] as const)
				expect(redactSecrets(Buffer.from(text).toString(encoding), [` ${secret}\n`])).toMatch(
					/^\*\*\*=*$/,
				);
	});

	it.each([
		['abc', '616263 YWJj xYWJj', '616263 YWJj xYWJj'],
		['abcd', '61626364 YWJjZA==', '*** YWJjZA=='],
		['abcdef', '616263646566 YWJjZGVm', '*** ***'],
	])('is left there where it could be so by chance: %s', (short, text, expected) => {
		expect(redactSecrets(text, [short])).toBe(expected);
	});
});

describe('a text that breaks off in a secret', () => {
	const secret = 'Geheim-Müller-€-2024';

	it.each([
		['Geheim-M', '***'],
		['Geheim-', 'Geheim-'],
		['Geheim-Müller-€-202', '***'],
		['Geheim-Mü...', '***'],
		['Geheim-Mü…', '***'],
		['Geheim-Mü..', 'Geheim-Mü..'],
		['Geheim-M and', 'Geheim-M and'],
		['Geheim-M\\u00fcller-\\u20', '***'],
		['Geheim-M\\', '***'],
		['Geheim-M\\u', '***'],
		['Geheim-M\\U000000f', '***'],
		['Geheim-M\\x', '***'],
		['Geheim-M\\xf', '***'],
		['Geheim-M\\3', '***'],
		['Geheim-M\\37', '***'],
		['Geheim-M\\U', '***'],
		['Geheim-M\\u{', '***'],
		['Geheim-M\\u{00000f', '***'],
		['Geheim-M%u', '***'],
		['Geheim-M&#', '***'],
		['Geheim-M&#x', '***'],
		['Geheim-M&u', '***'],
		['Geheim-M\\u{fc', '***'],
		['Geheim-M\\\\\\\\u00f', '***'],
		['Geheim-M%', '***'],
		['Geheim-M%C3', '***'],
		['Geheim-M%c3%b', '***'],
		['Geheim-M%C3%BCller-%E2%82', '***'],
		['Geheim-M%25c3%25B', '***'],
		['Geheim-M%u00f', '***'],
		['Geheim-M&', '***'],
		['Geheim-M&#25', '***'],
		['Geheim-M&#0000252', '***'],
		['Geheim-M&#xf', '***'],
		['Geheim-M&#XF', '***'],
		['Geheim-M&uum', '***'],
		['Geheim-M&amp;uum', '***'],
		['Geheim-M&frac1', '***'],
		['Geheim-M%z', 'Geheim-M%z'],
		['R2VoZWltLU3DvGx', '***'],
		['47656865696d2d4d', '***'],
		['4765686', '4765686'],
	])('ends before it: %s', (text, expected) => {
		expect(redactSecrets(`it is ${text}`, [secret])).toBe(`it is ${expected}`);
		expect(redactSecrets(text, [secret])).toBe(expected);
	});

	it.each([
		['aaaaaaaaab', 'xaaaaaaaaaaaaa', 'xaaaa***'],
		['abcabcabcabd', 'abcabcabcabcabc', 'abcabc***'],
		['aabaaabaaaab', 'x aabaaabaaabaaa', 'x aaba***'],
		['aabaaabaaaab', 'x aabaaabaab', 'x aabaaabaab'],
		['abcdefghijklmnopqrstuvwxyz', 'abcdefgh-bcdefghi', 'abcdefgh-bcdefghi'],
		['aaaaaaab', 'aaaaaaa', 'aaaaaaa'],
		['aaaaaaaab', 'aaaaaaaa', '***'],
		['Geheim&ab Geheim', 'it is Geheim&a', 'it is ***'],
		['Geheim-%2', 'it is Geheim-%', 'it is ***'],
	])('ends before the longest beginning: %s', (word, text, expected) => {
		expect(redactSecrets(text, [word])).toBe(expected);
	});

	it('ends before it wherever it breaks off, however often the secret was escaped', () => {
		fc.assert(
			fc.property(
				secrets(12, character),
				around,
				chains(4),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(long, before, chain, share) => {
					const characters = Array.from(long);
					// Escapes of its own may be read, and leave less than is looked for.
					fc.pre(characters.length > 10 && !/[\\%&\u0080-\u00ff]/.test(long));
					const all = write(long, chain);
					const least = write(characters.slice(0, 9).join(''), chain).length;
					const length = Math.floor(least + (all.length - 1 - least) * share);
					const text = `${before}|${all.slice(0, length)}`;
					expect(redactSecrets(text, [long])).toBe(`${before}|***`);
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe('a long text', () => {
	const key = Array.from({ length: 10_000 }, (_, at) => String.fromCharCode(40 + ((at * at) % 83)));
	const secret = key.join('');

	it('is rid of a long secret, in any form', () => {
		const text = 'a "text" '.repeat(10_000);
		for (const name of ['JSON', 'a path', 'HTML', "Gson's JSON"])
			expect(redactSecrets(text + write(secret, [name]) + text, [secret])).toBe(
				`${text}***${text}`,
			);
		expect(redactSecrets(text + secret.slice(0, 9_999), [secret])).toBe(`${text}***`);
	});

	it('is rid of a secret in each of its words', () => {
		expect(redactSecrets('%41 '.repeat(100_000), ['A'])).toBe('*** '.repeat(100_000));
	});
});
