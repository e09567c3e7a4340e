/**
 * Runs `work` for every entry, at most `limit` at once, and answers in the order of the entries.
 * When one fails, no further one is begun; the first failure is thrown after all begun have ended.
 */
export async function mapConcurrent<T, R>(
	entries: readonly T[],
	limit: number,
	work: (entry: T, index: number) => Promise<R>,
): Promise<R[]> {
	const results = new Array<R>(entries.length);
	const failures: unknown[] = [];
	let next = 0;
	const worker = async () => {
		while (next < entries.length && failures.length === 0) {
			const index = next++;
			try {
				results[index] = await work(entries[index], index);
			} catch (error) {
				failures.push(error);
			}
		}
	};
	const workers = Math.min(places(limit), entries.length);
	await Promise.all(Array.from({ length: workers }, worker));
	if (failures.length > 0) throw failures[0];
	return results;
}

/** Lets at most `limit` pieces of work run at once; the others wait for their turn in order. */
export function limiter(limit: number): <R>(work: () => Promise<R>) => Promise<R> {
	const waiting: Array<() => void> = [];
	const most = places(limit);
	let running = 0;
	return async (work) => {
		if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
		else running++;
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			// The place is handed on, so that nobody new can slip in between.
			if (next) next();
			else running--;
		}
	};
}

/** At least one: a limit that is nothing, or no number, must not keep the work from being done. */
function places(limit: number): number {
	return Math.max(1, Math.floor(limit) || 1);
}
