/**
 * The time limits of requests, which end when the test says so, and not by the clock: a server that
 * drips has dripped long enough when it says so.
 */
export class Limits {
	/** All limits that were set, in ms. */
	readonly set: number[] = [];

	private open: AbortController[] = [];

	/** Takes the place of `AbortSignal.timeout`; `jest.restoreAllMocks` gives it back. */
	install(): void {
		jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms: number) => {
			const controller = new AbortController();
			this.set.push(ms);
			this.open.push(controller);
			return controller.signal;
		});
	}

	/** The time of all requests under way is up. */
	end(): void {
		for (const controller of this.open.splice(0)) {
			controller.abort(new DOMException('The time is up', 'TimeoutError'));
		}
	}

	clear(): void {
		this.set.length = 0;
		this.open = [];
	}
}
