import { assert, constantFrom, date, property, string } from 'fast-check';

import { type DateForm, readDate } from '../../../../nodes/shared/documents/convert/dates';
import { printable } from '../../../support/characters';

const dateOf = (text: string, form?: DateForm) => {
	const read = readDate(text, form);
	return read.ok ? read.value : read.problem;
};

const MARCH_20 = '2026-03-20';
const CLEAR: Array<[text: string, iso: string]> = [
	...[
		'2026-03-20',
		'2026-3-20',
		'2026/03/20',
		'2026.03.20',
		'2026. 03. 20.',
		'20260320',
		'2026-03-20T10:15:00Z',
		'2026-03-20 10:15',
		'2026-03-20T23:59:59.999+02:00',
		'20.03.2026',
		'20.3.2026',
		'20. 3. 2026',
		'20.03.2026 14:30 Uhr',
		'20/03/2026',
		'20-03-2026',
		'20 03 2026',
		'03/20/2026',
		'3/20/2026',
		'03/20/2026, 2:30 PM',
		'03-20-2026',
		'03.20.2026',
		'March 20, 2026',
		'march 20 2026',
		'MARCH 20, 2026',
		'Mar 20, 2026',
		'Mar. 20, 2026',
		'March 20th, 2026',
		'20 March 2026',
		'20th of March, 2026',
		'the 20th of March 2026',
		'20-Mar-2026',
		'20/Mar/2026',
		'20MAR2026',
		'Mar-20-2026',
		'March 20-2026',
		'2026 March 20',
		'2026-Mar-20',
		'Friday, March 20, 2026',
		'Fri, 20 Mar 2026',
		'Fri, 20 Mar 2026 10:15:00 GMT',
		'20. März 2026',
		'20. Mrz. 2026',
		'20. Maerz 2026',
		'den 20. März 2026',
		'Freitag, 20. März 2026',
		'Fr., 20. März 2026',
		'20 mars 2026',
		'le 20 mars 2026',
		'vendredi 20 mars 2026',
		'20 de marzo de 2026',
		'20 marzo 2026',
		'viernes, 20 de marzo de 2026',
		'20 de março de 2026',
		'20 maart 2026',
		'20 mrt 2026',
		'2026年3月20日',
		'2026 年 03 月 20 日',
		'2026년 3월 20일',
		'２０２６年３月２０日',
		'20\u00a0March\u00a02026',
		'20‑03‑2026',
	].map((text): [string, string] => [text, MARCH_20]),
	['1 January 2026', '2026-01-01'],
	['1st January 2026', '2026-01-01'],
	['1. Jänner 2026', '2026-01-01'],
	['1er janvier 2026', '2026-01-01'],
	['1º de enero de 2026', '2026-01-01'],
	['1 gennaio 2026', '2026-01-01'],
	['2 févr. 2026', '2026-02-02'],
	['2 feb 2026', '2026-02-02'],
	['29 February 2024', '2024-02-29'],
	['3 avril 2026', '2026-04-03'],
	['3 abr. 2026', '2026-04-03'],
	['4 May 2026', '2026-05-04'],
	['4. Mai 2026', '2026-05-04'],
	['4 mei 2026', '2026-05-04'],
	['4 maggio 2026', '2026-05-04'],
	['5 juin 2026', '2026-06-05'],
	['5. Juni 2026', '2026-06-05'],
	['6 juillet 2026', '2026-07-06'],
	['6 juil. 2026', '2026-07-06'],
	['6 luglio 2026', '2026-07-06'],
	['7 août 2026', '2026-08-07'],
	['7 aout 2026', '2026-08-07'],
	['7 ago 2026', '2026-08-07'],
	['8 Sept. 2026', '2026-09-08'],
	['8 setiembre 2026', '2026-09-08'],
	['9. Okt. 2026', '2026-10-09'],
	['9 ottobre 2026', '2026-10-09'],
	['9 out. 2026', '2026-10-09'],
	['10 nov. 2026', '2026-11-10'],
	['11. Dez. 2026', '2026-12-11'],
	['11 déc. 2026', '2026-12-11'],
	['11 dic 2026', '2026-12-11'],
	['04/04/2026', '2026-04-04'],
	['31.12.1999', '1999-12-31'],
];

