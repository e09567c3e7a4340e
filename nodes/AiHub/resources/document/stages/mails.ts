import { isMail } from '../../../../shared/api/work/fileNames';
import { firstFound, waysToFind } from './nameMatch';

/**
 * The mail whose name is in the path of what was attached to it. How AI Hub makes such a path is not
 * published: a folder of the mail's name, or any name that begins with it, is certain; so is a folder
 * of its name without the extension, right where the uploaded files lie.
 * @param files all uploaded ones, no two of one name
 * @param folder where the uploaded files lie, as far as it is known
 */
export function mailFinder<T extends { name: string }>(
	files: T[],
	folder: string[] | undefined,
): (path: string[]) => T | undefined {
	const mails = files.filter(({ name }) => isMail(name));
	if (mails.length === 0) return () => undefined;
	const ways = waysToFind(mails);
	const stems = waysToFind(files.map((file) => ({ name: withoutExtension(file.name), file })));
	const named = (name: string) => firstFound(ways, name);
	return (path) => {
		const place = folder && below(path, folder);
		const names = place ?? path;
		// A mail within a mail is a folder, too: the outermost is the one that was uploaded.
		const outermost = names.slice(0, -1).flatMap((name) => named(name) ?? []);
		if (outermost.length > 0) return outermost[0];
		const begun = names.flatMap(mailsBegun).flatMap((name) => named(name) ?? []);
		if (begun.length > 0) return begun.every((one) => one === begun[0]) ? begun[0] : undefined;
		const file = place && place.length > 1 ? firstFound(stems, place[0])?.file : undefined;
		return file && isMail(file.name) ? file : undefined;
	};
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

/** What may be the name of a mail at the beginning of a name: `a.eml` of `a.eml_invoice.pdf`. */
function mailsBegun(name: string): string[] {
	const ends = [...name.matchAll(/\.(?:eml|msg)(?![\p{L}\p{N}])/giu)];
	return ends.map(({ index, 0: { length } }) => name.slice(0, index + length));
}

function withoutExtension(name: string): string {
	return name.replace(/(?<=.)\.[^.]*$/, '');
}
