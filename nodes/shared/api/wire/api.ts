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
	/** Takes the token, and all that was told to `conceal`, out of a text that comes from the server. */
	redact(text: string): string;
	/** Keeps a secret, such as a PDF's password, out of all messages from now on. */
	conceal?(secrets: readonly string[]): void;
	/** When a wait is over, in ms since 1970: no request takes much longer, and none is repeated. */
	untilMs?: number;
	/** False for a caller that tries again by itself, such as a wait: every request is sent once. */
	retries?: boolean;
	/** A pause before a repetition that would be longer, in ms, is left to the caller: the call fails. */
	longestPauseMs?: number;
}
