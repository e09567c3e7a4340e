import { arrange } from '../../../../../nodes/AiHub/resources/document/stages/arrange';
import type { Place, RoutedItem } from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { Route } from '../../../../../nodes/shared/documents/routing';

const at = (route: Route, ...place: Place): RoutedItem => ({
	route,
	place,
	item: { json: { at: place.join(' ') } },
});
const told = (outputs: ReturnType<typeof arrange>) =>
	outputs.map((items) => items.map(({ json }) => json.at));

const ITEMS = [
	at('approved', 1, 0, 0),
	at('failed', 0, 1, 1, 2),
	at('approved', 0, 1, 1, 1),
	at('approved', 0, 1, 1),
	at('needsReview', 10, 0, 0),
	at('approved', 0, 1, 0, 3),
	at('failed', 0, 0, 9),
	at('needsReview', 2, 0, 0),
];

it('puts all items on one output, in the order of items, files, documents and rows', () => {
	const given = [...ITEMS];
	expect(told(arrange(given, false))).toEqual([
		['0 0 9', '0 1 0 3', '0 1 1', '0 1 1 1', '0 1 1 2', '1 0 0', '2 0 0', '10 0 0'],
	]);
	expect(told(arrange([...given].reverse(), false))).toEqual(told(arrange(given, false)));
	expect(given).toEqual(ITEMS);
});

it('puts approved items first, then those to be reviewed, then those that failed', () => {
	expect(told(arrange(ITEMS, true))).toEqual([
		['0 1 0 3', '0 1 1', '0 1 1 1', '1 0 0'],
		['2 0 0', '10 0 0'],
		['0 0 9', '0 1 1 2'],
	]);
});

it('has every output also where nothing leaves by it', () => {
	expect(arrange([], false)).toEqual([[]]);
	expect(arrange([], true)).toEqual([[], [], []]);
});

it('hands the items on as they are', () => {
	const [one] = ITEMS;
	expect(arrange([one], true)[0][0]).toBe(one.item);
});