const REFUSED: Array<[text: string, problem: string]> = [
	['03/04/2026', 'may be 2026-04-03 or 2026-03-04'],
	['3.4.2026', 'may be 2026-04-03 or 2026-03-04'],
	['03-04-2026', 'may be 2026-04-03 or 2026-03-04'],
	['20.03.26', 'has a year of two digits'],
	['03/20/26', 'has a year of two digits'],
	['March 20, 26', 'has a year of two digits'],
	["20 Mar '26", 'has a year of two digits'],
	['31.02.2026', 'is no date'],
	['29 February 2026', 'is no date'],
	['2026-13-01', 'is no date'],
	['2026-31-12', 'is no date'],
	['00.03.2026', 'is no date'],
	['32/03/2026', 'is no date'],
	['0026-03-20', 'is no date'],
	['20.03/2026', 'is no date'],
	['20.03.', 'is no date'],
	['March 2026', 'is no date'],
	['03.2026', 'is no date'],
	['20 March', 'is no date'],
	['2026', 'is no date'],
	['45000', 'is no date'],
	['14032026', 'is no date'],
	['120260314', 'is no date'],
	['202603141', 'is no date'],
	['12026年3月14日', 'is no date'],
	['2026年3月14日5', 'is no date'],
	['20 March 202', 'is no date'],
	['20 March 02026', 'is no date'],
	['20 March 999999', 'is no date'],
	['2026 March 99999999999999999999', 'is no date'],
	['020 March 2026', 'is no date'],
	['20.3.202', 'is no date'],
	['003.4.2026', 'is no date'],
	['20 March #2026', 'is no date'],
	['0999-03-20', 'is no date'],
	['3 jui 2026', 'is no date'],
	['mar. 3 avr. 2026', 'is no date'],
	['3 ma 2026', 'is no date'],
	['20 March 2026 or 21 March 2026', 'is no date'],
	['20-22 March 2026', 'is no date'],
	['due 20 March 2026', 'is no date'],
	['20 Marchember 2026', 'is no date'],
	['20 March 2026 BC', 'is no date'],
	['1,234.56', 'is no date'],
	['soon', 'is no date'],
	['٢٠/٠٣/٢٠٢٦', 'has digits other than 0 to 9'],
	['20 March 2026 '.repeat(20), 'is no date'],
];

test.each(CLEAR)('%j is %s', (text, iso) => {
	expect(dateOf(text)).toBe(iso);
});

test.each(REFUSED)('%j stays: it %s', (text, problem) => {
	expect(dateOf(text).endsWith(` ${problem}`)).toBe(true);
});

test.each<[string, DateForm, string]>([
	['03/04/2026', { order: 'dayFirst' }, '2026-04-03'],
	['03/04/2026', { order: 'monthFirst' }, '2026-03-04'],
	['20/03/2026', { order: 'monthFirst' }, '"20/03/2026" is not written with the month first'],
	['03/20/2026', { order: 'dayFirst' }, '"03/20/2026" is not written with the day first'],
	['2026-03-04', { order: 'dayFirst' }, '2026-03-04'],
	['March 4, 2026', { order: 'dayFirst' }, '2026-03-04'],
	['03/04/26', { order: 'dayFirst' }, '"03/04/26" has a year of two digits'],
	['03/04/26', { order: 'dayFirst', shortYears: true }, '2026-04-03'],
	['03/04/26', { order: 'monthFirst', shortYears: true }, '2026-03-04'],
	['03/04/2026', { order: 'dayFirst', shortYears: true }, '2026-04-03'],
	['4 Mar 26', { order: 'dayFirst', shortYears: true }, '2026-03-04'],
	['Fri, 4-Mar-26', { order: 'dayFirst', shortYears: true }, '2026-03-04'],
	['Mar/04/26', { order: 'dayFirst', shortYears: true }, '2026-03-04'],
	["March 4, '26", { order: 'dayFirst', shortYears: true }, '2026-03-04'],
	['03/04/05', { shortYears: true }, '"03/04/05" may be 2005-04-03 or 2005-03-04 or 2003-04-05'],
	[
		'32/04/26',
		{ order: 'dayFirst', shortYears: true },
		'"32/04/26" is not written with the day first',
	],
])('%j with %j', (text, form, expected) => {
	expect(dateOf(text, form)).toBe(expected);
});

test.each([
	'13-14 March',
	'13, 14 March',
	'Fri, 13 / 14 March',
	'March 13-14',
	'March 13 / 14',
	'Mar/13-14',
])('%j is no date with a year of two digits', (text) => {
	expect(dateOf(text, { order: 'dayFirst', shortYears: true })).toBe(`"${text}" is no date`);
});

const days = date({
	min: new Date('1000-01-01'),
	max: new Date('2999-12-31'),
	noInvalidDate: true,
});
const LANGUAGES = ['en-US', 'en-GB', 'de-DE', 'fr-FR', 'es-ES', 'it-IT', 'pt-BR', 'nl-NL'];

test('a date comes back, however it is written', () => {
	assert(
		property(days, constantFrom(...'./-'), constantFrom(...LANGUAGES), (day, mark, language) => {
			const iso = day.toISOString().slice(0, 10);
			const [year, month, ofMonth] = iso.split('-');
			expect(dateOf(iso)).toBe(iso);
			expect(dateOf([ofMonth, month, year].join(mark), { order: 'dayFirst' })).toBe(iso);
			expect(dateOf([month, ofMonth, year].join(mark), { order: 'monthFirst' })).toBe(iso);
			for (const style of ['long', 'full'] as const) {
				const text = new Intl.DateTimeFormat(language, { dateStyle: style, timeZone: 'UTC' });
				expect(dateOf(text.format(day))).toBe(iso);
			}
		}),
	);
});

test('any text gives an answer', () => {
	assert(
		property(string({ unit: printable }), (text) => {
			expect(typeof readDate(text, { shortYears: true }).ok).toBe('boolean');
		}),
	);
});
