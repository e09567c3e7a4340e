import { pdf, type Placed } from '../emulator/pdfs';
import type { BinaryMode, NodeRun } from '../support/engine';
import { winmail } from '../support/mail';
import {
	allReasons,
	DocumentWorld,
	invoice,
	item,
	itemIn,
	itemsWith,
	numberOf,
	sourcesOf,
	type TestFile,
} from './documents';

let documents: DocumentWorld;
let locked: Buffer;

beforeAll(async () => {
	documents = await DocumentWorld.start();
	const page: Placed[] = [
		[50, 50, 'INVOICE'],
		[50, 80, 'Invoice Number: 1'],
	];
	good.bytes = await pdf([page]);
	locked = await pdf([page], { userPassword: 'open sesame' });
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

const KB = 1024;

/** Names of the files that were uploaded. */
function uploaded(): string[] {
	const asked = documents.asked('addFileToBatch');
	return asked.map(({ path }) => decodeURIComponent(path.split('/').pop()!)).sort();
}

const good: TestFile = {
	name: 'invoice.pdf',
	bytes: Buffer.from('made below'),
	type: 'application/pdf',
};
const logo: TestFile = { name: 'image001.png', bytes: Buffer.alloc(3 * KB, 1), type: 'image/png' };
const signature: TestFile = { name: 'smime.p7s', bytes: Buffer.from('signed') };
const tnef: TestFile = { name: 'winmail.dat', bytes: winmail('a.txt', 'text') };
const empty: TestFile = { name: 'calendar.ics', bytes: Buffer.alloc(0), type: 'text/calendar' };

/** Where n8n keeps files: in memory, on disk, in its database, and within the JSON of items. */
const PLACES: Array<[name: string, mode: BinaryMode, options: Partial<NodeRun>]> = [
	['memory', 'default', {}],
	['filesystem', 'filesystem', {}],
	['database', 'database', {}],
	['combined, filesystem', 'filesystem', { workflowSettings: { binaryMode: 'combined' } }],
	['combined, database', 'database', { workflowSettings: { binaryMode: 'combined' } }],
];

describe.each(PLACES)('files in %s', (name, mode, options) => {
	const run = { binaryMode: mode, ...options };
	const isCombined = name.startsWith('combined');

	it('go in, and come out with their documents', async () => {
		const items = [await itemIn(mode, { case: 7 }, good), await itemIn(mode, { case: 8 }, good)];
		const { outputs, error } = await documents.process(
			{ options: { includeInputFile: true, includeInputFields: true } },
			items,
			run,
		);
		expect(error).toBeUndefined();
		expect(outputs[0].map(sourcesOf)).toEqual([[0], [1]]);
		for (const { json, binary } of outputs[0]) {
			const files = isCombined ? (json._files as object) : binary;
			expect(files).toMatchObject({ file_0: { fileName: 'invoice.pdf' } });
			expect(Object.keys(files!)).toEqual(['file_0']);
			expect(isCombined ? binary : json._files).toBeUndefined();
			expect(json).toMatchObject({ source: { case: expect.any(Number) as number } });
			expect(json.source as object).not.toHaveProperty('_files');
		}
	});

	it.each([
		['file_0', ['a.txt']],
		['file_', ['a.txt', 'b.txt']],
		['file_1, file_0', ['a.txt', 'b.txt']],
		['={{ $binary.file_1 ?? $json._files.file_1 }}', ['b.txt']],
		['={{ $binary.file_1 ? $binary : $json._files }}', ['a.txt', 'b.txt']],
		['={{ Object.values($json._files ?? $binary) }}', ['a.txt', 'b.txt']],
		[isCombined ? '_files.file_1' : 'file_1', ['b.txt']],
		['', ['a.txt', 'b.txt']],
	])('are those that Input Data Field Name gives as %s', async (binaryPropertyName, names) => {
		const files = ['a.txt', 'b.txt'].map((one) => ({ name: one, bytes: invoice(one) }));
		const items = [await itemIn(mode, {}, ...files)];
		const { outputs, error } = await documents.process({ binaryPropertyName }, items, run);
		expect(error).toBeUndefined();
		expect(uploaded()).toEqual(names);
		expect(outputs[0].map(sourcesOf)).toEqual(names.map(() => [0]));
	});

	it('carry a file of an earlier node along', async () => {
		const [{ binary }] = [await itemIn(mode, {}, good)];
		const given = JSON.stringify(binary!.file_0);
		const { outputs, error } = await documents.process(
			{ binaryPropertyName: `={{ ${given} }}`, options: { includeInputFile: true } },
			[{ json: {} }],
			run,
		);
		expect(error).toBeUndefined();
		expect(uploaded()).toEqual(['invoice.pdf']);
		const [{ json, binary: out }] = outputs[0];
		expect(isCombined ? json._files : out).toMatchObject({ data: { fileName: 'invoice.pdf' } });
	});

	it('on Failed are those of the item', async () => {
		const items = [await itemIn(mode, {}, empty)];
		const { outputs } = await documents.process({ routeOutput: true }, items, run);
		const [{ json, binary }] = outputs[2];
		expect(isCombined ? json._files : binary).toMatchObject({
			file_0: { fileName: 'calendar.ics' },
		});
	});
});

describe('what is sent of the files of an e-mail', () => {
	it('is what AI Hub reads, and all else is named in one hint', async () => {
		const items = [await item({}, good, logo, signature, tnef)];
		const { outputs, error, hints } = await documents.process({}, items);
		expect(error).toBeUndefined();
		expect(uploaded()).toEqual(['invoice.pdf']);
		expect(outputs[0].map(numberOf)).toEqual(['1']);
		expect(hints).toHaveLength(1);
		expect(hints[0]).toMatch(/^3 files were not sent/);
		for (const { name } of [logo, signature, tnef]) expect(hints[0]).toContain(name);
	});

	it('is the good file beside an empty one, which is named on Failed', async () => {
		const items = [await item({}, good, empty), ...(await itemsWith('b.txt'))];
		const { outputs, error } = await documents.process({ routeOutput: true }, items);
		expect(error).toBeUndefined();
		expect(outputs[0].map(sourcesOf)).toEqual([[0], [1]]);
		expect(outputs[2].map(({ json }) => json.file_names)).toEqual([['calendar.ics']]);
		expect(allReasons(outputs[2])).toEqual([['The file "calendar.ics" is empty']]);
		expect(outputs[2].map(sourcesOf)).toEqual([[0]]);
	});

	it.each(['all', 'perItem'])(
		'is nothing of a mail with a logo and a signature alone, and that fails nobody: run mode %s',
		async (runMode) => {
			const items = [await item({}, logo, signature), ...(await itemsWith('b.txt'))];
			const { outputs, error, hints } = await documents.process(
				{ routeOutput: true, runMode },
				items,
			);
			expect(error).toBeUndefined();
			expect(uploaded()).toEqual(['b.txt']);
			expect(outputs.map((output) => output.map(sourcesOf))).toEqual([[[1]], [], []]);
			expect(hints[0]).toContain('image001.png');
			expect(documents.asked('createBatch')).toHaveLength(1);
		},
	);

	it('is nothing at all, and no batch is made, where nothing is left of any item', async () => {
		const { outputs, error } = await documents.process({}, [await item({}, logo)]);
		expect(error).toBeUndefined();
		expect(outputs).toEqual([[]]);
		expect(documents.asked('createBatch')).toEqual([]);
	});

	it('fails the item of which AI Hub could have read nothing', async () => {
		const { error } = await documents.process({}, [await item({}, tnef, logo)]);
		expect(error?.message).toContain('"winmail.dat" is of a type that AI Hub does not list');
	});

	const html = '<img src="cid:Seal.PNG@01DB"> <img src="cid:other">';
	const picture = (name: string, size: number) => ({
		name,
		bytes: Buffer.alloc(size, 7),
		type: 'image/png',
	});
	const inText = `<p><img src="data:image/png;base64,${Buffer.alloc(20 * KB, 7).toString('base64')}"></p>`;

	it.each([
		['a picture that the text shows', { textHtml: html }, picture('seal.png', 49 * KB), true],
		['one within the body', { body: { content: html } }, picture('seal.png', 40 * KB), true],
		['one that n8n put into the text', { html: inText }, picture('x.png', 20 * KB), true],
		['one of another size', { html: inText }, picture('x.png', 20 * KB + 1), false],
		['a large one that the text shows', { textHtml: html }, picture('seal.png', 51 * KB), false],
		['a scan', { textHtml: html }, picture('scan.png', 3 * KB), false],
		['one of 20 KB that is only called so', {}, picture('image001.png', 20 * KB), false],
		['a small one of Outlook', {}, picture('Outlook-4x2.jpg', 9 * KB), true],
	])('%s', async (_, json, file, isLeftOut) => {
		const { error } = await documents.process({}, [await item(json, good, file)]);
		expect(error).toBeUndefined();
		expect(uploaded()).toEqual(isLeftOut ? ['invoice.pdf'] : ['invoice.pdf', file.name].sort());
		documents.emulator.clearRequests();
		const all = { withoutInlineImages: '={{ "false" }}' };
		await documents.process({ options: all }, [await item(json, good, file)]);
		expect(uploaded()).toEqual(['invoice.pdf', file.name].sort());
	});

	it.each([
		[{ fileTypes: 'PDF' }, ['invoice.pdf']],
		[{ fileTypes: '*.tiff, .pdf' }, ['invoice.pdf', 'page.tif']],
		[{ fileTypes: ['ics', 'p7s'] }, ['smime.p7s']],
		[
			{ fileTypes: '*', withoutInlineImages: false },
			['invoice.pdf', 'image001.png', 'page.tif', 'smime.p7s'],
		],
		[{ fileTypes: '*' }, ['invoice.pdf', 'page.tif', 'smime.p7s']],
		[{ smallestSize: 2, fileTypes: '*', withoutInlineImages: false }, ['image001.png', 'page.tif']],
		[{ smallestSize: '={{ "2.5" }}' }, ['page.tif']],
	])('as the options say: %j', async (options, names) => {
		const page = { name: 'page.tif', bytes: Buffer.alloc(3 * KB, 1) };
		const { error } = await documents.process({ options: options as never }, [
			await item({}, good, logo, signature, page),
		]);
		expect(error).toBeUndefined();
		expect(uploaded()).toEqual([...names].sort());
	});

	it.each([
		[{ fileTypes: 'pdf; docx' }, /"pdf; docx" in File Types/],
		[{ smallestSize: -1 }, /^-1 in Smallest Size \(KB\) is less than 0/],
		[{ smallestSize: 'big' }, /"big" in Smallest Size/],
		[{ withoutInlineImages: 'often' }, /"often" in Leave Out Inline Images/],
	])('and says what it cannot read in %j', async (options, message) => {
		const { error } = await documents.process({ options: options as never }, [
			await item({}, good),
		]);
		expect(error?.message).toMatch(message);
		expect(documents.asked('createBatch')).toEqual([]);
	});
});

describe('names', () => {
	it('get the extension of their type', async () => {
		const items = [
			await item(
				{},
				{ ...good, name: 'invoice' },
				{ name: 'scan', bytes: invoice('2'), type: 'image/tiff' },
			),
		];
		const { outputs } = await documents.process({}, items);
		expect(uploaded()).toEqual(['invoice.pdf', 'scan.tif']);
		expect(outputs[0].map(sourcesOf)).toEqual([[0], [0]]);
	});

	it('are told apart whatever the composition of their accents', async () => {
		const items = await itemsWith('\u00e9.txt', 'e\u0301.txt');
		const { outputs } = await documents.process({}, items);
		expect(
			uploaded()
				.map((name) => name.normalize('NFC'))
				.sort(),
		).toEqual(['\u00e9 (2).txt', '\u00e9.txt']);
		expect(outputs[0].map((one) => [numberOf(one), sourcesOf(one)])).toEqual([
			['0', [0]],
			['1', [1]],
		]);
	});

	it.each([
		['a.pdf', ['a.pdf', 'a.pdf']],
		['A.PDF', ['a.pdf', 'b.pdf']],
		['a', ['a', 'a']],
	])('a password for %s opens all PDFs of that name', async (key, names) => {
		const files = names.map((name) => ({ name, bytes: locked, type: 'application/pdf' }));
		const passwords = { entries: [{ key, value: 'open sesame' }] };
		const { outputs, error } = await documents.process({ options: { pdfPasswords: passwords } }, [
			await item({}, ...files.slice(0, key === 'A.PDF' ? 1 : 2)),
		]);
		expect(error).toBeUndefined();
		for (const one of outputs[0]) expect(numberOf(one)).toBe('1');
	});
});

it('waiting by callback is refused where n8n would not resume the execution', async () => {
	const { error } = await documents.process(
		{ waitBy: 'callback' },
		[await itemIn('filesystem', {}, good)],
		{ binaryMode: 'filesystem', workflowSettings: { binaryMode: 'combined' } },
	);
	expect(error?.message).toBe('Waiting by callback does not work with combined binary data');
	expect(documents.asked('createBatch')).toEqual([]);
});

describe('an item without files says why', () => {
	it.each([
		['by hand', 'manual', /Pinned data has no files/],
		['otherwise', 'retry', /^Check that the node before gives out binary data.$/],
	] as const)('%s', async (_, mode, hint) => {
		const { error } = await documents.process({}, [{ json: { id: 1 } }], { mode });
		expect(error).toMatchObject({
			message: 'The item has no files',
			description: expect.stringMatching(hint) as string,
		});
	});

	it.each([
		['={{ ({ a: 1 }) }}', /gives an object, and no file/],
		['={{ [[{}]] }}', /gives an object, and no file/],
		['file: {{ $binary }}', /no file in the field|text around an expression/],
		['={{ 7 }}', /no file in the field "7"/],
		['={{ $json.nothing }}', /gives nothing, and no file/],
	])('an expression that gives no file: %s', async (binaryPropertyName, message) => {
		const { error } = await documents.process({ binaryPropertyName }, [await item({}, good)]);
		expect(error?.message).toMatch(message);
	});
});
