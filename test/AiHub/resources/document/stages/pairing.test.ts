import fc from 'fast-check';

import {
	pair,
	type UploadedFile,
} from '../../../../../nodes/AiHub/resources/document/stages/pairing';
import { documentsOf } from '../../../../../nodes/shared/documents/documents';
import { withUniqueNames } from '../../../../../nodes/shared/n8n/files/names';
import { printable } from '../../../../support/characters';

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
		// Folders are taken off before a file is uploaded.
		fc
			.string({ unit: printable, minLength: 1, maxLength: 12 })
			.map((some) => some.replace(/[\\/]/g, '-')),
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

type Result = string | { name?: string; path?: string; documents?: object[] };

/** What becomes of these files when the results have files at these paths, or of these names. */
function pairs(uploaded: UploadedFile[], results: Result[], inputDir?: string) {
	const found = documentsOf({
		files: results.map((result) => {
			const {
				name = null,
				path,
				documents = [{}],
			} = typeof result === 'string' ? { path: result } : result;
			return { original_file_name: name, input_file_path: path, documents };
		}),
	});
	const pairing = pair(found, uploaded, inputDir);
	const files = found.map((document) => pairing.fileOf(document));
	return {
		of: files.map((file) => (file === undefined ? 'nobody' : file.name)),
		items: found.map((document) => pairing.itemOf(document)),
		missing: pairing.missing.map(({ name }) => name),
		unclear: pairing.unclear,
	};
}

const ofItem = (itemIndex: number, ...names: string[]): UploadedFile[] =>
	names.map((name) => ({ name, itemIndex, property: 'data' }));

describe('files without an e-mail', () => {
	it('are missing where there is no document of them', () => {
		const { of, missing, unclear } = pairs(files('a.pdf', 'b.pdf'), ['in/b.pdf', 'in/c.pdf']);
		expect(of).toEqual(['b.pdf', 'nobody']);
		expect(missing).toEqual(['a.pdf']);
		expect(unclear).toBe(false);
	});

	it('are what each of their documents came from', () => {
		const several = { name: 'b.pdf', documents: [{}, {}] };
		const { of, missing } = pairs(files('a.pdf', 'b.pdf'), [several, 'in/a.pdf']);
		expect(of).toEqual(['b.pdf', 'b.pdf', 'a.pdf']);
		expect(missing).toEqual([]);
	});

	it('of one name in the results are told apart by their paths', () => {
		const uploaded = withUniqueNames([...ofItem(0, 'scan.txt'), ...ofItem(1, 'scan.txt')]);
		const named = (path: string) => ({ name: 'scan.txt', path });
		const results = [named('in/scan (2).txt'), named('in/scan.txt')];
		expect(pairs(uploaded, results)).toMatchObject({ items: [1, 0], missing: [] });
	});

	it('are known by the last name of a path alone', () => {
		expect(itemOf(files('a.pdf', 'b.pdf'), 'page 1', 'b.pdf')).toBe(1);
		expect(itemOf(files('a.pdf', 'b.pdf'), 'page 1', 'a.pdf/b.pdf/c.pdf')).toBeUndefined();
	});
});

describe('what was attached to an e-mail', () => {
	it('is of the mail whose folder it is in', () => {
		const paths = ['in/b.eml/y.pdf', 'in/a.eml/x.pdf', 'in/a.eml/z.pdf'];
		expect(pairs(files('a.eml', 'b.eml'), paths, 'in')).toEqual({
			of: ['b.eml', 'a.eml', 'a.eml'],
			items: [1, 0, 0],
			missing: [],
			unclear: false,
		});
	});

	it('is not taken for the file of its name that was sent beside the mail', () => {
		const sent = files('a.eml', 'x.pdf');
		for (const inputDir of ['fs/in', undefined]) {
			const paths = ['fs/in/a.eml/x.pdf', 'fs/in/x.pdf'];
			expect(pairs(sent, paths, inputDir).of).toEqual(['a.eml', 'x.pdf']);
		}
		const { of, missing } = pairs(sent, ['fs/in/a.eml/x.pdf']);
		expect([of, missing]).toEqual([['a.eml'], ['x.pdf']]);
	});

	it('is of the only mail where nothing tells whose it is', () => {
		const alone = pairs(files('a.eml'), ['in/other/x.pdf', 'in/a.eml/y.pdf']);
		expect(alone.of).toEqual(['a.eml', 'a.eml']);
		expect(pairs(files('a.eml'), ['in/other/x.pdf'])).toEqual({
			of: ['a.eml'],
			items: [0],
			missing: [],
			unclear: false,
		});
		const beside = pairs(files('x.pdf', 'a.eml'), ['in/x.pdf', 'in/other/y.pdf'], 'in');
		expect(beside.of).toEqual(['x.pdf', 'a.eml']);
	});

	it('may be of another file that is missing, and is of nobody then', () => {
		expect(pairs(files('a.eml', 'x.pdf'), ['in/other/y.pdf'], 'in')).toEqual({
			of: ['nobody'],
			items: [undefined],
			missing: ['x.pdf'],
			unclear: true,
		});
	});

	it('is of nobody where it may be of several mails', () => {
		const one = pairs(files('a.eml', 'b.eml'), ['in/a.eml/x.pdf', 'in/other/y.pdf'], 'in');
		expect(one).toEqual({
			of: ['a.eml', 'nobody'],
			items: [0, undefined],
			missing: [],
			unclear: true,
		});
	});

	it('is of the item that all of these mails are of', () => {
		const { of, items } = pairs(ofItem(3, 'a.eml', 'b.eml'), ['in/other/y.pdf'], 'in');
		expect(of).toEqual(['nobody']);
		expect(items).toEqual([3]);
	});
});

