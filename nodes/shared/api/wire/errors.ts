/** What kind of trouble it was; the rest of the package decides by this, never by a message. */
export type ErrorKind =
	| 'authentication'
	| 'outOfUnits'
	| 'forbidden'
	| 'notFound'
	| 'rateLimited'
	| 'rejected'
	| 'unavailable'
	| 'unexpectedAnswer'
	| 'runFailed'
	| 'waitTimedOut'
	| 'invalidInput'
	| 'cancelled';

export interface ErrorDetails {
	/** What to do next, in plain words. */
	hint?: string;
	/** HTTP status, when there was an answer. */
	status?: number;
	/** The API's own words, whatever the shape they came in. */
	apiMessage?: string;
	/** operationId of the request. */
	operationId?: string;
	/** How long the API asked to wait, in ms. */
	retryAfterMs?: number;
	/** Code of the network stack, e.g. `ECONNREFUSED`. */
	code?: string;
	/** True when the request may have been carried out although no usable answer came. */
	maybeDone?: boolean;
	/** True when AI Hub's answer could be read, though it is not what was asked for. */
	isReadable?: boolean;
	/** True when the answer holds more than can be read, as it will when it is asked for again. */
	isTooMuch?: boolean;
	/** True when the answer was a web page, so that it is not AI Hub's own. */
	isPage?: boolean;
	/** Run the error is about. */
	runId?: string;
	/** Last state seen of that run. */
	runStatus?: string;
	/** What tells where to look at that run. */
	run?: { id: string; deployment_id?: string | null; app_id?: string | null };
}

/** The one error of this layer. Its message says what happened, its `hint` what to do next. */
export class AiHubError extends Error {
	constructor(
		readonly kind: ErrorKind,
		message: string,
		readonly details: ErrorDetails = {},
	) {
		super(message);
		this.name = 'AiHubError';
	}

	get hint(): string | undefined {
		return this.details.hint;
	}

	/** The same error with more context; used where a caller knows what the request was for. */
	with(details: ErrorDetails, message = this.message): AiHubError {
		return new AiHubError(this.kind, message, { ...this.details, ...details });
	}
}

const PASSING: readonly ErrorKind[] = ['unavailable', 'rateLimited', 'unexpectedAnswer'];

/** True for trouble that is likely to be over soon, so that asking again makes sense. */
export function isPassing(error: Error): boolean {
	return error instanceof AiHubError && PASSING.includes(error.kind);
}

/** True when AI Hub itself says that something is not there, and not a proxy's page. */
export function saysGone(error: Error): boolean {
	return error instanceof AiHubError && error.kind === 'notFound' && !error.details.isPage;
}

/** Input that is refused before anything is sent. */
export function invalidInput(message: string, hint?: string): AiHubError {
	return new AiHubError('invalidInput', message, { hint });
}

/** Refuses a wait limit that is no number, such as one that an expression got wrong. */
export function assertLimit(limitMs: number): void {
	if (typeof limitMs === 'number' && !Number.isNaN(limitMs)) return;
	throw invalidInput('The wait limit is not a number', 'Give the wait limit as a number.');
}

/** Settles a promise without a catch block, so that the caller can decide outside of one. */
export async function attempt<T>(
	work: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; error: Error }> {
	try {
		return { ok: true, value: await work() };
	} catch (error) {
		return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
	}
}
