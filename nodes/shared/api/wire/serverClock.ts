/** AI Hub's clock, as far as its answers tell: a run is looked for by the server's time, not by ours. */
export class ServerClock {
	private aheadMs = 0;

	/** @param now this machine's time in ms since 1970 */
	constructor(private readonly ownNow: () => number) {}

	/** @param date the Date header of an answer; one that is no date tells nothing */
	hear(date: string | undefined): void {
		const serverMs = Date.parse(String(date));
		if (!Number.isNaN(serverMs)) this.aheadMs = serverMs - this.ownNow();
	}

	/** The server's time in ms since 1970; this machine's as long as no answer has told. */
	now(): number {
		return this.ownNow() + this.aheadMs;
	}
}
