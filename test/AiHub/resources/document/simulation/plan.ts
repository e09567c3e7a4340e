import type { RoutingRules } from '../../../../../nodes/shared/documents/routing';
import { contentOf, type History, type ItemPlan, type Settings } from './world';

/* What a person may expect of a turn, worked out without the code under test. */

export interface ExpectedFile {
	content: string;
	itemIndex: number;
	/** Number of the file within its group. */
	index: number;
}

export interface ExpectedGroup {
	/** What the run is over, as AI Hub sees it. */
	key: string;
	itemIndexes: number[];
	files: ExpectedFile[];
	rules?: RoutingRules;
	limitMs: number;
}

export interface ExpectedTurn {
	groups: ExpectedGroup[];
	refused: number[];
}

/** AI Hub takes 500 characters, and the node's own tag has 40. */
const MOST_TAG = 460;

export function expectedTurn({ turns, settings }: History, turn: number): ExpectedTurn {
	const groups = new Map<string, ExpectedGroup>();
	const refused: number[] = [];
	for (const [itemIndex, item] of turns[turn].entries()) {
		const limitMs = limitOf(settings, item);
		if (limitMs === undefined || settings.tagLength > MOST_TAG || !hasInput(settings, item)) {
			refused.push(itemIndex);
			continue;
		}
		const target = targetOf(settings, item);
		const existing = existingKey(settings, item);
		const shared = existing ?? (settings.perItem ? `item ${itemIndex}` : 'all');
		const id = `${target} ${shared}`;
		const rules = settings.routed ? rulesOf(settings, item) : undefined;
		const group = groups.get(id) ?? { key: '', itemIndexes: [], files: [], rules, limitMs };
		group.itemIndexes.push(itemIndex);
		for (const [index, file] of (existing ? [] : item.files).entries()) {
			const content = contentOf(turn, itemIndex, index, file);
			group.files.push({ content, itemIndex, index: group.files.length });
		}
		group.key = startKey(target, existing ?? group.files.map(({ content }) => content));
		groups.set(id, group);
	}
	return { groups: [...groups.values()], refused };
}

export function startKey(target: string, over: string | string[]): string {
	return `${target} over ${typeof over === 'string' ? over : [...over].sort().join(', ')}`;
}

export function targetOf({ app, targetByItem }: Settings, item: ItemPlan): string {
	return `${app ? 'app' : 'deployment'}-${targetByItem ? item.target : 0}`;
}

export const FOLDER = 'acme/Accounts/fs/Drive/in';

function existingKey({ documents }: Settings, item: ItemPlan): string | undefined {
	if (documents === 'items') return undefined;
	return documents === 'batch' ? `batch ${item.batch}` : `folder ${FOLDER}`;
}

function hasInput({ documents }: Settings, item: ItemPlan): boolean {
	if (documents === 'batch') return item.batch !== null;
	return (
		documents === 'folder' || (item.files.length > 0 && item.files.every(({ empty }) => !empty))
	);
}

function limitOf({ limit }: Settings, item: ItemPlan): number | undefined {
	const minutes = limit === 'item' ? item.limit : limit;
	const isGiven = minutes !== null && minutes !== '' && Number(minutes) >= 0;
	return isGiven ? Number(minutes) * 60_000 : undefined;
}

function rulesOf(settings: Settings, item: ItemPlan): RoutingRules {
	const least = settings.least === 'item' ? item.least : settings.least;
	return {
		minModelConfidence: least || undefined,
		minOcrConfidence: undefined,
		fields: settings.fieldRule
			? [{ field: 'total', minConfidence: undefined, mayBeAbsent: false }]
			: [],
		classes: [],
		validationMustPass: settings.mustBeValid,
		reviewMustBeCompleted: settings.mustBeReviewed,
	};
}
