import { AiHubError } from '../shared/api/wire/errors';

const GOES_ON = 'No run is lost: the next poll goes on from where the last good one ended.';

/** The error of a poll that nobody watches: what to do next, if anything, and what becomes of the runs. */
export function pollError(error: Error): Error {
	if (!(error instanceof AiHubError)) return error;
	if (error.kind === 'rateLimited') {
		const { retryAfterMs } = error.details;
		const wait = retryAfterMs && `AI Hub asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds.`;
		return error.with({
			hint: [wait, GOES_ON, 'If this comes often, poll less often.'].filter(Boolean).join(' '),
		});
	}
	// With an answer, or with one lost on its way, the host is the right one: it passes by itself.
	const passes = error.kind === 'unavailable' && error.details.maybeDone;
	return error.with({ hint: passes ? GOES_ON : [error.hint, GOES_ON].filter(Boolean).join(' ') });
}

/** The error of a test in the editor, where nothing is repeated by itself. */
export function testError(error: Error): Error {
	if (!(error instanceof AiHubError) || error.kind !== 'rateLimited') return error;
	return error.with({ hint: 'Wait a little, then test again.' });
}
