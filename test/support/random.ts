/** A generator that gives the same numbers from 0 up to 1 for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** One of the entries. */
export function oneOf<T>(random: () => number, entries: readonly T[]): T {
	return entries[Math.floor(random() * entries.length)]!;
}
