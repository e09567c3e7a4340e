/** The entries of a list that are objects; null, texts and lists among them are none. */
export function objectsIn<T extends object>(list: unknown[]): T[] {
	return list.filter((one): one is T => {
		return typeof one === 'object' && one !== null && !Array.isArray(one);
	});
}

/** Whether an ID, a name or a state is given: as a text that is not empty, or as a number. */
export function isSaid(value: unknown): value is string | number {
	return typeof value === 'number' || (typeof value === 'string' && value !== '');
}
