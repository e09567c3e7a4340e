/** A value that was read from a text, or why it cannot be read. */
export type Reading<T> = { ok: true; value: T } | { ok: false; problem: string };

/** No amount and no date is longer. */
const LONGEST = 120;

const DASHES = /[\u2010-\u2015\u2212\ufe63]/g;
const WIDE_SIGNS: Record<string, string> = { '\uffe1': '£', '\uffe5': '¥', '\uffe6': '₩' };
const APOSTROPHES = /[\u2018\u2019\u02bc\u00b4`]/g;

/**
 * A text with one kind each of blank, dash and apostrophe, and with the full width characters of
 * East Asia as plain ones; nothing of one that is too long to be an amount or a date.
 */
export function folded(text: string): string {
	if (text.length > LONGEST) return '';
	return text
		.normalize('NFC')
		.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
		.replace(/[\uffe1\uffe5\uffe6]/g, (wide) => WIDE_SIGNS[wide])
		.replace(DASHES, '-')
		.replace(APOSTROPHES, "'")
		.replace(/[\u200b\u200e\u200f\u2060\u202a-\u202e\ufeff]/g, '')
		.replace(/\s+/g, ' ')
		.trim();
}

/** True for digits of other scripts, which are not guessed at. */
export function hasOtherDigits(text: string): boolean {
	return /(?![0-9])\p{Nd}/u.test(text);
}

/** The values that a text may have, as a sentence goes on. */
export function mayBe(values: string[]): string {
	return `may be ${values.join(' or ')}`;
}
