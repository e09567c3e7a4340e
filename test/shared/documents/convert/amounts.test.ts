import { array, assert, constantFrom, integer, nat, property, record, string } from 'fast-check';

import { type DecimalSign, readAmount } from '../../../../nodes/shared/documents/convert/amounts';
import { printable } from '../../../support/characters';

const valueOf = (text: string, sign?: DecimalSign) => {
	const read = readAmount(text, sign);
	return read.ok ? read.value : read.problem;
};

/** Text → number and currency, where nobody says how decimals are set off. */
const CLEAR: Array<[text: string, value: number | string, currency: string | null]> = [
	['$465.48', 465.48, '$'],
	['3.350,09 EUR', 3350.09, 'EUR'],
	['2.815,20', 2815.2, null],
	['1234', 1234, null],
	['0', 0, null],
	['0.00', 0, null],
	['-0,00', 0, null],
	['007', 7, null],
	['12.5', 12.5, null],
	['12,5', 12.5, null],
	['12.50', 12.5, null],
	['12,50', 12.5, null],
	['0.125', 0.125, null],
	['0,125', 0.125, null],
	['.50', 0.5, null],
	[',5', 0.5, null],
	['$.50', 0.5, '$'],
	['1.2345', 1.2345, null],
	['1234.567', 1234.567, null],
	['1234,567', 1234.567, null],
	['1,234.56', 1234.56, null],
	['1.234,56', 1234.56, null],
	['1,234,567', 1234567, null],
	['1.234.567', 1234567, null],
	['1,234,567.891', 1234567.891, null],
	['1.234.567,8', 1234567.8, null],
	['12,345.678', 12345.678, null],
	['1 234', 1234, null],
	['1 234,56', 1234.56, null],
	['1 234.56', 1234.56, null],
	['1\u00a0234,56\u00a0€', 1234.56, 'EUR'],
	['1\u202f234\u202f567,89 €', 1234567.89, 'EUR'],
	['1\u2009234,5', 1234.5, null],
	["1'234.50", 1234.5, null],
	['1’234’567.05', 1234567.05, null],
	["CHF 1'200.00", 1200, 'CHF'],
	["1'234,50 Fr.", 1234.5, 'Fr.'],
	['CHF 12.-', 12, 'CHF'],
	['12.--', 12, null],
	['12.— CHF', 12, 'CHF'],
	['12,- €', 12, 'EUR'],
	['1.234,-', 1234, null],
	['1,234.–', 1234, null],
	['-12,-', -12, null],
	['12,34,567.89', 1234567.89, null],
	['₹ 1,23,456', 123456, 'INR'],
	['Rs. 12,34,56,789', 123456789, 'Rs.'],
	['Rs.500', 500, 'Rs.'],
	['Rs.500 INR', 500, 'INR'],
	['US$ 12.00', 12, 'USD'],
	['US $12.00', 12, 'USD'],
	['$12.00 USD', 12, 'USD'],
	['CAD $12.00', 12, 'CAD'],
	['C$12.00', 12, 'C$'],
	['CA$12.00', 12, 'CAD'],
	['A$12.00', 12, 'AUD'],
	['NZ$12.00', 12, 'NZD'],
	['HK$1,000.00', 1000, 'HKD'],
	['NT$300', 300, 'TWD'],
	['S$4.20', 4.2, 'SGD'],
	['R$ 1.234,56', 1234.56, 'BRL'],
	['MX$99.90', 99.9, 'MXN'],
	['usd 12.00', 12, 'USD'],
	['12.00 Eur', 12, 'EUR'],
	['12,00 Euro', 12, 'EUR'],
	['€12', 12, 'EUR'],
	['12€', 12, 'EUR'],
	['£1,234.56', 1234.56, '£'],
	['£1,234.56 GBP', 1234.56, 'GBP'],
	['¥15000', 15000, '¥'],
	['¥15000 JPY', 15000, 'JPY'],
	['15000円', 15000, 'JPY'],
	['￥１２，３４５，６７８', 12345678, '¥'],
	['₩1,500,000', 1500000, '₩'],
	['₩1,500,000 KRW', 1500000, 'KRW'],
	['₽ 99,90', 99.9, 'RUB'],
	['99,90 руб.', 99.9, 'руб.'],
	['99,90 руб. RUB', 99.9, 'RUB'],
	['₺12,50', 12.5, 'TRY'],
	['12,50 TL', 12.5, 'TRY'],
	['₪12.50', 12.5, 'ILS'],
	['₴12,50', 12.5, 'UAH'],
	['₫ 12.000.000', 12000000, 'VND'],
	['₱12.50', 12.5, '₱'],
	['฿12.50', 12.5, 'THB'],
	['₦12.50', 12.5, 'NGN'],
	['1 234,50 kr', 1234.5, 'kr'],
	['kr. 1.234,50', 1234.5, 'kr.'],
	['SEK 1 234,50', 1234.5, 'SEK'],
	['1 234,50 kr SEK', 1234.5, 'SEK'],
	['1 234,56 zł', 1234.56, 'PLN'],
	['1 234,56 Kč', 1234.56, 'CZK'],
	['12 345 Ft', 12345, 'HUF'],
	['12,50 lei', 12.5, 'lei'],
	['RM12.50', 12.5, 'MYR'],
	['Rp 12.000.000', 12000000, 'IDR'],
	['AED 1,000.00', 1000, 'AED'],
	['12,50 DEM', 12.5, 'DEM'],
	['  12.50  ', 12.5, null],
	['12.50\n', 12.5, null],
	['12345678901234567890', '12345678901234567890', null],
	['12,345,678,901,234,567.89', '12345678901234567.89', null],
	['-9007199254740993', '-9007199254740993', null],
	['9007199254740991', 9007199254740991, null],
	['0.0000001', '0.0000001', null],
];

