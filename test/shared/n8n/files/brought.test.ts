import { createHash } from 'node:crypto';

import { filesBrought } from '../../../../nodes/shared/n8n/files/brought';
import { type BinaryMode, prepareBinary } from '../../../support/engine';
import { inNode } from '../../support/inNode';

jest.setTimeout(30_000);

const credential = { apiRoot: 'http://127.0.0.1:1', apiToken: 't', ibContext: 'c' };

describe.each<BinaryMode>(['default', 'filesystem', 'database'])(
	'a file of an item in %s mode',
	(mode) => {
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
					const [file] = await filesBrought(context, 0, 'data');
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
				async (context) => (await filesBrought(context, 0, 'scan'))[0].name,
				{ items: [{ json: {}, binary }] },
			);
			expect(value).toBe('scan.pdf');
		});
	},
);

it.each([
	['scan', ['scan_10', 'scan_0', 'scan_2', 'scan_x', 'scanner_1'], ['scan_0', 'scan_2', 'scan_10']],
	['scan', ['scan_0', 'scan'], ['scan']],
	['scan_0', ['scan_0', 'scan_1'], ['scan_0']],
	['attachment_', ['attachment_0', 'attachment_1', 'other'], ['attachment_0', 'attachment_1']],
	['data', ['data0', 'data1', 'data_x'], ['data0', 'data1']],
	['scan', ['scan_', 'scan_x'], undefined],
])('%p among the fields %p means %p', async (name, present, expected) => {
	const data = await prepareBinary(Buffer.from('x'), 'x.txt', 'text/plain');
	const binary = Object.fromEntries(present.map((one) => [one, data]));
	const { value } = await inNode(
		credential,
		async (context) => (await filesBrought(context, 0, name)).map(({ property }) => property),
		{ items: [{ json: {}, binary }] },
	);
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
		async (context) => await filesBrought(context, 0, 'data'),
		{
			items: [{ json: {}, binary }],
		},
	);
	expect(thrown).toMatchObject({
		kind: 'invalidInput',
		hint: expect.stringMatching(hint) as string,
	});
});
