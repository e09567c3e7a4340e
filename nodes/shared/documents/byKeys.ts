import type { Row } from './row';

/**
 * What holds for all rows with the same keys in the same order is worked out once for them: an output
 * may have 200,000 rows, of a few kinds.
 */
export function byKeys<T>(make: (keys: string[]) => T): (row: Row) => T {
	const known = new Map<string, { keys: string[]; made: T }>();
	let last: { keys: string[]; made: T } | undefined;
	return (row) => {
		const keys = Object.keys(row);
		// Most rows are of the kind of the one before, which costs less to see than to look up.
		if (last && areSame(last.keys, keys)) return last.made;
		const kind = JSON.stringify(keys);
		last = known.get(kind);
		if (!last) known.set(kind, (last = { keys, made: make(keys) }));
		return last.made;
	};
}

function areSame(some: string[], others: string[]): boolean {
	return some.length === others.length && some.every((key, index) => key === others[index]);
}
