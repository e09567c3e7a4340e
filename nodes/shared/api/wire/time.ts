/**
 * A run's timestamp (ns since 1970) as ISO 8601 with milliseconds. JSON.parse has rounded the last
 * digits of it, perhaps to just below a millisecond: whole microseconds put that right. Null for a
 * time that is not there (null, 0).
 */
export function isoOfNs(ns: number | null | undefined): string | null {
	return ns ? isoOfMs(Math.floor(Math.round(ns / 1e3) / 1e3)) : null;
}

/** From here on a number is ns, µs or ms since 1970; from 1e8 on, which was in 1973, seconds. */
const UNITS_NS: Array<[from: number, ns: number]> = [
	[1e17, 1],
	[1e14, 1e3],
	[1e11, 1e6],
	[1e8, 1e9],
];

/**
 * A time in ns since 1970, from whatever unit it comes in, also as text or as ISO 8601; null for none
 * (null, 0) and for what is no time.
 */
export function nsOf(time: unknown): number | null {
	if (typeof time === 'string' && /^\d{4}-\d\d-\d\dT?/.test(time)) {
		// Without a zone it is UTC, as all times of AI Hub.
		const ms = Date.parse(/(z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`);
		return Number.isNaN(ms) ? null : ms * 1e6;
	}
	const number = typeof time === 'string' && /^\d+(\.\d+)?$/.test(time) ? Number(time) : time;
	if (typeof number !== 'number') return null;
	const unit = UNITS_NS.find(([from]) => number >= from);
	return unit && Number.isFinite(number) ? number * unit[1] : null;
}

/** A timestamp in ms since 1970, also as text, as ISO 8601; null when it is not there or no date. */
export function isoOfMs(ms: unknown): string | null {
	const number = typeof ms === 'string' && /^\d+$/.test(ms) ? Number(ms) : ms;
	if (typeof number !== 'number' || number === 0) return null;
	const date = new Date(number);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
