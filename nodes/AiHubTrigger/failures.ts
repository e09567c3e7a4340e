import { AiHubError, type ErrorKind } from '../shared/api/wire/errors';
import type { Failures } from './state';

/** A run is given up after so many polls, and not before one of the times below is over. */
const LEAST_POLLS = 5;

/** From the first failure that showed that it is the run, seconds. */
const OWN_S = 3600;

/** From the first failure, where nothing showed whether it is the run or AI Hub, seconds. */
const LONGEST_S = 86_400;

/** Trouble that would meet any run. */
const OF_ANY: ErrorKind[] = ['rateLimited', 'invalidInput', 'cancelled'];

/** Trouble that meets one run or all of them. */
const RIGHTS: ErrorKind[] = ['authentication', 'forbidden', 'outOfUnits'];

/** What else a poll tells about a failure. */
export interface Surroundings {
	nowS: number;
	/** The results of another run could be read. */
	hasRead: boolean;
	/** There was no other run whose results were to be read. */
	isAlone: boolean;
}

/**
 * Counts one more poll in which the results of a run could not be read.
 * @returns the new count, and whether that was enough: the run is then reported without its results
 */
export function countFailure(
	failed: Failures | undefined,
	error: Error,
	around: Surroundings,
): { failed: Failures; isGivenUp: boolean } {
	const { nowS } = around;
	const isOwn = isOfRun(error, around);
	const { polls, since, own } = failed ?? { polls: 0, since: nowS, own: 0 };
	const next = { polls: polls + 1, since, own: own > 0 || !isOwn ? own : nowS };
	const isLong = isOwn && nowS - next.own >= OWN_S;
	const isTooLong = mayBeOfRun(error) && nowS - since >= LONGEST_S;
	return { failed: next, isGivenUp: next.polls >= LEAST_POLLS && (isLong || isTooLong) };
}

/** An outage of AI Hub must not make every run be reported without its documents. */
function isOfRun(error: Error, { hasRead, isAlone }: Surroundings): boolean {
	if (isOfAny(error)) return false;
	return hasRead || (isAlone && mayBeOfRun(error));
}

function mayBeOfRun(error: Error): boolean {
	const isRight = error instanceof AiHubError && RIGHTS.includes(error.kind);
	return !isOfAny(error) && !isRight;
}

function isOfAny(error: Error): boolean {
	if (!(error instanceof AiHubError)) return false;
	const isUnreached = error.kind === 'unavailable' && !error.details.maybeDone;
	return isUnreached || OF_ANY.includes(error.kind);
}
