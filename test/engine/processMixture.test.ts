import fc from 'fast-check';
import type { INodeExecutionData } from 'n8n-workflow';

import { MAIL_NAMINGS } from '../emulator/mails';
import { eml } from '../support/mail';
import { DocumentWorld, invoice, item, sourcesOf, type TestFile } from './documents';
import { generated } from '../support/generated';

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

const RUNS = generated(40);

const KB = 1024;
const NAMES = ['a.txt', 'A.TXT', 'a (2).txt', 'a_1.txt', 'mail.txt', 'mail.eml.txt', 'lost.txt'];
const MAIL_NAMES = ['mail.eml', 'Mail.EML', 'a.eml', 'order 7.eml', 'order_7.eml'];
const CERTAIN = ['folder', 'prefix'];

/** A file that somebody has, or a mail brings. */
type Given =
	| { kind: 'document'; name: string; large: boolean }
	| { kind: 'logo' | 'signature' | 'unreadable' | 'empty' }
	| { kind: 'mail'; name: string; parts: Given[] };

const leaf: fc.Arbitrary<Given> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('document' as const),
			name: fc.constantFrom(...NAMES),
			large: fc.boolean(),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constantFrom(
				'logo' as const,
				'signature' as const,
				'unreadable' as const,
				'empty' as const,
			),
		}),
	},
);

const mail = (parts: fc.Arbitrary<Given>): fc.Arbitrary<Given> =>
	fc.record({
		kind: fc.constant('mail' as const),
		name: fc.constantFrom(...MAIL_NAMES),
		parts: fc.array(parts, { maxLength: 3 }),
	});

const file = fc.oneof(
	{ weight: 2, arbitrary: leaf },
	{ weight: 1, arbitrary: mail(fc.oneof(leaf, mail(leaf))) },
);