const REFUSED: Array<[text: string, problem: string]> = [
	['1.234', 'may be 1.234 or 1234'],
	['1,234', 'may be 1234 or 1.234'],
	['$12,345', 'may be 12345 or 12.345'],
	['(999.999)', 'may be -999.999 or -999999'],
	['1.234-', 'may be -1.234 or -1234'],
	['+1.234', 'may be 1.234 or 1234'],
	['12.34.56', 'is no amount'],
	['12.34.567', 'is no amount'],
	['1,23,45', 'is no amount'],
	['123,45,678', 'is no amount'],
	['1,23,4567', 'is no amount'],
	['1.234,567.89', 'is no amount'],
	['1,234.567,89', 'is no amount'],
	['1 23', 'is no amount'],
	['12 34 567', 'is no amount'],
	['1,2345,6789', 'is no amount'],
	['1.23.456', 'is no amount'],
	["1'23", 'is no amount'],
	['1..2', 'is no amount'],
	['12.', 'is no amount'],
	['12.50.-', 'is no amount'],
	['1.234.-', 'is no amount'],
	['12 000 EUR 13', 'is no amount'],
	['12€50', 'is no amount'],
	['1e5', 'is no amount'],
	['0x10', 'is no amount'],
	['10%', 'is no amount'],
	['12k', 'is no amount'],
	['1.5 Mio. EUR', 'is no amount'],
	['approx. 12', 'is no amount'],
	['Total: 12.50', 'is no amount'],
	['12.50 CR', 'is no amount'],
	['12.50 EUR USD', 'is no amount'],
	['€12.50 USD', 'is no amount'],
	['$12.50 EUR', 'is no amount'],
	['12-15', 'is no amount'],
	['1/2', 'is no amount'],
	['12²', 'is no amount'],
	['½', 'is no amount'],
	['٣٫٥٠', 'has digits other than 0 to 9'],
	['१२३', 'has digits other than 0 to 9'],
	['12٣', 'has digits other than 0 to 9'],
	['E£ 12.00', 'is no amount'],
	['JP¥ 15000', 'is no amount'],
	['12,50 DM', 'is no amount'],
	['free', 'is no amount'],
	['-', 'is no amount'],
	['1'.repeat(200), 'is no amount'],
];

test.each(CLEAR)('%j is %j, %j', (text, value, currency) => {
	expect(valueOf(text)).toEqual({ value, currency });
});

test.each(REFUSED)('%j stays: it %s', (text, problem) => {
	expect(valueOf(text)).toMatch(/^".*$/s);
	expect(String(valueOf(text)).endsWith(problem)).toBe(true);
});

test.each<[string, DecimalSign, number | string]>([
	['1.234', '.', 1.234],
	['1.234', ',', 1234],
	['1,234', '.', 1234],
	['1,234', ',', 1.234],
	['12.5', ',', '"12.5" is not written with a decimal comma'],
	['1,234.56', ',', '"1,234.56" is not written with a decimal comma'],
	['1.234,56', '.', '"1.234,56" is not written with a decimal point'],
	['12,-', '.', '"12,-" is not written with a decimal point'],
	['1234', ',', 1234],
	['1 234', '.', 1234],
	['1.2.3', '.', '"1.2.3" is no amount'],
	['nothing', '.', '"nothing" is no amount'],
])('%j with the decimal sign %j', (text, sign, expected) => {
	const value = valueOf(text, sign);
	expect(typeof value === 'string' ? value : value.value).toBe(expected);
});

const grouped = (digits: string, mark: string) => digits.replace(/\B(?=(\d{3})+$)/g, mark);

test('a number comes back, however it is written', () => {
	const written = record({
		units: nat({ max: 999_999_999 }),
		cents: integer({ min: 0, max: 99 }),
		mark: constantFrom('', ' ', "'", '\u00a0', '\u202f', 'other'),
		sign: constantFrom<DecimalSign>('.', ','),
		minus: constantFrom('', '-', '−', '( )', 'behind'),
		currency: constantFrom('', 'EUR ', '€', 'USD ', '$'),
	});
	assert(
		property(written, ({ units, cents, mark, sign, minus, currency }) => {
			const other = sign === '.' ? ',' : '.';
			const digits = `${grouped(String(units), mark === 'other' ? other : mark)}${sign}${String(cents).padStart(2, '0')}`;
			const plain =
				minus === '-' || minus === '−' ? `${minus}${currency}${digits}` : currency + digits;
			const text = minus === '( )' ? `(${plain})` : minus === 'behind' ? `${plain}-` : plain;
			const value = (units * 100 + cents) / 100;
			const expected = minus === '' || value === 0 ? value : -value;
			// Without a choice it is the same number, or nothing: never another one.
			expect(valueOf(text, sign)).toMatchObject({ value: expected });
			expect(valueOf(text)).toMatchObject({ value: expected });
		}),
	);
});

test('no text is read as another number than one of those its digits can be', () => {
	const pieces = array(constantFrom(..."0123456789.,' -()$€ EUR".split('')), { maxLength: 12 });
	assert(
		property(pieces, (some) => {
			const text = some.join('');
			const read = readAmount(text);
			if (!read.ok) return;
			const digits = text.replace(/\D/g, '').replace(/^0+/, '').replace(/0+$/, '');
			expect(
				String(read.value.value).replace(/\D/g, '').replace(/^0+/, '').replace(/0+$/, ''),
			).toBe(digits);
		}),
		{ numRuns: 2000 },
	);
});

test('any text gives an answer', () => {
	assert(
		property(string({ unit: printable }), (text) => {
			expect(typeof readAmount(text).ok).toBe('boolean');
		}),
	);
});
