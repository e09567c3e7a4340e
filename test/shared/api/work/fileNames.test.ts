import { extensionOf, folded, isMail } from '../../../../nodes/shared/api/work/fileNames';

describe('names', () => {
	it.each([
		['A.PDF', 'a.pdf'],
		['Übersicht', 'u\u0308bersicht'],
		['CAFE\u0301', 'café'],
	])('"%s" and "%s" are one', (one, other) => {
		expect(folded(one)).toBe(folded(other));
	});

	it.each([
		['a.pdf', 'b.pdf'],
		['cafe', 'café'],
		['ﬁle', 'file'],
		['a b', 'ab'],
	])('"%s" and "%s" are two', (one, other) => {
		expect(folded(one)).not.toBe(folded(other));
	});

	it('are compared in lower case, with their accents put together', () => {
		expect(folded('E\u0301TÉ.Pdf')).toBe('été.pdf');
	});
});

describe('the extension', () => {
	it.each([
		['a.pdf', 'pdf'],
		['A.TIFF', 'tiff'],
		['archive.tar.gz', 'gz'],
		['.eml', 'eml'],
		['code.h++', 'h++'],
		['song.mp3', 'mp3'],
		['a.7z', '7z'],
		['a.dockerfile', 'dockerfile'],
		['a.abcdefghij', 'abcdefghij'],
	])('of "%s" is "%s"', (name, extension) => {
		expect(extensionOf(name)).toBe(extension);
	});

	it.each([
		'',
		'pdf',
		'a.',
		'a.pdf ',
		'a.p-f',
		'a.pdf\n',
		'Invoice No. 17',
		'Invoice No.17',
		'a.7',
		'a.abcdefghijk',
		'a.été',
	])('of "%s" is none', (name) => {
		expect(extensionOf(name)).toBe('');
	});
});

it.each([
	['a.eml', true],
	['A.MSG', true],
	['a.pdf', false],
	['eml', false],
	['a.eml.pdf', false],
	['', false],
])('"%s" is a mail: %p', (name, is) => {
	expect(isMail(name)).toBe(is);
});
