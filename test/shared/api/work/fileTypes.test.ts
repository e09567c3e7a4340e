import { isSupported, missingExtension, typeOf } from '../../../../nodes/shared/api/work/fileTypes';

const SUPPORTED =
	'bat bashc c cc chtml cmake cmd cpp cs css csv cxx cy dockerfile doc docx eml gdoc go gsheet ' +
	'gslides h++ hpp html java jpeg jpg js json mht mhtml mkfile msg pdf perl php plsql png pptx py ' +
	'pxi pyx r rd rs rtf ruby tif tiff ts txt xls xlsx xml yaml yml zsh';

it.each(SUPPORTED.split(' '))('AI Hub takes files that end in .%s', (extension) => {
	expect(isSupported(`a.${extension}`)).toBe(true);
	expect(isSupported(`A.${extension.toUpperCase()}`)).toBe(true);
	expect(missingExtension(`a.${extension}`, 'application/pdf')).toBeUndefined();
});

it.each(['a.zip', 'a.heic', 'pdf', 'a.pdf.gpg', 'a.17', '', 'a.constructor'])(
	'AI Hub does not know "%s"',
	(name) => {
		expect(isSupported(name)).toBe(false);
	},
);

describe('two extensions', () => {
	it.each([
		['jpeg', 'jpg'],
		['tiff', 'tif'],
		['yml', 'yaml'],
		['htm', 'html'],
	])('.%s and .%s mean one type', (one, other) => {
		expect(typeOf(one)).toBe(other);
		expect(typeOf(other)).toBe(other);
	});

	it.each(['pdf', 'png', ''])('"%s" stands for itself', (extension) => {
		expect(typeOf(extension)).toBe(extension);
	});
});

describe('a file without an extension', () => {
	it.each([
		['application/csv', 'csv'],
		['application/json', 'json'],
		['application/msword', 'doc'],
		['application/pdf', 'pdf'],
		['application/rtf', 'rtf'],
		['application/vnd.ms-excel', 'xls'],
		['application/vnd.ms-outlook', 'msg'],
		['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'],
		['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
		['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
		['application/x-pdf', 'pdf'],
		['application/xml', 'xml'],
		['image/jpeg', 'jpg'],
		['image/jpg', 'jpg'],
		['image/pjpeg', 'jpg'],
		['image/png', 'png'],
		['image/tiff', 'tif'],
		['message/rfc822', 'eml'],
		['text/csv', 'csv'],
		['text/html', 'html'],
		['text/plain', 'txt'],
		['text/rtf', 'rtf'],
		['text/xml', 'xml'],
		[' Application/PDF ; name=a.png', 'pdf'],
	])('of the type "%s" needs .%s', (mimeType, extension) => {
		expect(missingExtension('Invoice No. 17', mimeType)).toBe(extension);
	});

	it.each([
		'',
		';',
		'constructor',
		'__proto__',
		'application/octet-stream',
		'image/heic',
		'name=a; application/pdf',
	])('of the type "%s" gets none', (mimeType) => {
		expect(missingExtension('invoice', mimeType)).toBeUndefined();
	});
});

describe('a file whose extension AI Hub does not know', () => {
	it('keeps it where n8n knows nothing better than plain text', () => {
		expect(missingExtension('notes.log', 'text/plain')).toBeUndefined();
		expect(missingExtension('notes.log', 'text/plain; charset=utf-8')).toBeUndefined();
	});

	it('gets one by its type', () => {
		expect(missingExtension('scan.tmp', 'application/pdf')).toBe('pdf');
	});
});
