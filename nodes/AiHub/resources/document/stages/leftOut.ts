import type { INodeExecutionData } from 'n8n-workflow';

import { invalidInput } from '../../../../shared/api/wire/errors';
import type { LeftOut, Why } from '../../../../shared/n8n/files/choose';
import type { OutputContext, RoutedItem } from './types';

/** A longer list nobody reads. */
const MOST_NAMES = 5;

const WORDS: Record<Why, string> = {
	empty: 'empty',
	unsupported: 'of a type that AI Hub does not list as supported',
	noDocument: 'a signature, an invitation or a contact, and no document',
	otherType: 'not of the File Types in the options',
	inline: 'a small picture within an e-mail',
	small: 'under the Smallest Size in the options',
};

/** Not by wish of the person: AI Hub could not have read it. */
const UNREADABLE: readonly Why[] = ['empty', 'unsupported'];

/** What is to be said of all files that were left out; undefined for none. */
export function leftOutNotice(leftOut: LeftOut[]): string | undefined {
	if (leftOut.length === 0) return undefined;
	const reasons = (Object.keys(WORDS) as Why[]).flatMap((why) => {
		const names = leftOut.filter((one) => one.why === why).map(({ file }) => file.givenName);
		return names.length > 0 ? [`${WORDS[why]}: ${shortened(names)}`] : [];
	});
	const count = leftOut.length === 1 ? '1 file was' : `${leftOut.length} files were`;
	return `${count} not sent to AI Hub. ${reasons.join('; ')}.`;
}

function shortened(names: string[]): string {
	const shown = names.slice(0, MOST_NAMES).join(', ');
	return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

/**
 * The error of an item of which nothing is left to send, because AI Hub could not have read it;
 * undefined where it is left out by wish, as the logo of a mail that brings nothing else.
 */
export function nothingToSend(leftOut: LeftOut[]): Error | undefined {
	if (!leftOut.some(isUnreadable)) return undefined;
	return invalidInput(
		leftOut.map(sentence).join('; '),
		'Nothing else of this item is to be sent. Check the node that made it, or the File Types in the options.',
	);
}

function isUnreadable({ why }: LeftOut): boolean {
	return UNREADABLE.includes(why);
}

/** Where documents are routed, the files that AI Hub could not have read: one item for each input item. */
export function itemsOfLeftOut(context: OutputContext, leftOut: LeftOut[]): RoutedItem[] {
	const byItem = new Map<number, LeftOut[]>();
	for (const one of leftOut.filter(isUnreadable)) {
		const { itemIndex } = one.file;
		byItem.set(itemIndex, [...(byItem.get(itemIndex) ?? []), one]);
	}
	return [...byItem].map(([itemIndex, ofItem]): RoutedItem => {
		const item: INodeExecutionData = {
			json: {
				file_names: ofItem.map(({ file }) => file.givenName),
				reasons: ofItem.map(sentence),
				source: context.source(itemIndex).json,
			},
			binary: Object.fromEntries(ofItem.map(({ file }) => [file.property, file.binary])),
			pairedItem: { item: itemIndex },
		};
		return { route: 'failed', place: [itemIndex, ofItem[0].file.position, 0], item };
	});
}

function sentence({ file, why }: LeftOut): string {
	return `The file "${file.givenName}" is ${WORDS[why]}`;
}
