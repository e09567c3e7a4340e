import { readAmount } from '../../../../nodes/shared/documents/convert/amounts';

test.each<[text: string, value: number, currency: string | null]>([
	['-12.50', -12.5, null],
	['- 12.50', -12.5, null],
	['−12,50', -12.5, null],
	['–12,50', -12.5, null],
	['+12.50', 12.5, null],
	['12.50-', -12.5, null],
	['12,50 -', -12.5, null],
	['12,50- EUR', -12.5, 'EUR'],
	['(12.50)', -12.5, null],
	['($1,200.00)', -1200, '$'],
	['$(1,200.00)', -1200, '$'],
	['(1.200,00) EUR', -1200, 'EUR'],
	['EUR (1.200,00)', -1200, 'EUR'],
	['-$465.48', -465.48, '$'],
	['$-465.48', -465.48, '$'],
	['$ -465.48', -465.48, '$'],
	['EUR -465,48', -465.48, 'EUR'],
	['-€ 1.000.000', -1000000, 'EUR'],
	['( 12.50 )', -12.5, null],
	['+€12.50', 12.5, 'EUR'],
	['EUR +12.50', 12.5, 'EUR'],
	['12.50-€', -12.5, 'EUR'],
])('%j is %j, %j', (text, value, currency) => {
	expect(readAmount(text)).toEqual({ ok: true, value: { value, currency } });
});

test.each([
	'--12',
	'-12-',
	'-(12)',
	'+-12',
	'(12',
	'12)',
	'12 - EUR',
	'EUR-12',
	'12-EUR',
	'12.50-kr',
	'EUR + EUR 12',
	'EUR - 12',
	'€- 12',
	'US -$12',
	'12 EUR -',
	'12+',
	'EUR (12',
])('%j stays: whether it is negative is not clear', (text) => {
	expect(readAmount(text)).toEqual({ ok: false, problem: `"${text}" is no amount` });
});
