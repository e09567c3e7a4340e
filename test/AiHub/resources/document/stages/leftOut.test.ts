import {
	itemsOfLeftOut,
	leftOutNotice,
	nothingToSend,
} from '../../../../../nodes/AiHub/resources/document/stages/leftOut';
import type { OutputContext } from '../../../../../nodes/AiHub/resources/document/stages/types';
import { AiHubError } from '../../../../../nodes/shared/api/wire/errors';
import type { LeftOut, Why } from '../../../../../nodes/shared/n8n/files/choose';
import { BARE_NODE } from '../../../../support/bareNode';

const WORDS: Array<[Why, string]> = [
	['empty', 'empty'],
	['unsupported', 'of a type that AI Hub does not list as supported'],
	['noDocument', 'a signature, an invitation or a contact, and no document'],
	['otherType', 'not of the File Types in the options'],
	['inline', 'a small picture within an e-mail'],
	['small', 'under the Smallest Size in the options'],
];

/** A file that AI Hub would get under another name than the one the person knows. */
const leftOut = (why: Why, givenName: string, itemIndex = 0, position = 0): LeftOut => ({
	why,
	file: {
		name: `sent ${givenName}`,
		givenName,
		itemIndex,
		position,
		property: `at_${position}`,
		mimeType: 'text/plain',
		binary: { data: givenName, mimeType: 'text/plain' },
		size: 0,
		open: () => Promise.reject(new Error('not to be read')),
	},
});

describe('what is said of files that were left out', () => {
	it('is nothing when there are none', () => {
		expect(leftOutNotice([])).toBeUndefined();
	});

	it.each(WORDS)('of one that is %s is its name and the reason', (why, words) => {
		expect(leftOutNotice([leftOut(why, 'a.txt')])).toBe(
			`1 file was not sent to AI Hub. ${words}: a.txt.`,
		);
	});

	it('has each reason once, always in the same order, with the names of its files', () => {
		const files = [leftOut('small', 'a'), leftOut('empty', 'b'), leftOut('small', 'c')];
		expect(leftOutNotice(files)).toBe(
			'3 files were not sent to AI Hub. empty: b; under the Smallest Size in the options: a, c.',
		);
	});

	it('has five names of a reason, and how many more there are', () => {
		const files = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => leftOut('empty', name));
		const noticeOf = (count: number) => leftOutNotice(files.slice(0, count));
		expect(noticeOf(5)).toBe('5 files were not sent to AI Hub. empty: a, b, c, d, e.');
		expect(noticeOf(6)).toBe('6 files were not sent to AI Hub. empty: a, b, c, d, e and 1 more.');
		expect(noticeOf(7)).toBe('7 files were not sent to AI Hub. empty: a, b, c, d, e and 2 more.');
	});
});

describe('an item of which nothing is left to send', () => {
	const isUnreadable = (why: Why) => why === 'empty' || why === 'unsupported';
	const byWish = WORDS.filter(([why]) => !isUnreadable(why));

	it.each(byWish)('is left out by wish, and no error, when its file is %s', (why) => {
		expect(nothingToSend([leftOut(why, 'a')])).toBeUndefined();
	});

	it('is no error when it never had a file', () => {
		expect(nothingToSend([])).toBeUndefined();
	});

	it.each(WORDS.filter(([why]) => isUnreadable(why)))(
		'is an error when its file is %s',
		(why, words) => {
			const error = nothingToSend([leftOut(why, 'a.txt')]);
			expect(error).toBeInstanceOf(AiHubError);
			expect(error).toMatchObject({
				kind: 'invalidInput',
				message: `The file "a.txt" is ${words}`,
				hint: 'Nothing else of this item is to be sent. Check the node that made it, or the File Types in the options.',
			});
		},
	);

	it('is an error when one of its files could not have been read, and names them all', () => {
		expect(nothingToSend([leftOut('inline', 'logo.png'), leftOut('empty', 'a.pdf')])?.message).toBe(
			'The file "logo.png" is a small picture within an e-mail; The file "a.pdf" is empty',
		);
	});
});

describe('where documents are routed, files that were left out', () => {
	const context: OutputContext = {
		node: BARE_NODE,
		urlOfRun: ({ id }) => `https://hub/${id}`,
		source: (itemIndex) => ({ json: { order: itemIndex } }),
	};

	it('make no item when it was by wish', () => {
		const files = (['noDocument', 'otherType', 'inline', 'small'] as const).map((why) =>
			leftOut(why, 'a'),
		);
		expect(itemsOfLeftOut(context, files)).toEqual([]);
	});

	it('fail once for each input item, with what could not be read and why', () => {
		const files = [
			leftOut('empty', 'a.pdf', 3, 1),
			leftOut('unsupported', 'b.exe', 0, 4),
			leftOut('inline', 'logo.png', 3, 2),
			leftOut('unsupported', 'c.exe', 3, 5),
		];
		expect(itemsOfLeftOut(context, files)).toEqual([
			{
				route: 'failed',
				place: [3, 1, 0],
				item: {
					json: {
						file_names: ['a.pdf', 'c.exe'],
						reasons: [
							'The file "a.pdf" is empty',
							'The file "c.exe" is of a type that AI Hub does not list as supported',
						],
						source: { order: 3 },
					},
					binary: {
						at_1: { data: 'a.pdf', mimeType: 'text/plain' },
						at_5: { data: 'c.exe', mimeType: 'text/plain' },
					},
					pairedItem: { item: 3 },
				},
			},
			{
				route: 'failed',
				place: [0, 4, 0],
				item: {
					json: {
						file_names: ['b.exe'],
						reasons: ['The file "b.exe" is of a type that AI Hub does not list as supported'],
						source: { order: 0 },
					},
					binary: { at_4: { data: 'b.exe', mimeType: 'text/plain' } },
					pairedItem: { item: 0 },
				},
			},
		]);
	});
});
