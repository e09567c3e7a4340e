import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { itemFile, propertiesNamed, withUniqueNames } from '../../../nodes/shared/n8n/binary';
import { type BinaryMode, prepareBinary } from '../../support/engine';
import { inNode } from '../support/inNode';

jest.setTimeout(30_000);

const credential = { apiRoot: 'http://127.0.0.1:1', apiToken: 't', ibContext: 'c' };

describe('names made unique', () => {
	const name = fc.oneof(
		fc.constantFrom('a.pdf', 'A.PDF', 'a (2).pdf', 'a', '.env', 'a.tar.gz', '.', 'é.pdf', 'a.'),
		fc.string({ minLength: 1, maxLength: 8 }),
		fc
			.string({ unit: 'grapheme', minLength: 250, maxLength: 255 })
			.map((text) => text.slice(0, 255)),
	);

	it('are all different, however many letters differ in size, and not too long', () => {
		fc.assert(
			fc.property(fc.array(name, { maxLength: 30 }), (names) => {
				const unique = withUniqueNames(names.map((one) => ({ name: one, of: one })));
				const lower = unique.map((file) => file.name.toLowerCase());
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

describe.each<BinaryMode>(['default', 'filesystem'])('a file of an item in %s mode', (mode) => {
	const bytes = Buffer.alloc(700_001, 'fields and values ');

	it.each([
		['a b#c?d%.pdf', 'a b#c?d%.pdf'],
		['folder/é中.pdf', 'é中.pdf'],
		['C:\\scans\\a.pdf', 'a.pdf'],
		['../../a.pdf', 'a.pdf'],
	])('named %p arrives whole as %p', async (fileName, expected) => {
		const data = await prepareBinary(bytes, fileName, 'application/pdf', mode);
		const { value, thrown } = await inNode(
			credential,
			async (context) => {
				const file = await itemFile(context, 0, 'data');
				const hash = createHash('sha256');
				let size = 0;
				for await (const piece of await file.open()) {
					hash.update(piece);
					size += piece.length;
				}
				return { ...file, read: size, sha256: hash.digest('hex') };
			},
			{ items: [{ json: {}, binary: { data: { ...data, fileName } } }] },
		);
		expect(thrown).toBeUndefined();
		expect(value).toMatchObject({
			name: expected,
			size: bytes.length,
			read: bytes.length,
			sha256: createHash('sha256').update(bytes).digest('hex'),
			mimeType: 'application/pdf',
			property: 'data',
			itemIndex: 0,
		});
	});

	it('without a name is named after its field', async () => {
		const data = await prepareBinary(bytes, 'x.pdf', 'application/pdf', mode);
		const binary = { scan: { ...data, fileName: undefined } };
		const { value } = await inNode(
			credential,
			async (context) => (await itemFile(context, 0, 'scan')).name,
			{ items: [{ json: {}, binary }] },
		);
		expect(value).toBe('scan.pdf');
	});
});

it.each([
	['scan', ['scan_10', 'scan_0', 'scan_2', 'scan_x', 'scanner_1'], ['scan_0', 'scan_2', 'scan_10']],
	['scan', ['scan_0', 'scan'], ['scan']],
	['scan_0', ['scan_0', 'scan_1'], ['scan_0']],
	['scan', ['scan_', 'scan_x'], ['scan']],
])('%p among the fields %p means %p', async (name, present, expected) => {
	const data = await prepareBinary(Buffer.from('x'), 'x.txt', 'text/plain');
	const binary = Object.fromEntries(present.map((one) => [one, data]));
	const { value } = await inNode(credential, async (context) => propertiesNamed(context, 0, name), {
		items: [{ json: {}, binary }],
	});
	expect(value).toEqual(expected);
});

it.each([
	[{ other: 1, more: 1 }, /Its files are in: other, more/],
	[{}, /no files at all/],
])('an item without that file tells what it has: %p', async (names, hint) => {
	const data = await prepareBinary(Buffer.from('x'), 'x.txt', 'text/plain');
	const binary = Object.fromEntries(Object.keys(names).map((one) => [one, data]));
	const { thrown } = await inNode(
		credential,
		async (context) => await itemFile(context, 0, 'data'),
		{
			items: [{ json: {}, binary }],
		},
	);
	expect(thrown).toMatchObject({
		kind: 'invalidInput',
		hint: expect.stringMatching(hint) as string,
	});
});
