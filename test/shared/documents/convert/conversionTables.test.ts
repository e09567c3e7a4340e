import {
	type Conversion,
	convertDocuments,
} from '../../../../nodes/shared/documents/convert/conversions';
import { documentsOf } from '../../../../nodes/shared/documents/documents';
import { packetFieldsOf } from '../../../../nodes/shared/documents/fields';
import { documentOf, field, runOf, shapeResults } from '../results';

const PRICE: Conversion = { field: 'Price', to: 'amount' };

/** The fields of a document with this field, and what could not be converted. */
const converted = (value: unknown, conversion: Conversion, name = 'Lines') => {
	const results = runOf([documentOf(field(name, value, { type: 'TABLE' }), field('Note', '1 €'))]);
	const [row] = shapeResults(results, 'documents', {}, null, {
		table: { withoutRows: 'item' },
		conversions: [conversion],
	});
	const { Note, ...fields } = row.fields as Record<string, unknown>;
	expect(Note).toBe('1 €');
	return { fields, notConverted: row.not_converted };
};

test('a column that has the name of what is added keeps it', () => {
	const row = { Price: '1 €', Price_currency: 'francs' };
	expect(converted([row], PRICE)).toEqual({
		fields: {
			Lines: [
				{ Price: 1, Price_currency_2: 'EUR', Price_original: '1 €', Price_currency: 'francs' },
			],
		},
		notConverted: null,
	});
});

test('a field of the packet that has the name of what is added keeps it', () => {
	const results = runOf([documentOf()], {}, [
		{ name: 'Total', value: '1 €' },
		{ name: 'Total_currency', value: 'francs' },
	]);
	const { packet } = convertDocuments(documentsOf(results), packetFieldsOf(results), [
		{ field: 'Total', to: 'amount' },
	]);
	expect(packet[0].conversion?.beside.map(({ name }) => name)).toEqual([
		'Total_currency_2',
		'Total_original',
	]);
});

test('an object is converted like a row, and has no number of one', () => {
	expect(converted({ Price: '1 €', Item: 'Tea' }, PRICE)).toEqual({
		fields: {
			Lines: { Price: 1, Price_currency: 'EUR', Price_original: '1 €', Item: 'Tea' },
		},
		notConverted: null,
	});
	expect(converted({ Price: 'x' }, PRICE).notConverted).toBe('Lines: Price: "x" is no amount');
});

test('nothing stands beside a table, and a cell keeps its score', () => {
	const { fields } = converted([{ Price: { value: '2,50', confidence: 0.9 } }], PRICE);
	expect(Object.keys(fields)).toEqual(['Lines']);
	expect(fields.Lines).toEqual([
		{
			Price: { value: 2.5, confidence: 0.9 },
			Price_currency: null,
			Price_original: '2,50',
		},
	]);
});

test('a place without a value in a list has the same columns as the others', () => {
	expect(converted(['$1', null], { field: 'Lines', to: 'amount' }).fields.Lines).toEqual([
		{ value: 1, value_currency: '$', value_original: '$1' },
		{ value: null, value_currency: null, value_original: null },
	]);
});

test('a name that only lists have, inside, is none of a field', () => {
	expect(converted(null, { field: 'value', to: 'amount' }).notConverted).toBe(
		'value: no document of this run has such a field',
	);
});

test('a table that nobody named stays, and nothing is said of it', () => {
	const found = documentsOf(
		runOf([documentOf(field('Total', '1 €'), field('Lines', [{ Item: 'Tea' }]))]),
	);
	const [total, lines] = found[0].fields;
	const { documents } = convertDocuments(found, [], [{ field: 'Total', to: 'amount' }]);
	expect(documents[0].fields[0]).toMatchObject({ ...total, value: 1 });
	expect(documents[0].fields[1]).toEqual(lines);
	expect(documents[0].conversion).toEqual({ problems: [], absent: [] });
	expect(convertDocuments(found, [])).toEqual({ documents: found, packet: [] });
});

test('a table without rows that is named says nothing', () => {
	expect(converted([], { field: 'Lines', to: 'amount' })).toEqual({
		fields: { Lines: [] },
		notConverted: null,
	});
});

test('of a table with many columns that is named twelve are listed', () => {
	const row = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`c${index}`, 1]));
	expect(converted([row], { field: 'Lines', to: 'amount' }).notConverted).toMatch(
		/^Lines: is a table; name one of its columns: c0, .*, c11$/,
	);
});

test('five cells that cannot be converted are all told, and no more are counted', () => {
	const rows = Array.from({ length: 5 }, () => ({ Price: 'x' }));
	expect(String(converted(rows, PRICE).notConverted).split('; ')).toEqual(
		rows.map((_, index) => `Lines: row ${index + 1} Price: "x" is no amount`),
	);
});

test.each(['', ' ', null])('%j is no value, and nothing is said of it', (value) => {
	expect(converted([{ Price: value }], PRICE)).toEqual({
		fields: { Lines: [{ Price: value, Price_currency: null, Price_original: value }] },
		notConverted: null,
	});
});
