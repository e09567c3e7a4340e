import type { IDataObject } from 'n8n-workflow';

import { extensionOf } from '../../api/work/fileNames';
import { isSupported, typeOf } from '../../api/work/fileTypes';
import type { ItemFile } from './itemFile';

/** Which of the files that an item brings are to be sent. */
export interface FileChoice {
	/** Undefined for those AI Hub lists as supported. */
	types?: ReadonlySet<string> | 'all';
	/** Bytes. */
	smallestSize: number;
	withoutInlineImages: boolean;
}

/** Why a file is left out. */
export type Why = 'empty' | 'unsupported' | 'noDocument' | 'otherType' | 'inline' | 'small';

export interface LeftOut<T = ItemFile> {
	file: T;
	why: Why;
}

type Choosable = Pick<ItemFile, 'name' | 'givenName' | 'size' | 'mimeType'>;

/** Up to here a picture that a mail shows is taken for a logo; a page that can be read has more bytes. */
const SHOWN_BYTES = 50 * 1024;
/** The same where its name alone tells. */
const NAMED_BYTES = 10 * 1024;
const IMAGES = new Set(['png', 'jpg', 'jpeg', 'gif', 'bmp', 'webp', 'svg']);
/** Outlook gives pictures within a mail such names. */
const INLINE_NAME = /^(image\d{3,}|outlook-.+)\.\w+$/i;
/** A mail's text is not deeper in the item, as in Outlook's `body.content`. */
const DEEPEST = 3;
/** What mails bring along besides documents: signatures, keys, invitations, contacts. */
const NO_DOCUMENTS = new Set(['asc', 'ics', 'p7s', 'pgp', 'sig', 'vcf']);

/**
 * Tells the files to send from those that are left out.
 * @param json of the item: a mail's text tells which pictures it shows
 */
export function chooseFiles<T extends Choosable>(
	files: T[],
	choice: FileChoice,
	json: IDataObject,
): { sent: T[]; leftOut: Array<LeftOut<T>> } {
	const shown = new Set(picturesShownIn(json, 0));
	const sent: T[] = [];
	const leftOut: Array<LeftOut<T>> = [];
	for (const file of files) {
		const why = whyNot(file, choice, shown);
		if (why === undefined) sent.push(file);
		else leftOut.push({ file, why });
	}
	return { sent, leftOut };
}

function whyNot(file: Choosable, choice: FileChoice, shown: ReadonlySet<string>): Why | undefined {
	if (file.size === 0) return 'empty';
	const type = whyNotOfType(file.name, choice.types);
	if (type !== undefined) return type;
	if (choice.withoutInlineImages && isInline(file, shown)) return 'inline';
	return file.size < choice.smallestSize ? 'small' : undefined;
}

function whyNotOfType(name: string, types: FileChoice['types']): Why | undefined {
	const extension = extensionOf(name);
	if (types === 'all') return undefined;
	if (types) return types.has(typeOf(extension)) ? undefined : 'otherType';
	// Of a name without an extension it cannot be said that AI Hub does not read it.
	if (extension === '' || isSupported(name)) return undefined;
	return NO_DOCUMENTS.has(extension) ? 'noDocument' : 'unsupported';
}

function isInline(file: Choosable, shown: ReadonlySet<string>): boolean {
	const { name, givenName, size } = file;
	if (size > SHOWN_BYTES || !IMAGES.has(extensionOf(name))) return false;
	if (size <= NAMED_BYTES && INLINE_NAME.test(givenName)) return true;
	return shown.has(givenName.toLowerCase()) || shown.has(pictureKey(file));
}

/**
 * The pictures that the text of a mail shows: names, as in `<img src="cid:logo.png@01DB…">`, or type
 * and size, where n8n has put the picture itself into the text.
 */
function picturesShownIn(value: unknown, depth: number): string[] {
	if (typeof value === 'string') return [...cidNames(value), ...embedded(value)];
	if (typeof value !== 'object' || value === null || depth === DEEPEST) return [];
	return Object.values(value).flatMap((inner) => picturesShownIn(inner, depth + 1));
}

function cidNames(text: string): string[] {
	const ids = [...text.matchAll(/\bcid:([^"'\s<>)@]+)/gi)];
	return ids.map(([, id]) => id.toLowerCase());
}

function embedded(text: string): string[] {
	const pictures = text.matchAll(/\bdata:(image\/[a-z+.-]+);base64,([a-z0-9+/]+)/gi);
	return [...pictures].map(([, mimeType, { length }]) =>
		pictureKey({ mimeType, size: Math.floor((length * 3) / 4) }),
	);
}

function pictureKey({ mimeType, size }: Pick<Choosable, 'mimeType' | 'size'>): string {
	return `${mimeType.toLowerCase()} ${size}`;
}
