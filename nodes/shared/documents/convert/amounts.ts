import { shown } from '../values';
import { currencyIn } from './currencies';
import { folded, hasOtherDigits, mayBe, type Reading } from './text';

export type DecimalSign = '.' | ',';

export interface Amount {
	/** A number; where that would change digits, a text of digits with a decimal point. */
	value: number | string;
	/** ISO code, or the sign as it is written where several currencies have it; null for none. */
	currency: string | null;
}

const SIGN_WORDS = { '.': 'point', ',': 'comma' };

/** What stands before the number, the number, a dash in place of cents, what stands behind it. */
const PARTS = /^(\D*?)((?:(?<!\p{L})[.,])?\d(?:[\d., ']*\d)?)([.,]-{1,2})?(\D*)$/u;

/**
 * Reads an amount of money, such as `$465.48`, `3.350,09 EUR`, `(1'200.00)` or `12,50-`.
 * @param sign how decimals are set off; undefined: either, and what could be both is refused
 */
export function readAmount(text: string, sign?: DecimalSign): Reading<Amount> {
	const plain = folded(text);
	if (hasOtherDigits(plain)) return refused(text, 'has digits other than 0 to 9');
	const parts = PARTS.exec(plain);
	if (!parts) return refused(text, 'is no amount');
	const [, before, digits, dash = '', behind] = parts;
	const around = signed(before, behind);
	const currency = around && currencyIn(around.texts);
	if (!around || currency === undefined) return refused(text, 'is no amount');
	const read = (one: DecimalSign) => decimalOf(digits, dash, one);
	const values = new Set((sign ? [sign] : (['.', ','] as const)).flatMap((one) => read(one) ?? []));
	const numbers = [...values].map((one) => exact(one, around.minus));
	if (numbers.length > 1) return refused(text, mayBe(numbers.map(String)));
	if (numbers.length === 1) return { ok: true, value: { value: numbers[0], currency } };
	const isOther = sign && read(sign === '.' ? ',' : '.') !== undefined;
	return refused(
		text,
		isOther ? `is not written with a decimal ${SIGN_WORDS[sign]}` : 'is no amount',
	);
}

function refused(text: string, problem: string): { ok: false; problem: string } {
	return { ok: false, problem: `${shown(text)} ${problem}` };
}

/** Whether the number is negative, and the words around it; undefined where that is not clear. */
function signed(before: string, behind: string): { minus: boolean; texts: string[] } | undefined {
	let texts = [before, behind];
	const strip = (index: 0 | 1, pattern: RegExp): boolean => {
		const stripped = texts[index].replace(pattern, '');
		const isThere = stripped !== texts[index];
		texts[index] = stripped;
		return isThere;
	};
	const inBrackets = texts[0].includes('(') && texts[1].includes(')');
	if (inBrackets) texts = [texts[0].replace('(', ''), texts[1].replace(')', '')];
	const plus = strip(0, /^\+ ?|\+ ?$/);
	// A dash between a word and a number may be a hyphen.
	const front = strip(0, /^-|(?<!\p{L})-$/u);
	const end = strip(1, /^-(?!\p{L})|^ -$/u);
	const signs = [inBrackets, plus, front, end].filter(Boolean).length;
	// A sign that is left is no currency.
	if (signs > 1) return undefined;
	return { minus: signs === 1 && !plus, texts };
}

/** The number in plain digits, as `1234.5`; undefined where decimals are not set off so. */
function decimalOf(digits: string, dash: string, sign: DecimalSign): string | undefined {
	const [whole, decimals, ...more] = digits.split(sign);
	if (more.length > 0 || (dash !== '' && (decimals !== undefined || dash[0] !== sign))) {
		return undefined;
	}
	if (decimals !== undefined && !/^\d+$/.test(decimals)) return undefined;
	if (!isWhole(whole)) return undefined;
	const units = whole.replace(/\D/g, '').replace(/^0+/, '') || '0';
	const cents = (decimals ?? '').replace(/(?<!0)0+$/, '');
	return cents === '' ? units : `${units}.${cents}`;
}

/** Digits without groups, or in groups of three, or as in India. What sets off decimals is in none. */
function isWhole(digits: string): boolean {
	const ofThree = /^[1-9]\d{0,2}([., '])\d{3}(?:\1\d{3})*$/;
	const asInIndia = /^[1-9]\d?(,\d\d)+,\d{3}$/;
	return [/^\d*$/, ofThree, asInIndia].some((form) => form.test(digits));
}

function exact(value: string, minus: boolean): number | string {
	if (value === '0') return 0;
	const text = minus ? `-${value}` : value;
	const number = Number(text);
	return String(number) === text ? number : text;
}
