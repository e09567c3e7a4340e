import type { IBinaryData } from 'n8n-workflow';

import { isMail } from '../../../../shared/api/work/fileNames';
import type { FoundDocument } from '../../../../shared/documents/documents';
import { below, mailFinder, namesMail, segmentsOf } from './mails';
import { firstFound, waysToFind } from './nameMatch';

/** A file that was uploaded, as far as pairing needs it. */
export interface UploadedFile {
	name: string;
	itemIndex: number;
	property: string;
	/** Position among the files of its item, from 0; undefined where it was stored without. */
	position?: number;
	/** The file itself, where it is to be carried along and the item does not have it. */
	binary?: IBinaryData;
}

/** Which documents of a run came from which files. */
export interface Pairing {
	/** Undefined where it cannot be told with certainty: a wrong pair is worse than none. */
	fileOf(found: FoundDocument): UploadedFile | undefined;
	/** Its item, which may be known where the file is not. */
	itemOf(found: FoundDocument): number | undefined;
	/** Files of which there is no document. */
	missing: UploadedFile[];
	/** Mails without a document may, or may not, be what documents without a file came from. */
	unclear: boolean;
}

/** A file of the results, with the names it goes by. */
interface ResultFile {
	index: number;
	names: string[];
	path: string[];
}

/**
 * Pairs the documents of a run with the files that were uploaded for it: what was attached to a mail
 * by the mail's name in its path, all others by their own name, and what is left over with the only
 * mail that is open.
 * @param inputDir folder of the run's input, where AI Hub tells it
 */
export function pair(
	documents: FoundDocument[],
	files: UploadedFile[],
	inputDir?: string | null,
): Pairing {
	const results = documents.filter(({ documentIndex }) => documentIndex === 0).map(resultFile);
	const byResult = files.some(isUploadedMail)
		? pairedWithMails(results, files, uploadFolder(results, files, inputDir))
		: pairedByName(results, files);
	const seen = new Set(byResult.values());
	const unseen = files.filter((file) => !seen.has(file));
	const leftOver = results.filter((result) => !byResult.has(result));
	const candidates = leftOver.length > 0 ? mailsOf(files, unseen) : [];
	const only = candidates.length === 1 ? candidates[0] : undefined;
	if (only) for (const result of leftOver) byResult.set(result, only);
	const mails = unseen.filter((file) => isUploadedMail(file) && file !== only);
	// As many files as mails are left over: each mail may well have come back as what was in it.
	const unclear = new Set(leftOver.length >= mails.length ? mails : []);
	const byIndex = new Map([...byResult].map(([{ index }, file]) => [index, file]));
	const items = new Set((only ? [] : candidates).map(({ itemIndex }) => itemIndex));
	const [itemOfRest] = items.size === 1 ? items : [];
	return {
		fileOf: ({ fileIndex }) => byIndex.get(fileIndex),
		itemOf: ({ fileIndex }) => byIndex.get(fileIndex)?.itemIndex ?? itemOfRest,
		missing: unseen.filter((file) => file !== only && !unclear.has(file)),
		unclear: unclear.size > 0,
	};
}

function resultFile({ fileIndex, fileName, file }: FoundDocument): ResultFile {
	const path = segmentsOf(file.input_file_path);
	return {
		index: fileIndex,
		names: [fileName, ...path.slice(-1)].flatMap((name) => name ?? []),
		path,
	};
}

/** By the name in the path, under which the file was sent, else by any name that is close to one. */
function pairedByName(results: ResultFile[], files: UploadedFile[]): Map<ResultFile, UploadedFile> {
	const ways = waysToFind(files);
	const sent = new Map(files.map((file) => [file.name, file]));
	return new Map(
		results.flatMap((result) => {
			const file = sent.get(result.path.at(-1) ?? '') ?? firstFound(ways, ...result.names);
			return file ? [[result, file]] : [];
		}),
	);
}

/**
 * What is attached to a mail may have the name of a file beside it. What lies where the uploaded
 * files lie, under the name of one, is that file; of others with one name it cannot be told.
 */
function pairedWithMails(
	results: ResultFile[],
	files: UploadedFile[],
	folder: string[] | undefined,
): Map<ResultFile, UploadedFile> {
	const byName = new Map(files.map((file) => [file.name, file]));
	const mailOf = mailFinder(files, folder);
	const paired = new Map<ResultFile, UploadedFile>();
	for (const result of results) {
		const place = folder && below(result.path, folder);
		const itself = place?.length === 1 ? byName.get(place[0]) : undefined;
		const file = itself ?? mailOf(result.path);
		if (file) paired.set(result, file);
	}
	const rest = results.filter((result) => !paired.has(result));
	for (const [result, file] of sureByName(rest, files, paired, folder)) paired.set(result, file);
	return paired;
}

/** Pairs by name alone, where no other result has a claim to the same file. */
function sureByName(
	results: ResultFile[],
	files: UploadedFile[],
	paired: Map<ResultFile, UploadedFile>,
	folder: string[] | undefined,
): Array<[ResultFile, UploadedFile]> {
	const seen = new Set(paired.values());
	const byFile = new Map<UploadedFile, ResultFile[]>();
	for (const [result, file] of pairedByName(results, files)) {
		const isElsewhere = folder && below(result.path, folder)?.length !== 1;
		if (!isElsewhere && !seen.has(file)) {
			byFile.set(file, [...(byFile.get(file) ?? []), result]);
		}
	}
	return [...byFile].flatMap(([file, claimants]) => {
		const paths = new Set(claimants.map(({ path }) => path.join('/')));
		const isOnePlace = paths.size === 1 && !paths.has('');
		return isOnePlace || claimants.length === 1
			? claimants.map((result): [ResultFile, UploadedFile] => [result, file])
			: [];
	});
}

/**
 * The folder of the results in which the uploaded files lie: that of the input, or else the one that
 * holds them under their own names, below which all other such folders are. Undefined where none is.
 */
function uploadFolder(
	results: ResultFile[],
	files: UploadedFile[],
	inputDir: string | null | undefined,
): string[] | undefined {
	const input = segmentsOf(inputDir);
	const isInput = input.length > 0 && results.some(({ path }) => below(path, input) !== undefined);
	if (isInput) return input;
	const names = new Set(files.map(({ name }) => name));
	const isMailFolder = namesMail(files);
	const folders = results
		.filter(({ path }) => path.length > 1 && names.has(path[path.length - 1]))
		.map(({ path }) => path.slice(0, -1))
		.filter((folder) => !folder.some(isMailFolder));
	const [highest] = folders.sort((one, other) => one.length - other.length);
	return folders.every((folder) => below(folder, highest) !== undefined) ? highest : undefined;
}

/** The mails that documents left over must be of: those of the run, where they can be of no other file. */
function mailsOf(files: UploadedFile[], unseen: UploadedFile[]): UploadedFile[] {
	return unseen.every(isUploadedMail) ? files.filter(isUploadedMail) : [];
}

function isUploadedMail({ name }: UploadedFile): boolean {
	return isMail(name);
}
