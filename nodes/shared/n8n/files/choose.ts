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
export type Why = 'empty' | 'unsupported' | 'otherType' | 'inline' | 'small';

export interface LeftOut<T = ItemFile> {
	file: T;
	why: Why;
}

type Choosable = Pick<ItemFile, 'name' | 'givenName' | 'size'>;

/** Up to here a picture within a mail is taken for a logo; a page that can be read has more bytes. */
const INLINE_BYTES = 50 * 1024;
const IMAGES = new Set(['png', 'jpg', 'jpeg', 'gif', 'bmp', 'webp', 'svg']);
/** Outlook gives pictures within a mail such names. */
const INLINE_NAME = /^(image\d{3,}|outlook-.+)\.\w+$/i;

/**
 * Tells the files to send from those that are left out.
 * @param json of the item: a mail's text tells which pictures it shows
 */
export function chooseFiles<T extends Choosable>(
	files: T[],
	choice: FileChoice,
	json: IDataObject,
): { sent: T[]; leftOut: Array<LeftOut<T>> } {
	const shown = picturesShownIn(json);
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
	return extension === '' || isSupported(name) ? undefined : 'unsupported';
}

function isInline({ name, givenName, size }: Choosable, shown: ReadonlySet<string>): boolean {
	if (size > INLINE_BYTES || !IMAGES.has(extensionOf(name))) return false;
	return INLINE_NAME.test(givenName) || shown.has(givenName.toLowerCase());
}

/** Names of the pictures that the text of a mail shows, as in `<img src="cid:logo.png@01DB…">`. */
function picturesShownIn(json: IDataObject): Set<string> {
	const texts = Object.values(json).filter((value): value is string => typeof value === 'string');
	const ids = texts.flatMap((text) => [...text.matchAll(/\bcid:([^"'\s<>)@]+)/gi)]);
	return new Set(ids.map(([, id]) => id.toLowerCase()));
}
