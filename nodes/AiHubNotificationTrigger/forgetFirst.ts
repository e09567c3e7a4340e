/** Takes out what was put in first, to keep a map within its bounds. */
export function forgetFirst<T>(map: Map<string, T>): void {
	for (const [first] of map) {
		map.delete(first);
		return;
	}
}
