import { pollError, testError } from '../../nodes/AiHubTrigger/pollErrors';
import { AiHubError, type ErrorDetails, type ErrorKind } from '../../nodes/shared/api/wire/errors';

const GOES_ON = 'No run is lost: the next poll goes on from where the last good one ended.';
const errorOf = (kind: ErrorKind, details?: ErrorDetails) => new AiHubError(kind, 'What?', details);

describe('the error of a poll', () => {
	const hintOf = (kind: ErrorKind, details?: ErrorDetails) =>
		(pollError(errorOf(kind, details)) as AiHubError).hint;

	test('says besides its own hint that no run is lost', () => {
		expect(hintOf('authentication', { hint: 'Check it.' })).toBe(`Check it. ${GOES_ON}`);
		expect(hintOf('unexpectedAnswer')).toBe(GOES_ON);
	});

	test('keeps the rest of it', () => {
		const error = pollError(errorOf('forbidden', { hint: 'Ask.', status: 403 }));
		expect(error).toMatchObject({ kind: 'forbidden', message: 'What?', details: { status: 403 } });
	});

	test.each([
		[600_000, 'AI Hub asks to wait 600 seconds. '],
		[1_001, 'AI Hub asks to wait 2 seconds. '],
		[0, ''],
		[undefined, ''],
	])('for too many requests says how long to wait: %p ms', (retryAfterMs, wait) => {
		const hint = 'Wait a little and run this again.';
		expect(hintOf('rateLimited', { hint, retryAfterMs })).toBe(
			`${wait}${GOES_ON} If this comes often, poll less often.`,
		);
	});

	test('asks for nothing where the trouble passes by itself', () => {
		const hint = 'Run this again.';
		expect(hintOf('unavailable', { hint, maybeDone: true })).toBe(GOES_ON);
	});

	test('keeps its hint where the host may be the wrong one, or it does not pass', () => {
		const hint = 'Check API Root.';
		expect(hintOf('unavailable', { hint, maybeDone: false })).toBe(`${hint} ${GOES_ON}`);
		expect(hintOf('unexpectedAnswer', { hint, maybeDone: true })).toBe(`${hint} ${GOES_ON}`);
	});

	test('of another kind stays as it is', () => {
		const error = new Error('odd');
		expect(pollError(error)).toBe(error);
	});
});

describe('the error of a test in the editor', () => {
	test('for too many requests says what a person can do', () => {
		const error = testError(errorOf('rateLimited', { hint: 'Lower it.', retryAfterMs: 5 }));
		expect(error).toMatchObject({
			kind: 'rateLimited',
			hint: 'Wait a little, then test again.',
			details: { retryAfterMs: 5 },
		});
	});

	test.each([[errorOf('forbidden', { hint: 'Ask.' })], [new Error('odd')]])(
		'is otherwise what it was: %p',
		(error) => {
			expect(testError(error)).toBe(error);
		},
	);
});
