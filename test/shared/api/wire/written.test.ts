import { endsOf, readings } from '../../../../nodes/shared/api/wire/written';

const textsOf = (text: string) => [...readings(text)].map((reading) => reading.text);

describe('the readings of a text', () => {
	it.each([
		['no escape', ['no escape']],
		['', ['']],
		['%2541', ['%2541', '%41', 'A']],
		['\\u00fc', ['\\u00fc', 'ü']],
		['%C3%BC', ['%C3%BC', 'Ã¼', 'ü']],
		['%F4%BF%BF%BFe', ['%F4%BF%BF%BFe', 'ô¿¿¿e']],
		['a+b', ['a+b', 'a b']],
		['a\\-\nb', ['a\\-\nb', 'a-b', 'a\\- b', 'a- b']],
	])('of %j are what it may mean', (text, expected) => {
		expect(textsOf(text)).toEqual(expected);
	});

	it('tell where each character was written', () => {
		const source = 'x%5Cu00fc&#x1f600;y';
		const last = [...readings(source)].at(-1)!;
		expect(last.text).toBe('xü😀y');
		const written = (begin: number, end: number) => source.slice(...last.sourceOf(begin, end));
		expect([written(0, 1), written(1, 2), written(2, 4)]).toEqual(['x', '%5Cu00fc', '&#x1f600;']);
		expect([written(2, 3), written(3, 4), written(4, 5)]).toEqual(['&#x1f600;', '&#x1f600;', 'y']);
		expect([written(0, 5), written(1, 4)]).toEqual([source, source.slice(1, -1)]);
	});

	// Each is a look at the whole text: there are no more of them, however deep the escapes are.
	it.each([
		['%', '25'],
		['&', 'amp;'],
		['', '\\'],
	])('are few, whatever is inside of each other: %s%s', (first, more) => {
		const deep = `${first}${more.repeat(100_000)}41`;
		const texts = textsOf(deep);
		expect(texts.length).toBeLessThanOrEqual(12);
		for (const text of texts) expect(text.length).toBeLessThanOrEqual(deep.length);
	});
});

describe('the ends of a text', () => {
	it.each([
		['a text', [6]],
		['', [0]],
		['a...', [4, 1]],
		['a\\%2', [4, 2, 1]],
		['a&#x1f60', [8, 1]],
		['\\', [1, 0]],
	])('are where it ends and before what it breaks off: %j', (text, expected) => {
		expect(endsOf(text)).toEqual(expected);
	});

	it('are few, whatever it ends with', () => {
		expect(endsOf('%'.repeat(1000))).toHaveLength(9);
	});
});
