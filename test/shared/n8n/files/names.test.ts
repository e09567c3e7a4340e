import fc from 'fast-check';

import { withExtension, withUniqueNames } from '../../../../nodes/shared/n8n/files/names';
import { printable } from '../../../support/characters';

describe('names made unique', () => {
	const name = fc.oneof(
		fc.constantFrom('a.pdf', 'A.PDF', 'a (2).pdf', 'a', '.env', 'a.tar.gz', '.', 'é.pdf', 'a.'),
		fc.string({ minLength: 1, maxLength: 8 }),
		fc
			.string({ unit: printable, minLength: 250, maxLength: 255 })
			.map((text) => text.slice(0, 255)),
	);

	it('are all different, however many letters differ in size, and not too long', () => {
		fc.assert(
			fc.property(fc.array(name, { maxLength: 30 }), (names) => {
				const unique = withUniqueNames(names.map((one) => ({ name: one, of: one })));
				const lower = unique.map((file) => file.name.normalize('NFC').toLowerCase());
				expect(new Set(lower).size).toBe(names.length);
				expect(unique.map(({ of }) => of)).toEqual(names);
				expect(unique.every((file) => file.name.length <= 255)).toBe(true);
			}),
		);
	});

	it('are those of the files where they differ already', () => {
		const files = ['a.pdf', 'b.pdf', 'a.PNG', 'a'].map((one) => ({ name: one }));
		expect(withUniqueNames(files)).toEqual(files);
	});

	it('keep their extension', () => {
		const names = [
			'a.pdf',
			'a.pdf',
			'a.pdf',
			'A.pdf',
			'x.tar.gz',
			'x.tar.gz',
			'n',
			'n',
			'.env',
			'.env',
		];
		expect(withUniqueNames(names.map((one) => ({ name: one }))).map((file) => file.name)).toEqual([
			'a.pdf',
			'a (2).pdf',
			'a (3).pdf',
			'A (4).pdf',
			'x.tar.gz',
			'x.tar (2).gz',
			'n',
			'n (2)',
			'.env',
			'.env (2)',
		]);
	});
});

it('tells names apart that differ in the composition of their accents alone', () => {
	const names = ['\u00e9.pdf', 'e\u0301.pdf', '\u00c9.pdf'].map((name) => ({ name }));
	expect(withUniqueNames(names).map(({ name }) => name)).toEqual([
		'\u00e9.pdf',
		'e\u0301 (2).pdf',
		'\u00c9 (3).pdf',
	]);
});

it('makes thousands of equal names unique in little time', () => {
	const names = withUniqueNames(Array.from({ length: 20_000 }, () => ({ name: 'scan.pdf' })));
	expect(new Set(names.map(({ name }) => name)).size).toBe(20_000);
});

it.each([
	['invoice', 'application/pdf', 'invoice.pdf'],
	['invoice', 'Application/PDF; name="invoice"', 'invoice.pdf'],
	['Invoice No. 17', 'application/pdf', 'Invoice No. 17.pdf'],
	['invoice.PDF', 'application/octet-stream', 'invoice.PDF'],
	['invoice.pdf', 'text/plain', 'invoice.pdf'],
	['scan.jpeg', 'image/jpeg', 'scan.jpeg'],
	['scan.tmp', 'image/tiff', 'scan.tmp.tif'],
	['Fwd: your order', 'message/rfc822', 'Fwd: your order.eml'],
	['key.p7s', 'text/plain', 'key.p7s'],
	['notes', 'text/plain', 'notes.txt'],
	['notes', 'application/octet-stream', 'notes'],
])('sends %p of type %p as %p', (name, mimeType, expected) => {
	expect(withExtension(name, mimeType)).toBe(expected);
});
