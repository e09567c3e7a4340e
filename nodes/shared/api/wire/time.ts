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
