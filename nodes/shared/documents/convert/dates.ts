import { shown } from '../values';
import { isFiller, monthOf } from './months';
import { folded, hasOtherDigits, mayBe, type Reading } from './text';

export type DateOrder = 'dayFirst' | 'monthFirst';

export interface DateForm {
	/** Undefined: either, and what could be both is refused. */
	order?: DateOrder;
	/** `26` is 2026; without it, such years are refused. */
	shortYears?: boolean;
}

type Parts = [year: string, month: string, day: string];

const TIME =
	/(?:T|,? (?:at )?)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(?:[ap]\.?m\.?|uhr)? ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const NUMBERS = /^(\d{1,4}) ?([-./ ]) ?(\d{1,2}) ?\2 ?(\d{1,4})\.?$/;
const ORDER_WORDS = { dayFirst: 'day', monthFirst: 'month' };

/**
 * Reads a date, such as `March 20, 2026`, `14.03.2026` or `2026-03-14T10:00:00Z`, as ISO 8601. A time
 * of day is left out.
 */
export function readDate(text: string, form: DateForm = {}): Reading<string> {
	const plain = folded(text).replace(TIME, '');
	if (hasOtherDigits(plain)) return refused(text, 'has digits other than 0 to 9');
	const numbers = numbersIn(plain);
	const read = (one: DateForm) => (numbers ? inNumbers(numbers, one) : inWords(plain, one));
	const dates = datesOf(read(form));
	if (dates.length === 1) return { ok: true, value: dates[0] };
	if (dates.length > 1) return refused(text, mayBe(dates));
	if (form.order && datesOf(read({ ...form, order: undefined })).length > 0) {
		return refused(text, `is not written with the ${ORDER_WORDS[form.order]} first`);
	}
	const isShort = datesOf(read({ ...form, shortYears: true })).length > 0;
	return refused(text, isShort ? 'has a year of two digits' : 'is no date');
}

function refused(text: string, problem: string): { ok: false; problem: string } {
	return { ok: false, problem: `${shown(text)} ${problem}` };
}

/** Three numbers in the order in which they are written. */
function numbersIn(text: string): string[] | undefined {
	const together = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
	if (together) return together.slice(1);
	const eastern = /^(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]$/.exec(text);
	if (eastern) return eastern.slice(1);
	const apart = NUMBERS.exec(text);
	return apart ? [apart[1], apart[3], apart[4]] : undefined;
}

function inNumbers([first, second, third]: string[], { order, shortYears }: DateForm): Parts[] {
	const dayFirst: Parts = [third, second, first];
	const monthFirst: Parts = [third, first, second];
	if (first.length === 4) return [[first, second, third]];
	const yearLast = [
		...(order === 'monthFirst' ? [] : [dayFirst]),
		...(order === 'dayFirst' ? [] : [monthFirst]),
	];
	if (third.length === 4) return yearLast;
	if (!shortYears) return [];
	return order ? yearLast : [...yearLast, [first, second, third]];
}

/** A month by its name, a day, and a year at either end; two digits are a year only behind the day. */
function inWords(text: string, { shortYears }: DateForm): Parts[] {
	if (/[^\p{L}\p{M}\d .,/'()-]/u.test(text)) return [];
	const words = text.match(/[\p{L}\p{M}]+/gu) ?? [];
	const months = words.flatMap((word) => monthOf(word) ?? []);
	const isKnown = words.every((word) => monthOf(word) !== undefined || isFiller(word));
	const numbers = text.match(/\d+/g) ?? [];
	if (!isKnown || months.length !== 1 || numbers.length !== 2) return [];
	const [one, other] = numbers;
	const month = String(months[0]);
	if (one.length === 4) return [[one, month, other]];
	return other.length === 4 || shortYears ? [[other, month, one]] : [];
}

/** Those that are in the calendar, each once. */
function datesOf(parts: Parts[]): string[] {
	return [...new Set(parts.flatMap((one) => isoOf(one) ?? []))];
}

function isoOf([year, month, day]: Parts): string | undefined {
	if (![2, 4].includes(year.length) || month.length > 2 || day.length > 2) return undefined;
	const full = year.length === 2 ? `20${year}` : year;
	const two = (part: string) => part.padStart(2, '0');
	const date = new Date(Date.UTC(Number(full), Number(month) - 1, Number(day)));
	const iso = `${full}-${two(month)}-${two(day)}`;
	const isReal = Number(full) >= 1000 && date.toISOString().startsWith(`${iso}T`);
	return isReal ? iso : undefined;
}
