/** A request that is answered with a status of its own, and starts nothing. */
export class Refusal extends Error {
	constructor(
		readonly status: 400 | 401 | 404 | 413 | 429 | 503,
		message: string,
		/** Seconds until it is worth sending again. */
		readonly retryAfterS?: number,
	) {
		super(message);
	}
}
