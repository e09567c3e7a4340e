import { isSaid, objectsIn } from '../../../../nodes/shared/api/wire/values';

it('of a list, the objects are taken in their order', () => {
	const list = [{ id: 1 }, null, 'a', 7, undefined, true, [{ id: 3 }], {}, { id: 2 }];
	expect(objectsIn(list)).toEqual([{ id: 1 }, {}, { id: 2 }]);
	expect(objectsIn([])).toEqual([]);
});

it.each([['a'], [' '], ['0'], [0], [-1], [1.5]])('%p says something', (value) => {
	expect(isSaid(value)).toBe(true);
});

it.each([[''], [null], [undefined], [true], [{}], [['a']]])('%p says nothing', (value) => {
	expect(isSaid(value)).toBe(false);
});