const case_ = fc.record({
	items: fc.array(fc.array(file, { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
	naming: fc.constantFrom(...MAIL_NAMINGS),
	texts: fc.boolean(),
	/** What AI Hub tells: all, not the folder of the input, or no paths at all. */
	told: fc.constantFrom('all', 'noFolder', 'noPaths'),
	fileTypes: fc.constantFrom('', 'txt', 'eml, txt', '*'),
	smallestSize: fc.constantFrom(0, 1),
	withoutInlineImages: fc.boolean(),
	runMode: fc.constantFrom('all', 'perItem'),
});

type Case = typeof case_ extends fc.Arbitrary<infer T> ? T : never;

/** Makes files, each document with a number of its own: the item it belongs to, and a count. */
class Maker {
	readonly numbers = new Set<string>();

	file(given: Given, index: number): TestFile & { given: Given } {
		return { ...this.content(given, index), given };
	}

	private content(given: Given, index: number): TestFile {
		switch (given.kind) {
			case 'document': {
				const number = `${index}n${this.numbers.size}`;
				if (given.name !== 'lost.txt') this.numbers.add(number);
				else this.numbers.add(`${number} lost`);
				const rest = given.large ? 'Remark: fine\n'.repeat(100) : '';
				return { name: given.name, bytes: invoice(number, rest) };
			}
			case 'mail': {
				const attachments = given.parts.map((part) => {
					const { name, bytes } = this.content(part, index);
					const type = part.kind === 'mail' ? 'message/rfc822' : 'application/octet-stream';
					return { name, content: bytes, type };
				});
				return { name: given.name, bytes: eml({ subject: `Mail of ${index}`, attachments }) };
			}
			case 'logo':
				return { name: 'image001.png', bytes: Buffer.alloc(2 * KB, 1) };
			case 'signature':
				return { name: 'smime.p7s', bytes: Buffer.alloc(2 * KB, 2) };
			case 'unreadable':
				return { name: 'winmail.dat', bytes: Buffer.alloc(2 * KB, 3) };
			case 'empty':
				return { name: 'empty.txt', bytes: Buffer.alloc(0) };
		}
	}
}

function isSent({ given, name, bytes }: TestFile & { given: Given }, options: Case): boolean {
	const { fileTypes, smallestSize, withoutInlineImages } = options;
	if (bytes.length === 0 || bytes.length < smallestSize * KB) return false;
	if (given.kind === 'logo' && withoutInlineImages) return false;
	const types = fileTypes === '' ? ['txt', 'eml', 'png'] : fileTypes.split(', ');
	return fileTypes === '*' || types.includes(name.split('.').pop()!.toLowerCase());
}

/** Numbers of the documents in a file, also in mails. */
function numbersIn(files: Array<TestFile & { given: Given }>): string[] {
	return files.flatMap(({ given, bytes }) => {
		if (given.kind !== 'document' && given.kind !== 'mail') return [];
		return given.kind === 'mail' ? numbersOfMail(bytes) : numbersOfText(bytes.toString());
	});
}

const numbersOfText = (text: string) =>
	[...text.matchAll(/Invoice Number: (\w+)/g)].map(([, number]) => number);

function numbersOfMail(bytes: Buffer): string[] {
	const parts = bytes.toString().match(/(?:[A-Za-z0-9+/]{20,}={0,2}\r\n)+/g) ?? [];
	return parts.flatMap((part) => numbersOfText(Buffer.from(part, 'base64').toString()));
}

const foundNumber = ({ json }: INodeExecutionData) =>
	(json.fields as { Invoice_Number?: string } | undefined)?.Invoice_Number;

const hash = (bytes: Buffer) => bytes.toString('base64');

function hide(told: Case['told']): void {
	const { faults } = documents.emulator;
	const remove = (operationId: string, path: string) =>
		faults.add({
			match: { operationId },
			times: Infinity,
			action: { rewrite: { remove: [path] } },
		});
	faults.clear();
	if (told === 'all') return;
	for (const operation of ['runDeployment', 'getRunStatus']) remove(operation, 'input_dir');
	if (told === 'noPaths') remove('getRunResults', 'files.*.input_file_path');
}

/** The contents of all that was uploaded. */
function uploads(): string[] {
	const { batches, drive } = documents.emulator.store;
	return [...batches.values()].flatMap(({ path }) =>
		drive.filesUnder(path).map(({ chunks }) => hash(Buffer.concat(chunks!))),
	);
}

it('of random mails and files all documents are accounted for, none is paired wrongly, and nothing is sent that the options exclude', async () => {
	let certain = 0;
	let mailTexts = 0;
	await fc.assert(
		fc.asyncProperty(case_, async (options) => {
			documents.world.reset();
			const { items: given, naming, texts, told, runMode, ...choice } = options;
			hide(told);
			documents.emulator.store.mailParts = { naming, texts };
			documents.loseResultsOf(/lost/);
			const maker = new Maker();
			const files = given.map((ones, index) => ones.map((one) => maker.file(one, index)));
			const items = await Promise.all(files.map(async (ones) => await item({}, ...ones)));
			const { outputs, error, hints } = await documents.process(
				{ runMode, options: choice, routeOutput: true },
				items,
			);
			expect(error).toBeUndefined();

			const sent = files.map((ones) => ones.filter((one) => isSent(one, options)));
			expect(uploads().sort()).toEqual(
				sent
					.flat()
					.map(({ bytes }) => hash(bytes))
					.sort(),
			);
			const leftOut = files.flatMap((ones) => ones.filter((one) => !isSent(one, options)));
			for (const { name } of leftOut) {
				const failed = outputs[2].some(({ json }) => JSON.stringify(json).includes(name));
				const isTold = hints.some((hint) => hint.includes(name) || / and \d+ more/.test(hint));
				expect(failed || isTold).toBe(true);
			}

			const all = outputs.flat();
			const expected = numbersIn(sent.flat()).filter(
				(number) => !maker.numbers.has(`${number} lost`),
			);
			const found = all.flatMap((one) => foundNumber(one) ?? []);
			expect(found.sort()).toEqual(expected.sort());
			for (const one of all) {
				const number = foundNumber(one);
				if (number === undefined) continue;
				const sources = sourcesOf(one);
				if (sources.length > 0 || (CERTAIN.includes(naming) && told === 'all')) {
					expect([number, sources]).toEqual([number, [Number.parseInt(number, 10)]]);
					certain++;
				}
			}
			// The text of a mail is a document, too.
			for (const one of all) {
				const [, of] = /Mail of (\d+)/.exec(JSON.stringify(one.json.fields ?? '')) ?? [];
				if (of === undefined) continue;
				for (const source of sourcesOf(one)) expect(source).toBe(Number(of));
				mailTexts++;
			}
			const pairs = all.reduce((sum, one) => sum + sourcesOf(one).length, 0);
			expect(pairs).toBeLessThanOrEqual(items.length * 2 + all.length);
			for (const [index, ones] of files.entries()) {
				const isMuted = ones.length > 0 && sent[index].length === 0;
				const isThere = all.some((one) => sourcesOf(one).includes(index));
				const mayBeUnclear = ones.some(({ given: { kind } }) => kind === 'mail');
				if (!isMuted && !mayBeUnclear) expect(isThere).toBe(true);
			}
		}),
		{ numRuns: RUNS },
	);
	expect(certain).toBeGreaterThan(RUNS / 3);
	expect(mailTexts).toBeGreaterThan(RUNS / 6);
}, 180_000);
