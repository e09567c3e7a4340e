import fc from 'fast-check';

import { isoOfMs, isoOfNs } from '../../../../nodes/shared/api/wire/time';

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
