import { folded } from '../../../../shared/api/work/fileNames';

type Find<T> = (name: string) => T | undefined;

/**
 * Ways to find a file by a name that AI Hub gives, the closest first: exact, then without case and
 * accents' composition, then letters and digits alone.
 */
export function waysToFind<T extends { name: string }>(files: T[]): Array<Find<T>> {
	return [(name: string) => name, folded, lettersOnly].map((way) => {
		const index = uniqueBy(files, ({ name }) => way(name));
		return (name) => index.get(way(name));
	});
}

/** What the closest way finds that finds any of the names. */
export function firstFound<T>(ways: Array<Find<T>>, ...names: string[]): T | undefined {
	for (const find of ways) {
		for (const name of names) {
			const file = find(name);
			if (file) return file;
		}
	}
	return undefined;
}

/** A name as it stays when AI Hub changes characters of it. */
export function lettersOnly(name: string): string {
	return folded(name).replace(/[^\p{L}\p{N}]/gu, '');
}

/** Keys that two files share are left out: a wrong pair is worse than none. */
function uniqueBy<T>(files: T[], keyOf: (file: T) => string): Map<string, T> {
	const index = new Map<string, T>();
	const shared = new Set<string>();
	for (const file of files) {
		const key = keyOf(file);
		if (index.has(key)) shared.add(key);
		index.set(key, file);
	}
	for (const key of shared) index.delete(key);
	index.delete('');
	return index;
}
