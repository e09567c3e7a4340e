import type { FaultAction, FaultTarget } from '../emulator';
import { oneOf } from '../support/random';

const SIGN_IN = '<html><body>Sign in to continue</body></html>';
const HTML = { 'Content-Type': 'text/html; charset=utf-8' };

/** The request is not carried out. */
const REFUSALS: FaultAction[] = [
	{ status: 429 },
	{ status: 429, retryAfter: 3 },
	{ status: 429, retryAfter: new Date(Date.now() + 5_000).toUTCString() },
	{ status: 500, body: { message: 'storm' } },
	{ status: 503 },
	{ status: 200, body: { status: 'ERROR', message: 'storm' } },
	{ status: 200 },
	{ html: 502 },
	{ html: 200 },
	{ reset: 'before' },
];

/** It is carried out, and what is answered does not say so. */
const LOST_ANSWERS: FaultAction[] = [
	{ reset: 'after' },
	{ truncate: true },
	{ malformed: true },
	{ rewrite: { status: 500, json: { message: 'storm' } } },
	{ rewrite: { status: 504, text: SIGN_IN, headers: HTML } },
	{ rewrite: { text: '' } },
	{ rewrite: { text: SIGN_IN, headers: HTML } },
];

/** It is carried out and answered, slowly. */
const SLOW: FaultAction[] = [{ delayMs: 20 }, { rewrite: { pace: { bytes: 256, everyMs: 2 } } }];

/** A success that AI Hub did not give. */
export function isLie(action: FaultAction): boolean {
	if ('rewrite' in action) return (action.rewrite.status ?? 200) < 300;
	const status = 'status' in action ? action.status : 'html' in action ? action.html : undefined;
	return status === 200 || 'malformed' in action || 'truncate' in action;
}

/** It says nothing, as AI Hub's own answer to the change of a secret does; and nothing was done. */
export function isEmptySuccess(action: FaultAction): boolean {
	return 'status' in action && action.status === 200 && !action.body;
}

/** Lets a share (0 to 1) of all requests meet a fault, each kind as often as another. */
export function faultyAnswers(
	random: () => number,
	share: number,
): (target: FaultTarget) => FaultAction | undefined {
	return () =>
		random() < share ? oneOf(random, oneOf(random, [REFUSALS, LOST_ANSWERS, SLOW])) : undefined;
}
