/**
 * A run's timestamp (ns since 1970) as ISO 8601 with milliseconds. JSON.parse has rounded the last
 * digits of it, perhaps to just below a millisecond: whole microseconds put that right. Null for a
 * time that is not there (null, 0).
 */
export function isoOfNs(ns: number | null | undefined): string | null {
	return ns ? isoOfMs(Math.floor(Math.round(ns / 1e3) / 1e3)) : null;
}

/** A timestamp in ms since 1970 as ISO 8601, null when it is not there or no date. */
export function isoOfMs(ms: number | null | undefined): string | null {
	if (!ms) return null;
	const date = new Date(ms);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Beyond these, a number of that size is of the next finer unit: s, ms, µs, then ns. */
const MOST_S = 1e11;
const MOST_MS = 1e14;
const MOST_US = 1e17;

/**
 * A point in time as servers write it, in ns since 1970: a number of seconds, milliseconds,
 * microseconds or nanoseconds, also as text, or ISO 8601. Undefined for what is no time.
 */
export function nsOf(time: unknown): number | undefined {
	if (typeof time !== 'number' && typeof time !== 'string') return undefined;
	const text = String(time).trim();
	const number = Number(text);
	if (Number.isFinite(number)) return number > 0 ? number * nsIn(number) : undefined;
	const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(ms) ? undefined : ms * 1e6;
}

function nsIn(number: number): number {
	if (number < MOST_S) return 1e9;
	if (number < MOST_MS) return 1e6;
	return number < MOST_US ? 1e3 : 1;
}
