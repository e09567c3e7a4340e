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
	const written = (order?: DateOrder) => (numbers ? inNumbers(numbers, order) : inWords(plain));
	const dates = datesOf(written(form.order), form.shortYears);
	if (dates.length > 1) return refused(text, mayBe(dates));
	if (dates.length === 1) return { ok: true, value: dates[0] };
	if (form.order && datesOf(written(), form.shortYears).length > 0) {
		return refused(text, `is not written with the ${ORDER_WORDS[form.order]} first`);
	}
	const isShort = datesOf(written(form.order), true).length > 0;
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

function inNumbers([first, second, third]: string[], order?: DateOrder): Parts[] {
	const yearFirst: Parts = [first, second, third];
	const yearLast: Record<DateOrder, Parts> = {
		dayFirst: [third, second, first],
		monthFirst: [third, first, second],
	};
	if (first.length === 4) return [yearFirst];
	return order ? [yearLast[order]] : [...Object.values(yearLast), yearFirst];
}

/** A month by its name, a day, and a year at either end; two digits are a year only behind the day. */
function inWords(text: string): Parts[] | undefined {
	if (/[^\p{L}\p{M}\d .,/'()-]/u.test(text)) return undefined;
	const words = text.match(/[\p{L}\p{M}]+/gu);
	const numbers = text.match(/\d+/g);
	if (!words || numbers?.length !== 2) return undefined;
	const names = words.filter((word) => monthOf(word) !== undefined);
	const isKnown = words.every((word) => names.includes(word) || isFiller(word));
	if (!isKnown || names.length !== 1) return undefined;
	const [one, other] = numbers;
	const month = String(monthOf(names[0]));
	if (one.length === 4) return [[one, month, other]];
	return other.length === 2 && areDays(text, names[0]) ? undefined : [[other, month, one]];
}

/** Two days and no year, as in `13-14 March` and `March 13-14`; `Mar-13-14` is a date. */
function areDays(text: string, month: string): boolean {
	const isMonthLast = !/\d/.test(text.slice(text.lastIndexOf(month)));
	return isMonthLast || (/\d ?[-/] ?\d/.test(text) && !/([-/])\d+\1\d/.test(text));
}

/** Those that are in the calendar, each once. */
function datesOf(parts: Parts[] | undefined, shortYears?: boolean): string[] {
	return [...new Set(parts?.flatMap((one) => isoOf(one, shortYears) ?? []))];
}

function isoOf([year, month, day]: Parts, shortYears?: boolean): string | undefined {
	const full = shortYears && year.length === 2 ? `20${year}` : year;
	const iso = `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(iso)) return undefined;
	// The 31st of a month that has none is a day of the next one here.
	const date = new Date(Date.UTC(Number(full), Number(month) - 1, Number(day)));
	return date.toISOString().startsWith(iso) ? iso : undefined;
}
