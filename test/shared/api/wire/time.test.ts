import fc from 'fast-check';

import { isoOfMs, isoOfNs, nsOf } from '../../../../nodes/shared/api/wire/time';

/** As it arrives: JSON.parse rounds what does not fit into a double. */
const parsed = (ns: bigint) => JSON.parse(String(ns)) as number;

describe('a timestamp in nanoseconds', () => {
	it('is shown to the millisecond, although JSON.parse has rounded it', () => {
		const ms = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2100, 0) });
		const below = fc.integer({ min: 0, max: 999_000 });
		fc.assert(
			fc.property(ms, below, (at, ns) => {
				const iso = isoOfNs(parsed(BigInt(at) * 1_000_000n + BigInt(ns)));
				expect(iso).toBe(new Date(at).toISOString());
			}),
			{ numRuns: 2_000 },
		);
	});

	it.each([[null], [undefined], [0], [NaN], [Infinity]])('%p is no time', (ns) => {
		expect(isoOfNs(ns)).toBeNull();
	});
});

describe('a timestamp in milliseconds', () => {
	it('is shown as it is', () => {
		expect(isoOfMs(1_768_478_400_123)).toBe('2026-01-15T12:00:00.123Z');
	});

	it.each([[null], [undefined], [0], [NaN], [Infinity], [8.64e15 + 1]])('%p is no time', (ms) => {
		expect(isoOfMs(ms)).toBeNull();
	});
});

describe('a point in time as servers write it', () => {
	const ns = 1_768_478_400_000_000_000;

	it.each<[string, unknown]>([
		['seconds', 1_768_478_400],
		['milliseconds', 1_768_478_400_000],
		['microseconds', 1_768_478_400_000_000],
		['nanoseconds', ns],
		['seconds as text', ' 1768478400 '],
		['nanoseconds as text', String(ns)],
		['ISO 8601', '2026-01-15T12:00:00Z'],
		['ISO 8601 with blanks', ' 2026-01-15T12:00:00Z\n'],
		['ISO 8601 with a time zone', '2026-01-15T13:00:00+01:00'],
	])('is read from %s', (_, time) => {
		expect(nsOf(time)).toBe(ns);
	});

	it('is read from seconds with a fraction', () => {
		expect(nsOf(1.5)).toBe(1_500_000_000);
	});

	it.each([
		[1e11 - 1, (1e11 - 1) * 1e9],
		[1e11, 1e17],
		[1e14 - 1, (1e14 - 1) * 1e6],
		[1e14, 1e17],
		[1e17 - 16, (1e17 - 16) * 1e3],
		[1e17, 1e17],
	])('%p is %p ns by its size', (time, expected) => {
		expect(nsOf(time)).toBe(expected);
	});

	it.each<[unknown]>([
		[undefined],
		[null],
		[true],
		[{}],
		[[1_768_478_400]],
		[new Date(ns / 1e6)],
		[''],
		[' '],
		['soon'],
		[0],
		['0'],
		[-1],
		[NaN],
		[Infinity],
		['15 Jan 2026'],
		['on 2026-01-15'],
		['2026-1-15'],
		['2026-13-45'],
	])('%p is no time', (time) => {
		expect(nsOf(time)).toBeUndefined();
	});
});
