import type { INodeExecutionData } from 'n8n-workflow';

import { MAIL_NAMINGS } from '../emulator/mails';
import { eml } from '../support/mail';
import { allReasons, DocumentWorld, invoice, item, numberOf, sourcesOf } from './documents';

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

const CLEAN = { options: { cleanUp: 'runAndBatch' } };
const CERTAIN = ['folder', 'stemFolder', 'prefix'] as const;

function mail(subject: string, ...attached: Array<[name: string, number: string]>): Buffer {
	const attachments = attached.map(([name, number]) => ({ name, content: invoice(number) }));
	return eml({ subject, attachments });
}

const pairs = (items: INodeExecutionData[]) =>
	items.map((one) => [numberOf(one), sourcesOf(one)]).sort();

describe.each(MAIL_NAMINGS)(
	'what was attached to the only e-mail of a run, named by %s',
	(naming) => {
		it.each([false, true])(
			'is paired to it, and it is not missing (its text: %s)',
			async (texts) => {
				documents.emulator.store.mailParts = { naming, texts };
				const items = [
					await item({}, { name: 'mail.eml', bytes: mail('Two', ['a.txt', 'A'], ['b.txt', 'B']) }),
					await item({}, { name: 'other.txt', bytes: invoice('O') }),
				];
				const { outputs, error, hints } = await documents.process(
					{ routeOutput: true, ...CLEAN },
					items,
				);

				expect(error).toBeUndefined();
				const all = outputs.flat().filter(({ json }) => json.class_name === 'Invoice');
				expect(pairs(all)).toEqual([
					['A', [0]],
					['B', [0]],
					['O', [1]],
				]);
				// The text of a mail is a document that cannot be approved as an invoice, or can.
				expect(outputs[2]).toEqual([]);
				expect(hints).toEqual([expect.stringContaining('has no rule')]);
				expect(documents.runs).toEqual([]);
			},
		);
	},
);

it.each(CERTAIN)('tells the attachments of many e-mails apart, named by %s', async (naming) => {
	documents.emulator.store.mailParts = { naming, texts: false };
	const items = await Promise.all(
		['north', 'south', 'east'].map(async (name, index) => {
			// The same names everywhere, also in a mail within the mail, and beside the mails.
			const nested = mail('Forwarded', ['invoice.txt', `${index}nested`]);
			const outer = eml({
				subject: name,
				attachments: [
					{ name: 'invoice.txt', content: invoice(`${index}`) },
					{ name: 'south.eml', content: nested, type: 'message/rfc822' },
				],
			});
			return await item({}, { name: `${name}.eml`, bytes: outer });
		}),
	);
	items.push(await item({}, { name: 'invoice.txt', bytes: invoice('beside') }));
	const { outputs, error } = await documents.process({ ...CLEAN }, items);

	expect(error).toBeUndefined();
	expect(pairs(outputs[0])).toEqual([
		['0', [0]],
		['0nested', [0]],
		['1', [1]],
		['1nested', [1]],
		['2', [2]],
		['2nested', [2]],
		['beside', [3]],
	]);
	expect(documents.runs).toEqual([]);
});

describe('where it cannot be told to which of several e-mails an attachment belongs', () => {
	beforeEach(() => {
		documents.emulator.store.mailParts = { naming: 'elsewhere', texts: false };
	});

	it('it is paired to none, no e-mail is missing, and nothing is deleted', async () => {
		const items = await Promise.all(
			['a', 'b'].map(async (name) => {
				return await item({}, { name: `${name}.eml`, bytes: mail(name, ['invoice.txt', name]) });
			}),
		);
		const { outputs, hints } = await documents.process({ ...CLEAN }, items);
		expect(pairs(outputs[0])).toEqual([
			['a', []],
			['b', []],
		]);
		expect(hints).toEqual([expect.stringMatching(/not cleaned up.*every e-mail/)]);
		expect(documents.runs).toHaveLength(1);
	});

	it('it is paired to the item that brought them all', async () => {
		const one = await item(
			{},
			...['a', 'b'].map((name) => ({
				name: `${name}.eml`,
				bytes: mail(name, ['invoice.txt', name]),
			})),
		);
		const { outputs } = await documents.process({}, [one]);
		expect(pairs(outputs[0])).toEqual([
			['a', [0]],
			['b', [0]],
		]);
	});

	it('and fewer files came back than e-mails went in, each is named', async () => {
		const items = [
			await item({}, { name: 'a.eml', bytes: mail('a', ['invoice.txt', 'a']) }),
			await item({}, { name: 'b.eml', bytes: mail('b') }),
		];
		const { outputs } = await documents.process({ routeOutput: true }, items);
		expect(pairs(outputs[0])).toEqual([['a', []]]);
		expect(outputs[2].map(sourcesOf)).toEqual([[0], [1]]);
	});
});

it('an e-mail of which nothing came back is missing', async () => {
	const items = [
		await item({}, { name: 'a.eml', bytes: mail('a', ['invoice.txt', 'a']) }),
		await item({}, { name: 'b.eml', bytes: mail('b') }),
	];
	const { outputs } = await documents.process({ routeOutput: true }, items);
	expect(pairs(outputs[0])).toEqual([['a', [0]]]);
	expect(allReasons(outputs[2])).toEqual([['AI Hub gave no result for this file']]);
	expect(outputs[2].map(sourcesOf)).toEqual([[1]]);
});

it.each(MAIL_NAMINGS)(
	'60 e-mails make no more pairs than documents, named by %s',
	async (naming) => {
		documents.emulator.store.mailParts = { naming, texts: false };
		const items = await Promise.all(
			Array.from({ length: 60 }, async (_, index) => {
				const bytes = mail('Two', ['a.txt', `${index}-a`], ['b.txt', `${index}-b`]);
				return await item({}, { name: `mail ${index}.eml`, bytes });
			}),
		);
		const { outputs, error } = await documents.process({}, items);
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(120);
		const isPaired = (CERTAIN as readonly string[]).includes(naming);
		for (const one of outputs[0]) {
			expect(sourcesOf(one)).toEqual(isPaired ? [Number.parseInt(numberOf(one), 10)] : []);
		}
	},
);
