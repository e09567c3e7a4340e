import { AiHubError, invalidInput } from '../../../../shared/api/wire/errors';
import { type ItemFile, withUniqueNames } from '../../../../shared/n8n/binary';
import { mergedPending } from './pending';
import type { Group, Plan, Refused, StartedRun, StartSettings, Wanted } from './types';

/** What one item asks for. */
export interface Asked {
	itemIndex: number;
	start: StartSettings;
	wanted: Wanted;
	files: ItemFile[];
	/** The item gets a run of its own. */
	alone: boolean;
}

/** Documented limit of files in one run. */
export const MOST_FILES = 1_000;
/** A longer list nobody reads. */
const MOST_TOLD = 20;

/** Makes groups of the items, one for each run; `pending` are runs that come back. */
export function plan(asked: Asked[], pending: StartedRun[]): Plan {
	const groups: Group[] = [];
	const refused: Refused[] = [];
	for (const group of oneForEachRun(asked)) {
		if (group.files.length > MOST_FILES) {
			refused.push({ itemIndexes: group.itemIndexes, error: tooManyFiles(group) });
		} else groups.push({ ...group, files: withUniqueNames(group.files) });
	}
	return { groups, pending: mergedPending(pending), refused };
}

/**
 * Items that ask for the same run share it: the same documents must not be paid for twice. What the
 * first of them says of the run, and of its results, holds for all.
 */
function oneForEachRun(asked: Asked[]): Group[] {
	const byRun = new Map<string, Group>();
	for (const { itemIndex, start, wanted, files, alone } of asked) {
		const key = JSON.stringify(
			start.existingInput
				? [start.target, start.existingInput, start.body]
				: [start.target, start.body.version, alone ? itemIndex : 'all'],
		);
		const group = byRun.get(key) ?? { start, wanted, itemIndexes: [], files: [] };
		group.itemIndexes.push(itemIndex);
		for (const file of files) group.files.push(file);
		byRun.set(key, group);
	}
	return [...byRun.values()];
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

function tooManyFiles({ files }: Group): Error {
	const beyond = files.slice(MOST_FILES, MOST_FILES + 5).map(({ name }) => `"${name}"`);
	return invalidInput(
		`One run would get ${files.length} files; AI Hub takes at most ${MOST_FILES}. Too many from ${beyond.join(', ')} on`,
		'Choose one run for each item, or split the items into batches with Loop Over Items.',
	);
}
