import fc from 'fast-check';

import { type Failure, retryAfterMs, retryDelayMs } from '../../../../nodes/shared/api/wire/retry';

const NOW = Date.UTC(2026, 0, 15, 12);

const failure = fc.oneof(
	fc.record({
		status: fc.integer({ min: 300, max: 599 }),
		retryAfter: fc.option(
			fc.oneof(
				fc.integer({ min: -10, max: 1e9 }).map(String),
				fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
				fc.string(),
			),
			{ nil: undefined },
		),
	}),
	fc.record({ neverSent: fc.boolean() }),
) as fc.Arbitrary<Failure>;

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the pause before the next try', () => {
	it('is within its bounds, or there is none', () => {
		fc.assert(
			fc.property(
				failure,
				fc.integer({ min: 1, max: 10 }),
				fc.boolean(),
				random,
				(what, tries, repeatable, chance) => {
					const delay = retryDelayMs(what, tries, repeatable, NOW, chance);
					if (delay === undefined) return;
					expect(tries).toBeLessThan(4);
					expect(delay).toBeGreaterThanOrEqual(250);
					expect(delay).toBeLessThanOrEqual(120_500);
				},
			),
		);
	});

	it('never comes before what AI Hub asked for, up to two minutes', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 100_000 }), random, (seconds, chance) => {
				const asked = { status: 429, retryAfter: String(seconds) };
				const delay = retryDelayMs(asked, 1, false, NOW, chance);
				expect(delay).toBeGreaterThanOrEqual(Math.min(seconds * 1000, 120_000));
			}),
		);
	});

	it('doubles, and chance takes off up to half', () => {
		const delays = (chance: number) =>
			[1, 2, 3].map((tries) => retryDelayMs({ status: 503 }, tries, true, NOW, chance));
		expect(delays(0)).toEqual([500, 1000, 2000]);
		expect(delays(0.999999)).toEqual([250, 500, 1000]);
	});

	it('is whole milliseconds', () => {
		expect(retryDelayMs({ status: 503 }, 1, true, NOW, 0.333)).toBe(416);
		expect(retryDelayMs({ neverSent: true }, 2, false, NOW, 0.333)).toBe(833);
		expect(retryDelayMs({ status: 429, retryAfter: '7' }, 1, true, NOW, 0.333)).toBe(7_166);
	});

	it('is what AI Hub asks for and a little more, by chance', () => {
		const delay = (retryAfter: string, chance: number) =>
			retryDelayMs({ status: 429, retryAfter }, 1, false, NOW, chance);
		expect(delay('7', 0)).toBe(7_000);
		expect(delay('7', 0.5)).toBe(7_250);
		expect(delay('120', 0.5)).toBe(120_250);
		expect(delay('121', 0.5)).toBe(120_250);
	});

	it('is the usual one when what AI Hub asks for cannot be read', () => {
		const asked = { status: 429, retryAfter: 'soon' };
		expect(retryDelayMs(asked, 2, false, NOW, 0)).toBe(1_000);
	});

	it('is the longer one of the usual one and what AI Hub asks for', () => {
		expect(retryDelayMs({ status: 429, retryAfter: '1' }, 3, false, NOW, 0)).toBe(2_000);
	});

	it('is longer than none when AI Hub asks for none, or for a time that is over', () => {
		for (const retryAfter of ['0', '-5', new Date(NOW - 60_000).toUTCString()]) {
			expect(retryDelayMs({ status: 429, retryAfter }, 1, false, NOW, 0)).toBe(500);
		}
	});
});

describe('a request is sent again', () => {
	it.each<[string, Failure, boolean, boolean]>([
		['after 429', { status: 429 }, true, true],
		['after 500', { status: 500 }, true, false],
		['after 502', { status: 502 }, true, false],
		['after 503', { status: 503, retryAfter: '1' }, true, false],
		['after 504', { status: 504 }, true, false],
		['after 505', { status: 505 }, true, false],
		['after 408', { status: 408 }, true, false],
		['after 425', { status: 425 }, true, false],
		['after 499', { status: 499 }, false, false],
		['after 501', { status: 501 }, false, false],
		['after 400', { status: 400, retryAfter: '1' }, false, false],
		['after 401', { status: 401 }, false, false],
		['after 403', { status: 403 }, false, false],
		['after 404', { status: 404 }, false, false],
		['after a redirect', { status: 302 }, false, false],
		['when the connection broke', { neverSent: false }, true, false],
		['when there was no connection', { neverSent: true }, true, true],
	])('%s', (_, what, whenSafe, whenUnsafe) => {
		const isRepeated = (safe: boolean) => retryDelayMs(what, 1, safe, NOW, 0.5) !== undefined;
		expect([isRepeated(true), isRepeated(false)]).toEqual([whenSafe, whenUnsafe]);
	});

	it('at most three times', () => {
		expect(retryDelayMs({ status: 429 }, 3, true, NOW, 0)).toBeDefined();
		expect(retryDelayMs({ status: 429 }, 4, true, NOW, 0)).toBeUndefined();
	});
});

describe('Retry-After', () => {
	it.each<[string | undefined, number | undefined]>([
		['7', 7_000],
		[' 7 ', 7_000],
		['1.5', 1_500],
		['0', 0],
		['-3', 0],
		['Thu, 15 Jan 2026 12:00:30 GMT', 30_000],
		['Thursday, 15-Jan-26 12:00:30 GMT', 30_000],
		['2026-01-15T12:00:30Z', 30_000],
		['Thu, 15 Jan 2026 11:00:00 GMT', 0],
		[undefined, undefined],
		['', undefined],
		['  ', undefined],
		['soon', undefined],
		['in 7 seconds', undefined],
		['retry 5', undefined],
		['Infinity', undefined],
		['NaN', undefined],
	])('%p means %p ms', (header, expected) => {
		expect(retryAfterMs(header, NOW)).toBe(expected);
	});
});