describe('an e-mail of which nothing came back for certain', () => {
	it('is missing where everything is of other files', () => {
		expect(pairs(files('a.eml'), [])).toMatchObject({ missing: ['a.eml'], unclear: false });
		const { missing, unclear } = pairs(files('a.eml', 'b.eml'), ['in/a.eml/x.pdf'], 'in');
		expect([missing, unclear]).toEqual([['b.eml'], false]);
	});

	it('is missing where less is left over than there are such mails', () => {
		const several = { path: 'in/other/x.pdf', documents: [{}, {}] };
		const { missing, unclear } = pairs(files('a.eml', 'b.eml'), [several], 'in');
		expect([missing, unclear]).toEqual([['a.eml', 'b.eml'], false]);
	});

	it('is unclear where something may have come back of each', () => {
		const paths = ['in/other/x.pdf', 'in/other/y.pdf'];
		const { missing, unclear } = pairs(files('a.eml', 'b.eml'), paths, 'in');
		expect([missing, unclear]).toEqual([[], true]);
	});
});

describe('a file that was sent beside an e-mail', () => {
	const sent = files('a.eml', 'a.eml_invoice.pdf', 'x.pdf');
	const first = (results: Result[], inputDir?: string) => pairs(sent, results, inputDir).of[0];

	it('is itself where the files were put, although its name begins like that of the mail', () => {
		expect(first(['fs/in/a.eml_invoice.pdf'], 'fs/in')).toBe('a.eml_invoice.pdf');
	});

	it('is itself where no result is in the folder that AI Hub tells', () => {
		expect(first(['fs/in/a.eml_invoice.pdf'], 'elsewhere')).toBe('a.eml_invoice.pdf');
	});

	it.each([
		['alone', []],
		['beside one that is known to nobody', ['other/y.pdf']],
		['beside one that is in no folder', ['x.pdf']],
	])('is itself where no folder is told: %s', (_, others) => {
		expect(first(['fs/in/a.eml_invoice.pdf', ...others])).toBe('a.eml_invoice.pdf');
	});

	it('is looked for in the highest folder that has such files', () => {
		const { of } = pairs(sent, ['fs/in/sub/x.pdf', 'fs/in/a.eml_invoice.pdf']);
		expect(of).toEqual(['nobody', 'a.eml_invoice.pdf']);
	});

	it('is found by a name that AI Hub has changed, in its folder alone', () => {
		const spaced = files('a.eml', 'b.eml', 'x y.pdf');
		const of = (...paths: string[]) => pairs(spaced, [...paths, 'in/a.eml/z.pdf'], 'in').of[0];
		expect(of('in/x_y.pdf')).toBe('x y.pdf');
		expect(of('in/sub/x_y.pdf')).toBe('nobody');
		expect(of('out/x_y.pdf')).toBe('nobody');
	});

	it('is not what has nearly its name where it is there itself', () => {
		const { of } = pairs(files('a.eml', 'x y.pdf'), ['in/x y.pdf', 'in/x_y.pdf'], 'in');
		expect(of).toEqual(['x y.pdf', 'a.eml']);
	});

	it('cannot be told from another of its name in another folder', () => {
		expect(pairs(files('a.eml', 'x.pdf'), ['p/q/x.pdf', 'pq/x.pdf'])).toMatchObject({
			of: ['nobody', 'nobody'],
			missing: ['x.pdf'],
			unclear: true,
		});
	});

	it('is all results of one place, and each name alone', () => {
		const spaced = files('a.eml', 'x y.pdf');
		expect(pairs(spaced, ['p/x_y.pdf', 'p/x_y.pdf']).of).toEqual(['x y.pdf', 'x y.pdf']);
		expect(pairs(spaced, [{ name: 'x y.pdf' }]).of).toEqual(['x y.pdf']);
	});

	it('cannot be told among several of its name without a place', () => {
		const named = { name: 'x.pdf' };
		expect(pairs(files('a.eml', 'x.pdf'), [named, named]).of).toEqual(['nobody', 'nobody']);
	});
});

it('knows a mail by a folder of its name without extension, also where not all is in that of the input', () => {
	const { of } = pairs(files('a.eml', 'b.eml'), ['in/a/x.pdf', 'out/z.pdf'], '/in/');
	expect(of).toEqual(['a.eml', 'nobody']);
});
