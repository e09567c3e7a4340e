/** The wall clock of an exchange: what n8n calls a timeout begins anew with each byte. */
export interface TimeLimit {
	/** Aborted when the time is over. */
	signal: AbortSignal;
	isOver(): boolean;
	onOver(work: () => void): void;
	/** What is still under way may take as long as it likes. */
	lift(): void;
}

/** @param ms until the time is over; it keeps no process alive */
export function timeLimit(ms: number): TimeLimit {
	const controller = new AbortController();
	const timer = AbortSignal.timeout(ms);
	const over = () => controller.abort();
	timer.addEventListener('abort', over, { once: true });
	return {
		signal: controller.signal,
		isOver: () => controller.signal.aborted,
		onOver: (work) => controller.signal.addEventListener('abort', work, { once: true }),
		lift: () => timer.removeEventListener('abort', over),
	};
}
