import type { Send } from './send';
import type { ServerClock } from './serverClock';

/** What every function of this layer gets: the way to AI Hub and the caller's clock. */
export interface Api {
	send: Send;
	/** Pauses for `ms` milliseconds; throws `AiHubError` of kind `cancelled` when the caller is stopped. */
	sleep(ms: number): Promise<void>;
	/** The time now in ms since 1970. */
	now(): number;
	/** AI Hub's own time, for what is compared with its times; without it, `now` stands for it. */
	clock?: ServerClock;
	/** A number from 0 up to 1, for jitter. */
	random(): number;
	/** Throws `AiHubError` of kind `cancelled` when the caller was stopped. */
	throwIfCancelled(): void;
	/** Takes the token, and what was concealed, out of a text that comes from the server. */
	redact(text: string): string;
	/** Keeps values, such as a PDF's password, out of all that comes from the server from now on. */
	conceal?(values: string[]): void;
	/** False for a caller that tries again by itself, such as a wait: every request is sent once. */
	retries?: boolean;
	/** Longest wait for the answer to one request, in ms, for a caller that must not hang on it. */
	longestRequestMs?: number;
	/** No request is repeated after this time, in ms since 1970. */
	untilMs?: number;
	/**
	 * Every request has ended by then, or within a second after it, in ms since 1970, for a caller that is
	 * given up later: what is begun after that fails.
	 */
	endsMs?: number;
	/** A pause before a repetition that would be longer, in ms, is left to the caller: the call fails. */
	longestPauseMs?: number;
}
