import { LONGEST_NAME } from '../../../../shared/api/resources/batches';
import { isMail } from '../../../../shared/api/work/fileNames';
import { firstFound, waysToFind } from './nameMatch';

/**
 * The mail whose name is in the path of what was attached to it. How AI Hub makes such a path is not
 * published: a folder of the mail's name, or a name that begins with it, is certain; so is a folder
 * of its name without the extension, right where the uploaded files lie.
 * @param files all uploaded ones, no two of one name
 * @param folder where the uploaded files lie, as far as it is known
 */
export function mailFinder<T extends { name: string }>(
	files: T[],
	folder: string[] | undefined,
): (path: string[]) => T | undefined {
	const ways = waysToFind(files.filter(({ name }) => isMail(name)));
	const stems = waysToFind(files.map((file) => ({ name: withoutExtension(file.name), file })));
	const named = (name: string) => firstFound(ways, name);
	return (path) => {
		const place = folder && below(path, folder);
		const folders = (place ?? path).slice(0, -1);
		if (place && folders.length > 0) {
			const file = named(folders[0]) ?? firstFound(stems, folders[0])?.file;
			if (file) return isMail(file.name) ? file : undefined;
		}
		// A mail within a mail is a folder, too: the outermost is the one that was uploaded.
		const [outermost] = folders.flatMap((name) => named(name) ?? []);
		const begun = path.slice(-1).flatMap(mailsBegun);
		return outermost ?? onlyOne(begun.flatMap((name) => named(name) ?? []));
	};
}

function onlyOne<T>(found: T[]): T | undefined {
	return found.every((one) => one === found[0]) ? found[0] : undefined;
}

/** Tells whether a folder has the name of one of the mails among the files. */
export function namesMail<T extends { name: string }>(files: T[]): (folder: string) => boolean {
	const ways = waysToFind(files.filter(({ name }) => isMail(name)));
	return (folder) => firstFound(ways, folder) !== undefined;
}

/** The names in a path; none for no path. */
export function segmentsOf(path: string | null | undefined): string[] {
	return (path ?? '').split('/').filter((segment) => segment !== '');
}

/** The path below a folder; undefined where it is elsewhere. */
export function below(path: string[], folder: string[]): string[] | undefined {
	const isBelow = folder.every((segment, index) => segment === path[index]);
	return isBelow ? path.slice(folder.length) : undefined;
}

/** UTF-16 units that hold the name of a mail, and that of what was attached to it. */
const MOST_LOOKED_AT = 4 * LONGEST_NAME;

/**
 * What may be the name of a mail at the beginning of a name: `a.eml` of `a.eml_invoice.pdf`. Not of
 * `a.eml.pdf`, as a printed mail is called, nor of `a.eml_1.pdf`, which may be another one of those.
 */
function mailsBegun(name: string): string[] {
	const ends = [...name.slice(0, MOST_LOOKED_AT).matchAll(/\.(?:eml|msg)(?![\p{L}\p{N}.])/giu)]
		.map(({ index, 0: { length } }) => index + length)
		.filter((end) => /\p{L}|\d{3}/u.test(withoutExtension(name.slice(end))));
	return ends.map((end) => name.slice(0, end));
}

function withoutExtension(name: string): string {
	return name.replace(/(?<=.)\.[^.]*$/, '');
}
