import { LONGEST_NAME } from '../../api/resources/batches';
import { folded } from '../../api/work/fileNames';
import { missingExtension } from '../../api/work/fileTypes';

/** The name with the extension of its type, where AI Hub could not tell the type by the name. */
export function withExtension(name: string, mimeType: string): string {
	const extension = missingExtension(name, mimeType);
	return extension === undefined ? name : ending(name, `.${extension}`);
}

/**
 * Gives files of the same name names of their own, `a.pdf`, `a (2).pdf`, because the second one
 * would replace the first in the batch.
 * @param used names that are taken, as `folded`; those of the files are put in
 */
export function withUniqueNames<T extends { name: string }>(
	files: T[],
	used = new Set<string>(),
): T[] {
	const nextOf = new Map<string, number>();
	return files.map((file) => {
		const [, stem, extension] = /^(.+?)(\.[^.]*)?$/s.exec(file.name) ?? [];
		const given = folded(file.name);
		let name = file.name;
		// Goes on where the last one of that name ended: thousands of files may be called `scan.pdf`.
		let count = nextOf.get(given) ?? 2;
		for (; used.has(folded(name)); count++) name = ending(stem, ` (${count})${extension ?? ''}`);
		nextOf.set(given, count);
		used.add(folded(name));
		return { ...file, name };
	});
}

/** As long a beginning as leaves room for the end, without half of a character. */
function ending(stem: string, end: string): string {
	const room = Math.max(0, LONGEST_NAME - end.length);
	return stem.slice(0, room).replace(/[\uD800-\uDBFF]$/, '') + end;
}
