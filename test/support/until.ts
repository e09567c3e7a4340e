import { setTimeout as sleep } from 'node:timers/promises';

interface UntilOptions {
	/** What is waited for, in words: part of the error. */
	what: string;
	timeoutMs?: number;
	everyMs?: number;
}

/**
 * Asks again and again until `ask` answers something truthy.
 *
 * @returns that answer
 * @throws Error naming `what` and the last answer or error, after `timeoutMs` (60,000 by default)
 */
export async function until<T>(
	ask: () => Promise<T> | T,
	{ what, timeoutMs = 60_000, everyMs = 200 }: UntilOptions,
): Promise<NonNullable<T>> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		let last: unknown;
		try {
			const answer = await ask();
			if (answer) return answer;
			last = answer;
		} catch (error) {
			last = error;
		}
		if (Date.now() >= deadline) {
			throw new Error(`Waited ${timeoutMs / 1000} s for ${what}; last seen: ${String(last)}`);
		}
		await sleep(everyMs);
	}
}
