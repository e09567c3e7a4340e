import { AiHubError, attempt, invalidInput } from '../../../shared/api/wire/errors';
import { assertUploadable, LARGEST_FILE_BYTES } from '../../../shared/api/work/upload';
import {
	binaryProperties,
	type ItemFile,
	itemFile,
	propertiesNamed,
	withUniqueNames,
} from '../../../shared/n8n/binary';
import type { ItemContext, NodeContext } from '../../defineResource';
import { listParam, param } from '../../parameters';
import { mergedPending, pendingOf } from './pending';
import type { StartedRun } from './run';
import { type ProcessSettings, processSettings, runStartFor } from './settings';

/** What becomes one run: items with their files, and what was chosen for them. */
export interface Group {
	/** Stands for the group where a parameter is read. */
	item: ItemContext;
	settings: ProcessSettings;
	itemIndexes: number[];
	/** Empty when AI Hub has the documents already. */
	files: ItemFile[];
	/** A run that was started before and comes back to be looked at once more. */
	pending?: StartedRun;
}

/** Items that cannot be processed, found before anything was created. */
export interface Refused {
	itemIndexes: number[];
	error: Error;
}

/** Documented limit of files in one run. */
export const MOST_FILES = 1_000;
/** A longer list nobody reads. */
const MOST_TOLD = 20;

/** Reads all items and checks all files, before anything is created. */
export async function collectGroups(
	context: NodeContext,
): Promise<{ groups: Group[]; refused: Refused[] }> {
	const refused: Refused[] = [];
	const perItem: Group[] = [];
	const pending: StartedRun[] = [];
	for (const itemIndex of context.n8n.getInputData().keys()) {
		const item = { ...context, itemIndex };
		const outcome = await attempt(async () => pendingOf(item) ?? (await groupOf(item)));
		if (!outcome.ok) refused.push({ itemIndexes: [itemIndex], error: outcome.error });
		else if ('run' in outcome.value) pending.push(outcome.value);
		else perItem.push(outcome.value);
	}
	const [fitting, tooLarge] = split(
		oneForEachRun(perItem),
		({ files }) => files.length <= MOST_FILES,
	);
	for (const group of tooLarge) {
		refused.push({ itemIndexes: group.itemIndexes, error: tooManyFiles(group) });
	}
	const groups = [
		...fitting.map((group) => ({ ...group, files: withUniqueNames(group.files) })),
		...mergedPending(pending).map((run) => pendingGroup(context, run)),
	];
	return { groups, refused };
}

function pendingGroup(context: NodeContext, pending: StartedRun): Group {
	const { itemIndexes, settings } = pending;
	return {
		item: { ...context, itemIndex: itemIndexes[0] },
		settings,
		itemIndexes,
		files: [],
		pending,
	};
}

/** The error over all refused items, for a node that must stop at them. */
export function refusal(refused: Refused[]): Error {
	const [{ error: first }] = refused;
	if (refused.length === 1) return first;
	const list = refused
		.slice(0, MOST_TOLD)
		.map(({ itemIndexes, error }) => `${named(itemIndexes)}: ${error.message}`);
	const rest = refused.length - list.length;
	if (rest > 0) list.push(`and ${rest} more`);
	const hint = first instanceof AiHubError ? first.hint : undefined;
	return invalidInput(
		`${refused.length} items cannot be processed; nothing was created. ${list.join('; ')}`,
		hint,
	);
}

function named(itemIndexes: number[]): string {
	const [first] = itemIndexes;
	if (itemIndexes.length === 1) return `item ${first}`;
	return `items ${first} to ${itemIndexes[itemIndexes.length - 1]}`;
}

const NO_BATCH_YET = { batch_id: 0 };

async function groupOf(item: ItemContext): Promise<Group> {
	const settings = processSettings(item);
	const files = settings.documents === 'items' ? await filesOf(item) : [];
	// What to run is read here, too, so that an app that is missing is told before the upload.
	runStartFor(item, settings.existingInput ?? NO_BATCH_YET);
	return { item, settings, itemIndexes: [item.itemIndex], files };
}

async function filesOf(item: ItemContext): Promise<ItemFile[]> {
	const named = listParam(item, 'binaryPropertyName');
	const { n8n, itemIndex } = item;
	const properties =
		named.length > 0
			? named.flatMap((name) => propertiesNamed(n8n, itemIndex, name))
			: binaryProperties(n8n, itemIndex);
	if (properties.length === 0) {
		throw invalidInput(
			'The item has no files',
			'Check that the node before gives out binary data.',
		);
	}
	const files = await Promise.all(
		properties.map(async (property) => await itemFile(n8n, itemIndex, property)),
	);
	const offenders = files.flatMap((file) => problemsOf(file));
	if (offenders.length > 0)
		throw invalidInput(offenders.map(({ message }) => message).join('; '), offenders[0].hint);
	return files;
}

function problemsOf(file: ItemFile): Array<{ message: string; hint?: string }> {
	if (file.size > LARGEST_FILE_BYTES) {
		return [
			{
				message: `The file "${file.name}" has ${megabytes(file.size)} MB; AI Hub takes at most ${megabytes(LARGEST_FILE_BYTES)} MB`,
				hint: 'Split the file, or make it smaller.',
			},
		];
	}
	try {
		assertUploadable(file);
		return [];
	} catch (error) {
		return [error as AiHubError];
	}
}

/** Rounded up, because one byte over 50 MB is not 50 MB. */
function megabytes(bytes: number): string {
	return String(Math.ceil((bytes / 1024 / 1024) * 10) / 10);
}

/** Items that ask for the same run share it: the same documents must not be paid for twice. */
function oneForEachRun(perItem: Group[]): Group[] {
	const byRun = new Map<string, Group>();
	for (const group of perItem) {
		const key = runKey(group);
		const before = byRun.get(key);
		byRun.set(key, before ? merged(before, group) : group);
	}
	return [...byRun.values()];
}

function runKey({ item, settings }: Group): string {
	if (settings.existingInput) return JSON.stringify(runStartFor(item, settings.existingInput));
	return param<string>(item, 'runMode', 'all') === 'all' ? 'all' : `item ${item.itemIndex}`;
}

function merged(one: Group, other: Group): Group {
	return {
		...one,
		itemIndexes: [...one.itemIndexes, ...other.itemIndexes],
		files: [...one.files, ...other.files],
	};
}

function split<T>(entries: T[], fits: (entry: T) => boolean): [T[], T[]] {
	return [entries.filter(fits), entries.filter((entry) => !fits(entry))];
}

function tooManyFiles({ files }: Group): Error {
	const beyond = files.slice(MOST_FILES, MOST_FILES + 5).map(({ name }) => `"${name}"`);
	return invalidInput(
		`One run would get ${files.length} files; AI Hub takes at most ${MOST_FILES}. Too many from ${beyond.join(', ')} on`,
		'Choose one run for each item, or split the items into batches with Loop Over Items.',
	);
}
