import {
	fieldsOf,
	fieldValue,
	packetFieldsOf,
	uniqueName,
	valuesOf,
} from '../../../nodes/shared/documents/fields';
import { documentOf, field } from './results';

describe('the fields of a document', () => {
	it('are the same from an array and from the older dictionary', () => {
		const confidence = { model: 0.9, ocr: 0.8 };
		const fromArray = fieldsOf(documentOf(field('Total', '12.50', { confidence })));
		const fromDictionary = fieldsOf({
			fields: { Total: { value: '12.50', type: 'TEXT', confidence } },
		});
		expect(fromArray).toEqual([
			{ name: 'Total', value: '12.50', type: 'TEXT', confidence, alerts: [] },
		]);
		expect(fromDictionary).toEqual(fromArray);
	});

	it('may be plain values in a dictionary', () => {
		const fields = { Total: '12.50', Lines: [['a']], Empty: null, Odd: { unit: 'EUR' } };
		expect(fieldsOf({ fields }).map(({ name, value }) => [name, value])).toEqual(
			Object.entries(fields),
		);
	});

	it('are failed in a dictionary when they have only an error', () => {
		const [failed] = fieldsOf({ fields: { Total: { error_msg: 'unreadable' } } });
		expect(failed).toMatchObject({ value: null, error: 'unreadable' });
	});

	it.each([[null], [undefined], [[]], [{}]])('may be missing: %p', (fields) => {
		expect(fieldsOf({ fields })).toEqual([]);
	});

	it('survive nulls wherever the API may send one', () => {
		const nulls = { confidence: null, validations: null, error_msg: null, edit_history: null };
		const scores = { confidence: { model: null, ocr: null }, validations: { valid: null } };
		const alerts = { validations: { valid: false, alerts: [null, { msg: '' }] as never } };
		const fields = fieldsOf(
			documentOf(
				field('a', null, nulls as never),
				field('b', '', { ...scores, ...({ source_coordinates: null } as object) }),
				field('c', 'x', alerts),
				null as never,
			),
		);
		expect(fields).toMatchObject([
			{ name: 'a', value: null, alerts: [] },
			{ name: 'b', value: '', confidence: { model: null, ocr: null }, valid: null, alerts: [] },
			{ name: 'c', valid: false, alerts: ['Validation failed'] },
			{ name: 'field_4', value: null, error: 'AI Hub gave null in place of a field' },
		]);
		expect(fields[0]).not.toHaveProperty('confidence');
	});

	it('have what is told of them, and no key for what is not', () => {
		const told = {
			edit_history: [{ by: 'x' }],
			source_coordinates: [{ top_x: 1 }],
			validations: { valid: false, alerts: [{ type: 'range', msg: 'Too much' }] },
		};
		const silent = { edit_history: null, source_coordinates: undefined };
		const mute = { edit_history: undefined, source_coordinates: null };
		expect(
			fieldsOf({
				fields: [field('a', 1, told as never), { value: 2, ...silent }, { value: 3, ...mute }],
			}),
		).toStrictEqual([
			{
				name: 'a',
				value: 1,
				type: 'TEXT',
				alerts: ['Too much'],
				valid: false,
				alertDetails: [expect.objectContaining({ type: 'range' })],
				editHistory: told.edit_history,
				sourceCoordinates: told.source_coordinates,
			},
			{ name: 'field_2', value: 2, alerts: [] },
			{ name: 'field_3', value: 3, alerts: [] },
		]);
		const [, second] = fieldsOf(documentOf(field('a', 1), field('a', 2)));
		expect(Object.keys(second).sort()).toEqual(['alerts', 'givenName', 'name', 'type', 'value']);
	});

	it('have names of their own when the server gives one twice, or none', () => {
		const fields = documentOf(field('a', 1), field('a', 2), field('a_2', 3), { value: 4 });
		expect(fieldsOf(fields).map(({ name, value }) => [name, value])).toEqual([
			['a', 1],
			['a_2', 2],
			['a_2_2', 3],
			['field_4', 4],
		]);
	});

	it('are null with the words of AI Hub when they failed', () => {
		const [failed, silent] = fieldsOf(
			documentOf(field('a', 'ERROR', { error_msg: 'no such page' }), field('b', 'ERROR')),
		);
		expect(failed).toMatchObject({ value: null, error: 'no such page' });
		expect(silent).toMatchObject({ value: null, error: 'AI Hub could not read this field' });
	});

	it('of the packet are read by their "name"', () => {
		const chosen_field = { record_index: 0, refined_phrase_name: 'address' };
		const [address, failed] = packetFieldsOf({
			case_info: {
				fields: [
					{
						name: 'Address',
						value: 'Main Street 1',
						input_fields: [chosen_field],
						chosen_field,
						validations: { valid: false, failures: [{ type: 'match', msg: 'They differ' }] },
					},
					{ name: 'Name', value: 'ERROR', error_msg: '' },
				],
			},
		});
		expect(address).toMatchObject({
			name: 'Address',
			value: 'Main Street 1',
			valid: false,
			alerts: ['They differ'],
			madeFrom: { input_fields: [chosen_field], chosen_field },
		});
		expect(failed).toMatchObject({ name: 'Name', value: null });
		expect(failed.error).toBeDefined();
		expect(failed.madeFrom).toEqual({ input_fields: [], chosen_field: null });
		expect(packetFieldsOf({ case_info: null })).toEqual([]);
	});
});

