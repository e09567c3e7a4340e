import {
	type Conversion,
	convertDocuments,
} from '../../../../nodes/shared/documents/convert/conversions';
import { documentsOf } from '../../../../nodes/shared/documents/documents';
import { reviewPageOf } from '../../../../nodes/shared/documents/reviewPage';
import { routeDocument } from '../../../../nodes/shared/documents/routing';
import type { ResultShape } from '../../../../nodes/shared/documents/shapes';
import { documentOf, field, runOf, shapeResults } from '../results';

const TOTAL: Conversion = { field: 'total due', to: 'amount' };
const DUE: Conversion = { field: 'Due', to: 'date' };
const table = (rows: unknown, name = 'Lines') => field(name, rows, { type: 'TABLE' });

const rowsOf = (results: ReturnType<typeof runOf>, shape: ResultShape, conversions: Conversion[]) =>
	shapeResults(results, shape, {}, null, { table: { withoutRows: 'item' }, conversions });

const results = runOf([
	documentOf(
		field('Total_Due', '$1,465.48'),
		field('Due', 'March 20, 2026'),
		field('Vendor', '1,5'),
	),
	documentOf(field('Total_Due', '1.234')),
	documentOf(field('Total_Due', null), field('Due', '')),
]);

test('fields become numbers and dates, with currency and original beside them', () => {
	expect(rowsOf(results, 'documents', [TOTAL, DUE])).toMatchObject([
		{
			not_converted: null,
			fields: {
				Total_Due: 1465.48,
				Total_Due_currency: '$',
				Total_Due_original: '$1,465.48',
				Due: '2026-03-20',
				Due_original: 'March 20, 2026',
				Vendor: '1,5',
			},
		},
		{
			not_converted: 'Total_Due: "1.234" may be 1.234 or 1234',
			fields: { Total_Due: '1.234', Total_Due_currency: null, Total_Due_original: '1.234' },
		},
		{
			not_converted: null,
			fields: { Total_Due: null, Total_Due_currency: null, Total_Due_original: null, Due: '' },
		},
	]);
});

test('flat rows have a column for each, in the same order', () => {
	const rows = rowsOf(results, 'flat', [TOTAL, DUE]);
	const columns = Object.keys(rows[0]);
	expect(columns.slice(0, 9)).toEqual([
		'file_name',
		'not_converted',
		'class_name',
		'page_numbers',
		'Total_Due',
		'Total_Due_currency',
		'Total_Due_original',
		'Due',
		'Due_original',
	]);
	expect(rows.map((row) => Object.keys(row))).toEqual(rows.map(() => columns));
	expect(rows.map((row) => row.Total_Due)).toEqual([1465.48, '1.234', null]);
});

test('one item per field says the same of each', () => {
	const rows = rowsOf(results, 'fields', [TOTAL]);
	expect(rows).toMatchObject([
		{ field_name: 'Total_Due', value: 1465.48, currency: '$', original: '$1,465.48' },
		{ field_name: 'Due', value: 'March 20, 2026', currency: null, original: null },
		{ field_name: 'Vendor', value: '1,5', not_converted: null },
		{ field_name: 'Total_Due', value: '1.234', not_converted: '"1.234" may be 1.234 or 1234' },
		{ field_name: 'Total_Due', value: null },
		{ field_name: 'Due', value: '' },
	]);
});

test('nothing is named or changed where nothing is to be converted, and in raw results', () => {
	for (const shape of ['documents', 'fields', 'files', 'flat', 'rows'] as const) {
		expect(JSON.stringify(rowsOf(results, shape, []))).not.toContain('original');
	}
	expect(rowsOf(results, 'raw', [TOTAL])).toEqual([results]);
});

const LINES = JSON.stringify([
	['Item', 'Price', 'Date'],
	['Bread', '3,10 €', '20.03.2026'],
	['Tea', '1,234', 'soon'],
]);

test('columns of a table are converted, as rows and under the field', () => {
	const invoice = runOf([documentOf(field('Price', '12.00'), table(LINES))]);
	const conversions: Conversion[] = [
		{ field: 'price', to: 'amount' },
		{ field: 'Lines.Date', to: 'date' },
	];
	const rows = rowsOf(invoice, 'rows', conversions);
	const problem =
		'Lines: row 2 Price: "1,234" may be 1234 or 1.234; Lines: row 2 Date: "soon" is no date';
	expect(rows).toMatchObject([
		{
			Item: 'Bread',
			Price: 3.1,
			Price_currency: 'EUR',
			Price_original: '3,10 €',
			Date: '2026-03-20',
			document_Price: 12,
			document_Price_original: '12.00',
			not_converted: problem,
		},
		{ Item: 'Tea', Price: '1,234', Price_currency: null, Date: 'soon', Date_original: 'soon' },
	]);
	const [{ fields }] = rowsOf(invoice, 'documents', conversions);
	expect((fields as { Lines: object[] }).Lines[0]).toEqual({
		Item: 'Bread',
		Price: 3.1,
		Price_currency: 'EUR',
		Price_original: '3,10 €',
		Date: '2026-03-20',
		Date_original: '20.03.2026',
	});
});

