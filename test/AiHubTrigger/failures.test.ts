import { countFailure } from '../../nodes/AiHubTrigger/failures';
import type { Failures } from '../../nodes/AiHubTrigger/state';
import { AiHubError, type ErrorKind } from '../../nodes/shared/api/wire/errors';

const NOW_S = 1_750_000_000;
const DAY_S = 86_400;
const OTHERS_READ = { hasRead: true, isAlone: false };
const ALONE = { hasRead: false, isAlone: true };
const NONE_READ = { hasRead: false, isAlone: false };

const broken = new AiHubError('unavailable', 'HTTP 500', { status: 500, maybeDone: true });
const unreached = new AiHubError('unavailable', 'ECONNREFUSED', { maybeDone: false });
const of = (kind: ErrorKind) => new AiHubError(kind, kind);

const count = (failed: Failures | undefined, around: typeof ALONE, error: Error = broken) =>
	countFailure(failed, error, { ...around, nowS: NOW_S });

const before = (polls: number, ageS: number, ownAgeS?: number): Failures => ({
	polls,
	since: NOW_S - ageS,
	own: ownAgeS === undefined ? 0 : NOW_S - ownAgeS,
});

test('the first failure begins a count', () => {
	const failed = { polls: 1, since: NOW_S, own: NOW_S };
	expect(count(undefined, OTHERS_READ)).toEqual({ failed, isGivenUp: false });
	expect(count(undefined, ALONE)).toEqual({ failed, isGivenUp: false });
	expect(count(undefined, NONE_READ).failed).toEqual({ ...failed, own: 0 });
});

test('later ones go on with it', () => {
	expect(count(before(1, 60), NONE_READ).failed).toEqual(before(2, 60));
	expect(count(before(1, 60), OTHERS_READ).failed).toEqual(before(2, 60, 0));
	expect(count(before(2, 90, 30), OTHERS_READ).failed).toEqual(before(3, 90, 30));
});

describe('a run is given up', () => {
	test.each<[string, Failures, typeof ALONE, boolean]>([
		['an hour after it was the run', before(4, 3600, 3600), OTHERS_READ, true],
		['an hour after it was the run alone', before(4, 3600, 3600), ALONE, true],
		['in less than an hour', before(99, DAY_S - 1, 3599), OTHERS_READ, false],
		['in less than five polls', before(3, 3600, 3600), OTHERS_READ, false],
		['while none can be read', before(99, DAY_S - 1, 7200), NONE_READ, false],
		['right after none could be read', before(99, DAY_S - 1), OTHERS_READ, false],
		['after a day in any case', before(4, DAY_S), NONE_READ, true],
		['after a day, but not in less than five polls', before(3, DAY_S), NONE_READ, false],
	])('%s: %p', (_, failed, around, isGivenUp) => {
		expect(count(failed, around).isGivenUp).toBe(isGivenUp);
	});

	test.each<[string, Error, boolean, boolean]>([
		['what breaks off', of('unexpectedAnswer'), true, true],
		['what is no error of AI Hub', new Error('x'), true, true],
		['a token that is not accepted', of('authentication'), true, false],
		['a missing permission', of('forbidden'), true, false],
		['units that lack', of('outOfUnits'), true, false],
		['too many requests', of('rateLimited'), false, false],
		['a host that was not reached', unreached, false, false],
		['what no run can pass', of('invalidInput'), false, false],
		['a stop', of('cancelled'), false, false],
	])('because of %s: %p where others can be read, %p where not', (_, error, read, alone) => {
		const old = before(9, 2 * DAY_S, 2 * DAY_S);
		expect(count(old, OTHERS_READ, error).isGivenUp).toBe(read);
		expect(count(old, ALONE, error).isGivenUp).toBe(alone);
		expect(count(old, NONE_READ, error).isGivenUp).toBe(alone);
		expect(count(undefined, OTHERS_READ, error).failed.own > 0).toBe(read);
	});
});
