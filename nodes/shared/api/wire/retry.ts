/** How one try of a request ended without success. */
export type Failure =
	| { status: number; retryAfter?: string }
	/** No answer came; `neverSent` when the request cannot have been carried out. */
	| { neverSent: boolean };

const MOST_TRIES = 4;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;
const LONGEST_RETRY_AFTER_MS = 120_000;

/**
 * How long to wait before the next try, in ms; undefined when there must be none.
 *
 * 429 means that nothing was done, so every method is repeated. After a 5xx or a broken connection
 * the request may have been carried out, so only what is safe to repeat is. A connection that was
 * never made is safe for all.
 *
 * @param tries how many tries there were, from 1
 * @param repeatable whether doing it twice is the same as doing it once
 * @param nowMs time now, ms since 1970, for a Retry-After that is a date
 * @param random from 0 up to 1
 */
export function retryDelayMs(
	failure: Failure,
	tries: number,
	repeatable: boolean,
	nowMs: number,
	random: number,
): number | undefined {
	if (tries >= MOST_TRIES) return undefined;
	if ('neverSent' in failure) {
		return failure.neverSent || repeatable ? backoffMs(tries, random) : undefined;
	}
	const tooMany = failure.status === 429;
	const broken = PASSING.has(failure.status) || (failure.status >= 500 && failure.status !== 501);
	if (!tooMany && !(broken && repeatable)) return undefined;
	const backoff = backoffMs(tries, random);
	const asked = retryAfterMs(failure.retryAfter, nowMs);
	if (asked === undefined) return backoff;
	// Some jitter on top, so that parallel items do not come back in the same instant.
	const jitter = Math.floor(random * FIRST_DELAY_MS);
	return Math.max(backoff, Math.min(asked, LONGEST_RETRY_AFTER_MS) + jitter);
}

/** The request came too slowly (408) or too early (425). */
const PASSING = new Set([408, 425]);

/** Doubles with each try; the jitter takes off up to half. */
function backoffMs(tries: number, random: number): number {
	const full = Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), LONGEST_DELAY_MS);
	return Math.floor(full * (1 - random / 2));
}

/**
 * Reads a Retry-After header, in seconds or as an HTTP date.
 * @returns ms to wait, at least 0; undefined when there is none or it cannot be read
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
	if (header === undefined || header.trim() === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	// Date.parse finds a date in almost any words with a number in them.
	const date = /\d:\d\d:\d\d/.test(header) ? Date.parse(header) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
