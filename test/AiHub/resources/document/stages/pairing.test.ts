import fc from 'fast-check';

import {
	pair,
	type UploadedFile,
} from '../../../../../nodes/AiHub/resources/document/stages/pairing';
import { documentsOf } from '../../../../../nodes/shared/documents/documents';
import { withUniqueNames } from '../../../../../nodes/shared/n8n/files/names';

const files = (...names: string[]): UploadedFile[] =>
	names.map((name, itemIndex) => ({ name, itemIndex, property: 'data' }));

/** The item that a document of a file with this name, or path, is paired to. */
function itemOf(uploaded: UploadedFile[], name: string | null, path?: string) {
	const [found] = documentsOf({
		files: [{ original_file_name: name, input_file_path: path, documents: [{}] }],
	});
	return pair([found], uploaded).itemOf(found);
}

it('finds a file by its exact name before any that is only like it', () => {
	const uploaded = files('A.pdf', 'a.PDF', 'a (2).pdf', 'a2.pdf');
	expect(uploaded.map(({ name }) => itemOf(uploaded, name))).toEqual([0, 1, 2, 3]);
});

it.each([
	['another case', 'INVOICE 1.PDF'],
	['signs that were changed', 'Invoice_1.pdf'],
	['signs that were dropped', 'Invoice1.pdf'],
])('finds a file whose name AI Hub gives in %s', (_, name) => {
	expect(itemOf(files('other.pdf', 'Invoice 1.pdf'), name)).toBe(1);
});

it('finds a file whatever the composition of its accents', () => {
	expect(itemOf(files('Frånvaro.pdf', 'café.pdf'), 'cafe\u0301.pdf')).toBe(1);
	expect(itemOf(files('Frånvaro.pdf', 'cafe\u0301.pdf'), 'café.pdf')).toBe(1);
});

it('finds a file by its path where there is no name, or an unknown one', () => {
	expect(itemOf(files('a.pdf', 'b.pdf'), null, 'org/ws/fs/drive/batches/7/b.pdf')).toBe(1);
	expect(itemOf(files('a.pdf', 'b.pdf'), 'page 1 of 3', 'batches/7/b.pdf')).toBe(1);
});

it('pairs with nobody rather than with a wrong one', () => {
	expect(itemOf(files('a-1.pdf', 'a_1.pdf'), 'a1.pdf')).toBeUndefined();
	expect(itemOf(files('a.pdf'), 'b.pdf')).toBeUndefined();
	expect(itemOf(files('a.pdf'), null)).toBeUndefined();
	expect(itemOf([], 'a.pdf')).toBeUndefined();
});

it('pairs any files with themselves, also under the names that AI Hub makes of them', () => {
	const name = fc.oneof(
		fc.constantFrom('a.pdf', 'A.pdf', 'a (2).pdf', 'a', '.pdf', 'scan 1.tiff'),
		fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
	);
	fc.assert(
		fc.property(fc.array(name, { minLength: 1, maxLength: 8 }), (names) => {
			const uploaded = withUniqueNames(files(...names));
			const folded = uploaded.map((file) => file.name.normalize('NFC').toLowerCase());
			expect(new Set(folded).size).toBe(names.length);
			for (const file of uploaded) {
				expect(itemOf(uploaded, file.name)).toBe(file.itemIndex);
				const mangled = file.name.replace(/[^\p{L}\p{N}.]/gu, '_');
				expect([file.itemIndex, undefined]).toContain(itemOf(uploaded, mangled, file.name));
			}
		}),
		{ numRuns: 1_000 },
	);
});

it('keeps a name that is made unique within 255 characters, with its extension', () => {
	const long = `${'x'.repeat(251)}.pdf`;
	const uploaded = withUniqueNames(files(long, long, long));
	expect(uploaded.map(({ name }) => name.length)).toEqual([255, 255, 255]);
	expect(uploaded.map(({ name }) => name.slice(-8))).toEqual(['xxxx.pdf', ' (2).pdf', ' (3).pdf']);
});
