import type { INodeProperties } from 'n8n-workflow';

import { asDeclared, fieldsByPath } from '../../../nodes/shared/n8n/declared';
import { AiHubError } from '../../../nodes/shared/api/wire/errors';

const field = (type: INodeProperties['type'], more: Partial<INodeProperties> = {}) =>
	({ displayName: 'Field', name: 'field', type, default: '', ...more }) as INodeProperties;

function refusal(value: unknown, of: INodeProperties): AiHubError {
	try {
		asDeclared(value, of);
	} catch (error) {
		if (error instanceof AiHubError) return error;
	}
	throw new Error('was taken');
}

const COLOURS = field('options', {
	options: [
		{ name: 'Red', value: 'red' },
		{ name: 'Blue', value: 'blue' },
	],
});
const SEVERAL = { ...COLOURS, type: 'multiOptions' } as INodeProperties;
const COUNT = field('number', { typeOptions: { minValue: 1 } });

describe('is taken', () => {
	it.each<[unknown, INodeProperties, unknown]>([
		[true, field('boolean'), true],
		[false, field('boolean'), false],
		['true', field('boolean'), true],
		[' False ', field('boolean'), false],
		[1, field('boolean'), true],
		[0, field('boolean'), false],
		[7, COUNT, 7],
		[1, COUNT, 1],
		[' 7.5 ', COUNT, 7.5],
		[-3, field('number'), -3],
		['red', COLOURS, 'red'],
		[['red', ' blue '], SEVERAL, ['red', 'blue']],
		['red, blue', SEVERAL, ['red', 'blue']],
		['', SEVERAL, []],
		[[], SEVERAL, []],
		['any', field('options', { typeOptions: { loadOptionsMethod: 'list' } }), 'any'],
		['text', field('string'), 'text'],
		['', field('string'), ''],
		[null, field('string'), ''],
		[undefined, field('string'), ''],
		[7, field('string'), '7'],
		[true, field('string'), 'true'],
		[new Date(0), field('string'), String(new Date(0))],
		[{ mode: 'id', value: 7 }, field('resourceLocator'), { mode: 'id', value: '7' }],
		[{ mode: 'id', value: null }, field('resourceLocator'), { mode: 'id', value: '' }],
		[7, field('resourceLocator'), '7'],
		[{ any: [] }, field('json'), { any: [] }],
		['2026-01-01', field('dateTime'), '2026-01-01'],
	])('%j', (value, of, taken) => expect(asDeclared(value, of)).toEqual(taken));
});

describe('is refused', () => {
	it.each<[unknown, INodeProperties, string]>([
		[undefined, field('boolean'), 'Field has no value'],
		[null, field('boolean'), 'Field has no value'],
		['', field('boolean'), 'Field has no value'],
		['no', field('boolean'), '"no" in Field is neither true nor false'],
		[2, field('boolean'), '2 in Field is neither true nor false'],
		[{}, field('boolean'), 'an object in Field is neither true nor false'],
		[undefined, COUNT, 'Field has no value'],
		[null, COUNT, 'Field has no value'],
		['', COUNT, 'Field has no value'],
		[' ', COUNT, '" " in Field is not a number'],
		['7 runs', COUNT, '"7 runs" in Field is not a number'],
		[NaN, COUNT, 'NaN in Field is not a number'],
		[Infinity, COUNT, 'Infinity in Field is not a number'],
		['Infinity', COUNT, '"Infinity" in Field is not a number'],
		[true, COUNT, 'true in Field is not a number'],
		[[7], COUNT, 'a list in Field is not a number'],
		[0, COUNT, '0 in Field is less than 1'],
		['0.5', COUNT, '"0.5" in Field is less than 1'],
		[undefined, COLOURS, 'Field has no value'],
		['green', COLOURS, '"green" in Field is none of its choices'],
		[['red'], COLOURS, 'a list in Field is none of its choices'],
		[['red', 'green'], SEVERAL, '"green" in Field is none of its choices'],
		[7, SEVERAL, '7 in Field is no list'],
		[undefined, SEVERAL, 'Field has no value'],
		[NaN, field('string'), 'NaN in Field is no text'],
		[-Infinity, field('string'), '-Infinity in Field is no text'],
		[{}, field('string'), 'an object in Field is no text'],
		[Object.create(null), field('string'), 'an object in Field is no text'],
		[['a'], field('string'), 'a list in Field is no text'],
		[{ a: 1 }, field('resourceLocator'), 'an object in Field is no text'],
		[{ mode: 'id', value: {} }, field('resourceLocator'), 'an object in Field is no text'],
	])('%j', (value, of, words) => {
		const { message, kind, hint } = refusal(value, of);
		expect([kind, message]).toEqual(['invalidInput', words]);
		expect(hint).toMatch(/^If it is an expression, let it give /);
	});
});

it('names what there is to choose', () => {
	expect(refusal('green', COLOURS).hint).toContain('give one of: red, blue.');
	expect(refusal(0, COUNT).hint).toContain('give 1 or more.');
});

it('fields are found by their names, those of a collection by both', () => {
	const inside = { ...COUNT, name: 'count' };
	const collection = field('collection', { name: 'options', options: [inside] });
	const rows = field('fixedCollection', { name: 'rows', options: [] });
	const fields = fieldsByPath([COLOURS, collection, rows]);
	expect([...fields.keys()]).toEqual(['field', 'options', 'options.count', 'rows']);
	expect(fields.get('options.count')).toBe(inside);
});