describe('the value of a field', () => {
	const header = ['Item', 'Qty'];
	const rows = [
		{ Item: 'Paper', Qty: '5' },
		{ Item: 'Toner', Qty: '1' },
	];
	const table = [header, ['Paper', '5'], ['Toner', '1']];

	it.each<[string, unknown, string | undefined, unknown]>([
		['a table as an array', table, 'TABLE', rows],
		['a table as JSON', JSON.stringify(table), 'TABLE', rows],
		['a table of a type in small letters', table, 'line_table', rows],
		['rows that are objects', rows, 'TABLE', rows],
		['rows that are objects, as JSON', JSON.stringify(rows), 'TABLE', rows],
		[
			'a table with an unnamed column',
			[
				['Item', ''],
				['a', 'b'],
			],
			'TABLE',
			[
				['Item', ''],
				['a', 'b'],
			],
		],
		[
			'a table with two columns of a name',
			[
				['a', 'a'],
				['1', '2'],
			],
			'TABLE',
			[
				['a', 'a'],
				['1', '2'],
			],
		],
		['a table whose rows differ in length', [['a', 'b'], ['1']], 'TABLE', [['a', 'b'], ['1']]],
		['a list as an array', ['a', 'b'], 'TEXT_LIST', ['a', 'b']],
		['a list as JSON', '["a", "b"]', 'TEXT_LIST', ['a', 'b']],
		['objects as JSON', '[{"a": 1}]', 'OBJECT_LIST', [{ a: 1 }]],
		['a list of lists that is no table', table, 'OBJECT_LIST', table],
		['JSON of no known type', '[1, 2]', undefined, [1, 2]],
		['broken JSON', '["a", ', 'TEXT_LIST', '["a", '],
		['text that looks like JSON', '[draft]', 'TEXT', '[draft]'],
		['text that is JSON', '["a"]', 'TEXT', '["a"]'],
		['JSON behind blanks', ' \n ["a"]', undefined, ['a']],
		['JSON behind words', 'x ["a"]', undefined, 'x ["a"]'],
		[
			'a table with a number for a name',
			[
				['a', 1],
				['b', 2],
			],
			'TABLE',
			[
				['a', 1],
				['b', 2],
			],
		],
		['a table with a row that is none', [['a'], ['b'], 'c'], 'TABLE', [['a'], ['b'], 'c']],
		['text', '12.50', 'TEXT', '12.50'],
		['an object that cannot be text', { toString: 1 }, undefined, { toString: 1 }],
		['a text list that is plain text', 'a, b', 'TEXT_LIST', 'a, b'],
		['a number', 12.5, 'NUMBER', 12.5],
		['false', false, undefined, false],
		['an empty text', '', 'TABLE', ''],
		['nothing', null, 'TABLE', null],
		['nothing at all', undefined, undefined, null],
	])('is right for %s', (_, value, type, expected) => {
		expect(fieldValue(value, type)).toEqual(expected);
	});
});

it('values come with what stands beside them', () => {
	const beside = [{ what: 'currency' as const, name: 'Total currency', value: 'EUR' }];
	const conversion = { original: '1 €', beside, problems: [] };
	expect(valuesOf([{ name: 'Total', value: 1, alerts: [], conversion }])).toEqual([
		['Total', 1],
		['Total currency', 'EUR'],
	]);
	expect(valuesOf([{ name: 'Total', value: 1, alerts: [] }])).toEqual([['Total', 1]]);
});

it('a name that is taken gets the first number that is free', () => {
	const used = new Set<string>();
	const names = Array.from({ length: 9 }, () => uniqueName('a', used));
	expect(names).toEqual(['a', ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `a_${number}`)]);
	expect(uniqueName('b', used)).toBe('b');
	expect([...used].sort()).toEqual([...names, 'b'].sort());
});
