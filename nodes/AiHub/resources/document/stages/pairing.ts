import type { FoundDocument } from '../../../../shared/documents/documents';

/** A file that was uploaded, as far as pairing needs it. */
export interface UploadedFile {
	name: string;
	itemIndex: number;
	property: string;
}

/**
 * Finds the uploaded file that a document came from, by its name in the batch. AI Hub may change
 * characters of a name, so the closest sure match counts: exact, then without case and accents'
 * composition, then letters and digits alone.
 */
export function fileFinder(
	files: UploadedFile[],
): (found: FoundDocument) => UploadedFile | undefined {
	const ways = [(name: string) => name, folded, lettersOnly].map((way) => ({
		way,
		index: uniqueBy(files, (file) => way(file.name)),
	}));
	return (found) => {
		const names = [found.fileName, found.file.input_file_path?.split('/').pop()];
		for (const { way, index } of ways) {
			for (const name of names) {
				const file = name ? index.get(way(name)) : undefined;
				if (file) return file;
			}
		}
		return undefined;
	};
}

function folded(name: string): string {
	return name.normalize('NFC').toLowerCase();
}

function lettersOnly(name: string): string {
	return folded(name).replace(/[^\p{L}\p{N}]/gu, '');
}

/** Keys that two files share are left out: a wrong pair is worse than none. */
function uniqueBy(
	files: UploadedFile[],
	keyOf: (file: UploadedFile) => string,
): Map<string, UploadedFile> {
	const index = new Map<string, UploadedFile>();
	const shared = new Set<string>();
	for (const file of files) {
		const key = keyOf(file);
		if (index.has(key)) shared.add(key);
		index.set(key, file);
	}
	for (const key of shared) index.delete(key);
	return index;
}
