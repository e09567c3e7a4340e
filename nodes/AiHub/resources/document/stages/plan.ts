import { AiHubError, invalidInput } from '../../../../shared/api/wire/errors';
import type { LeftOut } from '../../../../shared/n8n/files/choose';
import type { ItemFile } from '../../../../shared/n8n/files/itemFile';
import { withUniqueNames } from '../../../../shared/n8n/files/names';
import { withPasswordsFor } from './passwords';
import { type BroughtBack, mergedPending } from './pending';
import { type RunLimits, splitOverRuns } from './split';
import type { Group, Plan, Refused, StartSettings, Wanted } from './types';

/** What one item asks for. */
export interface Asked {
	itemIndex: number;
	start: StartSettings;
	wanted: Wanted;
	/** Files to send. */
	sent: ItemFile[];
	/** Its files that are not sent. */
	leftOut: LeftOut[];
	/** The item gets a run of its own. */
	alone: boolean;
}

/**
 * Documented limits: of files in a run, and of one upload together. Whether the second holds for the
 * files of a batch is not said; items are split by it all the same, as they do not belong together.
 */
export const LIMITS: RunLimits = { files: 1_000, bytes: 100 * 1024 * 1024 };
/** A longer list nobody reads. */
const MOST_TOLD = 20;

interface Together extends Group {
	/** The files belong together, and are not to be split. */
	alone: boolean;
}

/** Makes groups of the items, one for each run; `pending` are runs that come back. */
export function plan(asked: Asked[], pending: BroughtBack[]): Plan {
	const groups: Group[] = [];
	const refused: Refused[] = [];
	for (const together of oneForEachRun(asked)) {
		if (together.alone && together.files.length > LIMITS.files) {
			refused.push({ itemIndexes: together.itemIndexes, error: tooManyFiles(together) });
		} else for (const group of withinLimits(together)) groups.push(group);
	}
	const leftOut = asked.flatMap((one) => one.leftOut);
	return { groups, pending: mergedPending(pending), refused, leftOut };
}

/**
 * Items that ask for the same run share it: the same documents must not be paid for twice. What the
 * first of them says of the run, and of its results, holds for all.
 */
function oneForEachRun(asked: Asked[]): Together[] {
	const byRun = new Map<string, Together>();
	for (const { itemIndex, start, wanted, sent, alone } of asked) {
		const key = JSON.stringify(
			start.existingInput
				? [start.target, start.existingInput, start.body]
				: [start.target, start.body.version, alone ? itemIndex : 'all'],
		);
		const together = byRun.get(key) ?? { start, wanted, itemIndexes: [], files: [], alone };
		together.itemIndexes.push(itemIndex);
		for (const file of sent) together.files.push(file);
		byRun.set(key, together);
	}
	return [...byRun.values()];
}

/** One group where AI Hub takes all files in one run, else several that share the work evenly. */
function withinLimits({ alone, ...group }: Together): Group[] {
	if (group.start.existingInput) return [group];
	// All that an item brings may be left out by wish, and AI Hub fails a run over nothing.
	if (group.files.length === 0) return [];
	const runs = alone ? [group.files] : splitOverRuns(byItem(group.files), LIMITS);
	return runs.map((run, part) => {
		const files = withUniqueNames(run);
		const body = withPasswordsFor(group.start.body, files);
		return {
			...group,
			itemIndexes: [...new Set(files.map(({ itemIndex }) => itemIndex))],
			files,
			start: { ...group.start, body },
			...(runs.length > 1 && { part }),
		};
	});
}

function byItem(files: ItemFile[]): ItemFile[][] {
	const units = new Map<number, ItemFile[]>();
	for (const file of files) {
		const unit = units.get(file.itemIndex);
		if (unit) unit.push(file);
		else units.set(file.itemIndex, [file]);
	}
	return [...units.values()];
}

/** What is to be said when files that were to be one run are several. */
export function splitNotice(groups: Group[]): string | undefined {
	const parts = groups.filter(({ part }) => part !== undefined);
	if (parts.length === 0) return undefined;
	const count = parts.reduce((sum, { files }) => sum + files.length, 0);
	return `The ${count} files are split over ${parts.length} runs: AI Hub takes at most 1,000 files in a run, and 100 MB in an upload.`;
}

/** Longer lists of items nobody reads. */
const MOST_ITEMS = 10;

/** What is to be said where items name the same batch or folder, which is read once. */
export function sharedNotice(groups: Group[]): string | undefined {
	const shared = groups.filter(
		({ start, itemIndexes }) => start.existingInput && itemIndexes.length > 1,
	);
	if (shared.length === 0) return undefined;
	const [{ itemIndexes }] = shared;
	const shown = itemIndexes.slice(0, MOST_ITEMS).join(', ');
	const more = itemIndexes.length > MOST_ITEMS ? ', …' : '';
	const others = shared.length > 1 ? ` So do others, over ${shared.length - 1} more.` : '';
	return `Items ${shown}${more} name the same input and share one run: its documents are given once, as the first of these items wants them.${others}`;
}

/** The error over all refused items, for a node that must stop at them. */
export function refusal(refused: Refused[]): Error {
	const [{ error: first }] = refused;
	if (refused.length === 1) return first;
	const list = refused
		.slice(0, MOST_TOLD)
		.map(({ itemIndexes: [itemIndex], error }) => `item ${itemIndex}: ${error.message}`);
	const rest = refused.length - list.length;
	if (rest > 0) list.push(`and ${rest} more`);
	const hint = first instanceof AiHubError ? first.hint : undefined;
	return invalidInput(
		`${refused.length} items cannot be processed; nothing was created. ${list.join('; ')}`,
		hint,
	);
}

function tooManyFiles({ files }: Group): Error {
	return invalidInput(
		`The item has ${files.length} files; AI Hub takes at most ${LIMITS.files} in one run`,
		'Set Run Mode to One Run for All Items, which splits them over several runs, or give the item fewer files.',
	);
}
