import {
	firstFound,
	lettersOnly,
	waysToFind,
} from '../../../../../nodes/AiHub/resources/document/stages/nameMatch';

/** The name of the file that is found by any of these names. */
const found = (files: string[], ...names: string[]) =>
	firstFound(waysToFind(files.map((name) => ({ name }))), ...names)?.name;

it.each([
	['a.pdf', 'a.pdf'],
	['A.pdf', 'A.pdf'],
	['a.pDF', undefined],
	['b 1.pdf', 'b-1.pdf'],
	['B1PDF', 'b-1.pdf'],
	['cafe\u0301.pdf', 'café.pdf'],
	['b.pdf', undefined],
	['', undefined],
	['---', undefined],
])('finds a file by what AI Hub makes of its name: %s', (name, expected) => {
	const files = ['a.pdf', 'A.pdf', 'b-1.pdf', 'café.pdf', '!!!'];
	expect(found(files, name)).toBe(expected);
});

it('finds nothing under a name that several files may have', () => {
	expect(found(['a-1.pdf', 'a_1.pdf', 'a 1.pdf'], 'a1.pdf')).toBeUndefined();
	expect(found(['a-1.pdf', 'a_1.pdf', 'a 1.pdf'], 'a_1.pdf')).toBe('a_1.pdf');
	expect(found(['a.pdf', 'A.pdf', 'b.pdf'], 'B.pdf')).toBe('b.pdf');
});

it('takes what is closest to any of the names', () => {
	expect(found(['a b.pdf', 'c.pdf'], 'a_b.pdf', 'c.pdf')).toBe('c.pdf');
	expect(found(['a b.pdf', 'c.pdf'], 'a_b.pdf', 'C.pdf')).toBe('c.pdf');
	expect(found(['a b.pdf', 'c.pdf'], 'a b.pdf', 'c.pdf')).toBe('a b.pdf');
	expect(found(['a b.pdf', 'c.pdf'], 'x.pdf', 'a_b.pdf')).toBe('a b.pdf');
	expect(found(['a.pdf'])).toBeUndefined();
});

it('keeps the letters and digits of every script of a name', () => {
	expect(lettersOnly('Счёт № 12 (копия)_٣.PDF')).toBe('счёт12копия٣pdf');
	expect(lettersOnly('🧾 ...')).toBe('');
});
