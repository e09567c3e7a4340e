import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const SAMPLES_FOLDER = join(__dirname, '..', 'samples');

/** The samples themselves, without the script that makes them and its record of what is in them. */
const NOT_SAMPLES = /\.(ts|json)$/;

/** A mistake of the person at the keyboard: its message is all that needs to be shown. */
export class UsageError extends Error {}

/**
 * The documents that the command line asks for: `--files FOLDER`, or the samples.
 *
 * @param report is told of files that are left out
 * @returns absolute paths of files with content in alphabetical order, never empty
 * @throws UsageError when the folder is missing, is no folder, or holds no file
 */
export async function requestedFiles(
	args: string[],
	report: (line: string) => void = console.log,
): Promise<string[]> {
	const folder = folderIn(args);
	if (folder === undefined) {
		const samples = await filesIn(SAMPLES_FOLDER);
		return samples.filter((path) => !NOT_SAMPLES.test(path));
	}
	const found = await filesIn(resolve(folder));
	const sizes = await Promise.all(found.map(async (path) => (await stat(path)).size));
	const files = found.filter((_, index) => sizes[index] > 0);
	for (const path of found.filter((_, index) => sizes[index] === 0)) {
		report(`${basename(path)} is empty and is left out`);
	}
	if (files.length === 0) {
		throw new UsageError(
			`There is no file with content in ${folder}. Put PDF or text files there.`,
		);
	}
	return files;
}

function folderIn(args: string[]): string | undefined {
	try {
		return parseArgs({ args, options: { files: { type: 'string' } } }).values.files;
	} catch (error) {
		throw new UsageError(`${(error as Error).message}\nUsage: npm run demo -- --files FOLDER`);
	}
}

async function filesIn(folder: string): Promise<string[]> {
	const isFolder = await stat(folder).then(
		(found) => found.isDirectory(),
		() => undefined,
	);
	if (isFolder === undefined) throw new UsageError(`There is no folder ${folder}`);
	if (!isFolder) throw new UsageError(`${folder} is a file; --files wants its folder`);
	const entries = await readdir(folder, { withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
		.map((entry) => join(folder, entry.name))
		.sort();
}

/**
 * Copies files into a folder that n8n may read: its file nodes take a glob pattern, and the
 * person's own path could hold characters that mean something in one.
 */
export async function copyInto(folder: string, files: string[]): Promise<void> {
	await mkdir(folder, { recursive: true });
	for (const file of files) await copyFile(file, join(folder, basename(file)));
}
