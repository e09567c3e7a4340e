import * as fc from 'fast-check';

type Path = Array<string | number>;

/** What may stand where something else should. */
const ODD: unknown[] = [
	...[null, true, false, 0, -1, 1e21, '', ' ', 'NaN', 'words', '-', '[1]', '{"a":1}'],
	...[[], {}, [null], [[]], { a: null }, ['words'], { message: 'their words' }],
];

/** The places of all values inside of one. */
function placesIn(value: unknown, path: Path = []): Path[] {
	if (typeof value !== 'object' || value === null) return [path];
	const inner = Object.entries(value).flatMap(([key, one]) =>
		placesIn(one, [...path, Array.isArray(value) ? Number(key) : key]),
	);
	return [path, ...inner];
}

/** The value with what is at a place changed; undefined takes it away. */
function changed(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
	const [key, ...rest] = path;
	if (key === undefined) return change(value);
	const copy = (
		Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }
	) as Record<string | number, unknown>;
	const inner = changed(copy[key], rest, change);
	if (inner !== undefined || rest.length > 0) copy[key] = inner;
	else if (Array.isArray(copy)) copy.splice(key as number, 1);
	else delete copy[key];
	return copy;
}

const CHANGES: Array<(old: unknown, odd: unknown) => unknown> = [
	() => undefined,
	() => null,
	(_, odd) => odd,
	(old) => [old],
	(old) => ({ data: old }),
	(old) => (Array.isArray(old) ? [...(old as unknown[]), ...(old as unknown[])] : [old, old]),
	(old) => (typeof old === 'object' ? JSON.stringify(old) : String(old)),
	(old) =>
		typeof old === 'object' && old !== null && !Array.isArray(old)
			? Object.fromEntries(Object.entries(old).reverse())
			: old,
];

/** The text of an answer that was well-formed before it was changed, once or several times. */
export function mutated(good: unknown): fc.Arbitrary<string> {
	const change = fc.record({
		place: fc.nat(1_000),
		by: fc.nat(CHANGES.length - 1),
		odd: fc.constantFrom(...ODD),
	});
	const values = fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
		changes.reduce<unknown>((value, { place, by, odd }) => {
			const places = placesIn(value);
			const result = changed(value, places[place % places.length]!, (old) =>
				CHANGES[by]!(old, odd),
			);
			return result === undefined ? null : result;
		}, good),
	);
	const texts = values.map((value) => JSON.stringify(value));
	const cut = fc
		.tuple(texts, fc.double({ min: 0, max: 1, noNaN: true }))
		.map(([text, share]) => text.slice(0, Math.floor(text.length * share)));
	const strewn = fc
		.tuple(texts, fc.nat(10_000), fc.constantFrom('NaN', ',', '"', '\u0000', '\ufeff', '}', '<'))
		.map(
			([text, at, what]) => text.slice(0, at % text.length) + what + text.slice(at % text.length),
		);
	return fc.oneof({ weight: 6, arbitrary: texts }, cut, strewn);
}