test('lists of plain values, rows without names and cells with scores', () => {
	const convert = (value: unknown, name: string) =>
		rowsOf(runOf([documentOf(table(value, 'Prices'))]), 'rows', [{ field: name, to: 'amount' }]);
	expect(convert(['$1', 'x'], 'Prices')).toMatchObject([
		{ value: 1, value_currency: '$', value_original: '$1' },
		{ value: 'x', not_converted: 'Prices: row 2: "x" is no amount' },
	]);
	expect(convert([[1, '2,50']], 'column 2')).toMatchObject([
		{ column_1: 1, column_2: 2.5, column_2_original: '2,50' },
	]);
	expect(convert([{ Price: { value: '2,50', confidence: 0.9 } }], 'price')).toMatchObject([
		{ Price: 2.5, Price_original: '2,50' },
	]);
});

test('a table that is named in place of a column says so', () => {
	const [row] = rowsOf(runOf([documentOf(table(LINES))]), 'documents', [
		{ field: 'Lines', to: 'date' },
	]);
	expect(row.not_converted).toBe('Lines: is a table; name one of its columns: Item, Price, Date');
});

test('fields of the packet are converted, and what is not is said of every document', () => {
	const packet = runOf([documentOf(field('A', '1')), documentOf(field('A', '2'))], {}, [
		{ name: 'Total', value: '12,50' },
		{ name: 'Due', value: 'soon' },
	]);
	const rows = rowsOf(packet, 'flat', [{ field: 'Total', to: 'amount' }, DUE]);
	expect(rows).toMatchObject([
		{ packet_Total: 12.5, packet_Total_original: '12,50', packet_Due: 'soon' },
		{ packet_Total: 12.5 },
	]);
	expect(rows.map((row) => row.not_converted)).toEqual(
		rows.map(() => 'packet field Due: "soon" is no date'),
	);
});

test('a field that has the name of what is added keeps it', () => {
	const taken = runOf([
		documentOf(field('Total', '1 €')),
		documentOf(
			field('Total', '2 €'),
			field('Total_currency', 'francs'),
			field('Total_original', 'x'),
		),
	]);
	for (const shape of ['flat', 'documents'] as const) {
		const rows = rowsOf(taken, shape, [{ field: 'Total', to: 'amount' }]);
		const [one, two] = shape === 'flat' ? rows : rows.map(({ fields }) => fields as object);
		expect(one).toMatchObject({ Total_currency_2: 'EUR', Total_original_2: '1 €' });
		expect(two).toMatchObject({
			Total_currency: 'francs',
			Total_original: 'x',
			Total_currency_2: 'EUR',
			Total_original_2: '2 €',
		});
	}
});

test('numbers stay, and what is neither text nor number is named', () => {
	const odd = runOf([documentOf(field('N', 12.5), field('B', true), field('D', 45000))]);
	const [row] = rowsOf(odd, 'flat', [
		{ field: 'N', to: 'amount' },
		{ field: 'B', to: 'amount' },
		{ field: 'D', to: 'date' },
	]);
	expect(row).toMatchObject({ N: 12.5, N_original: 12.5, B: true, D: 45000 });
	expect(row.not_converted).toBe(
		'B: true is not an amount in words; D: 45000 is not a date in words',
	);
});

const RULES = { fields: [], classes: [], validationMustPass: false, reviewMustBeCompleted: false };

test('what cannot be converted needs review; a field that no document has does not', () => {
	const { documents } = convertDocuments(
		documentsOf(results),
		[],
		[TOTAL, { ...DUE, field: 'Dew' }],
	);
	const verdicts = documents.map((found) => routeDocument(found, RULES));
	expect(verdicts.map(({ route }) => route)).toEqual(['approved', 'needsReview', 'approved']);
	expect(verdicts[1].reasons).toEqual(['Total_Due: "1.234" may be 1.234 or 1234']);
	const rows = rowsOf(results, 'flat', [{ ...DUE, field: 'Dew' }]);
	expect(rows[0].not_converted).toBe('Dew: no document of this run has such a field');
});

test('the page for a reviewer shows what is written, and marks what could not be converted', () => {
	const { documents } = convertDocuments(documentsOf(results), [], [TOTAL]);
	const pages = documents.map((found) =>
		reviewPageOf(found, routeDocument(found, RULES).reasons, 'https://hub.example'),
	);
	expect(pages[0].fields[0]).toMatchObject({ value: '$1,465.48', isDoubtful: false });
	expect(pages[1].fields[0]).toMatchObject({ value: '1.234', isDoubtful: true });
});

test('many cells that cannot be converted are counted', () => {
	const rows = Array.from({ length: 40 }, () => ({ Price: 'x' }));
	const [row] = rowsOf(runOf([documentOf(table(rows))]), 'documents', [
		{ field: 'Price', to: 'amount' },
	]);
	expect(String(row.not_converted).split('; ')).toHaveLength(6);
	expect(row.not_converted).toMatch(/Lines: 35 more could not be converted$/);
});
