/** The entries of a list that are objects; null, texts and lists among them are none. */
export function objectsIn<T extends object>(list: unknown[]): T[] {
	return list.filter((one): one is T => {
		return typeof one === 'object' && one !== null && !Array.isArray(one);
	});
}
