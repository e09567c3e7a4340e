import * as fc from 'fast-check';

import { faults, interrupt } from './generateTroubles';
import type {
	ContentPlan,
	DocumentPlan,
	FilePlan,
	History,
	HubTraits,
	ItemPlan,
	LifePlan,
	Settings,
} from './world';

const oneIn = (n: number) => fc.integer({ min: 1, max: n }).map((number) => number === n);

/** Mostly `usual`. */
const seldom = <T>(usual: T, n: number, ...others: T[]): fc.Arbitrary<T> =>
	fc.oneof(
		{ weight: n, arbitrary: fc.constant(usual) },
		...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })),
	);

const file: fc.Arbitrary<FilePlan> = fc
	.record({
		name: fc.constantFrom('a.txt', 'a.txt', 'b.txt', 'c d.txt', 'A.txt', 'd.txt'),
		twin: fc.option(fc.integer({ min: 0, max: 1 }), { nil: undefined, freq: 4 }),
		empty: oneIn(25),
	})
	.map(({ name, twin, empty }) => ({
		name,
		...(twin !== undefined && { twin }),
		...(empty && { empty: true as const }),
	}));

const item: fc.Arbitrary<ItemPlan> = fc.record({
	files: fc.oneof(
		{ weight: 6, arbitrary: fc.array(file, { minLength: 1, maxLength: 1 }) },
		// Of several files an empty one is only left out, which other tests look at.
		{
			weight: 3,
			arbitrary: fc.array(
				file.map(({ name, twin }) => ({ name, ...(twin !== undefined && { twin }) })),
				{ minLength: 2, maxLength: 3 },
			),
		},
		{ weight: 1, arbitrary: fc.constant<FilePlan[]>([]) },
	),
	least: fc.constantFrom(0, 0.9),
	target: seldom(0, 3, 1),
	batch: fc.constantFrom(701, 701, 702, 702, null),
	limit: fc.constantFrom(0, 0.2, 1, 1, 1, '1', null, ''),
});

const settings: fc.Arbitrary<Settings> = fc.record({
	documents: seldom<Settings['documents']>('items', 5, 'batch', 'folder'),
	app: fc.boolean(),
	targetByItem: oneIn(4),
	perItem: fc.boolean(),
	callback: fc.boolean(),
	onReview: fc.constantFrom('return', 'wait', 'fail'),
	limit: fc.constantFrom<Settings['limit']>(0, 0.2, 0.5, 1, 1, 1, 1, 'item'),
	routed: fc.boolean(),
	least: fc.constantFrom<Settings['least']>(0, 0.9, 'item'),
	mustBeValid: fc.boolean(),
	mustBeReviewed: oneIn(3),
	fieldRule: oneIn(3),
	converts: oneIn(3),
	flat: fc.boolean(),
	carry: fc.boolean(),
	cleanUp: fc.constantFrom('nothing', 'run', 'runAndBatch', 'runAndBatch'),
	reuse: oneIn(4),
	tagLength: seldom(0, 20, 10, 460, 470, 600),
	itemsInParallel: fc.integer({ min: 1, max: 4 }),
	onError: fc.constantFrom('stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'),
	maxTries: fc.constantFrom(0, 0, 2, 3),
});

const document: fc.Arbitrary<DocumentPlan> = fc.record({
	className: seldom<string | null>('Invoice', 6, null),
	confidence: seldom<number | null>(0.95, 4, 0.8, null),
	valid: seldom<boolean | null>(true, 4, false, null),
	unclear: oneIn(4),
	failed: oneIn(10),
});

const content: fc.Arbitrary<ContentPlan> = fc.record({
	documents: fc.oneof(
		{ weight: 4, arbitrary: fc.array(document, { minLength: 1, maxLength: 1 }) },
		{ weight: 1, arbitrary: fc.array(document, { maxLength: 3 }) },
	),
	error: oneIn(12),
	missing: oneIn(12),
});

const life: fc.Arbitrary<LifePlan> = fc.record({
	runS: fc.constantFrom(0, 1, 2, 5, 10, 25),
	reviewS: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(null) },
		{ weight: 2, arbitrary: fc.constantFrom(1, 8, 30, Infinity) },
	),
	end: seldom<LifePlan['end']>('COMPLETE', 6, 'FAILED', 'CANCELLED', 'never'),
	deletedS: fc.option(fc.integer({ min: 0, max: 40 }), { nil: null, freq: 12 }),
});

const traits: fc.Arbitrary<HubTraits> = fc.record({
	latencyMs: fc.constantFrom(1, 40, 400),
	listLagMs: seldom(0, 3, 3000, 12_000, 20_000),
	hidesBatch: oneIn(6),
	hidesTags: oneIn(8),
	idsAsText: oneIn(5),
	aheadMs: seldom(0, 4, 660_000, -660_000),
	saysDate: fc.boolean(),
	renames: oneIn(4),
	reversed: oneIn(3),
	filesPerPage: fc.constantFrom(1, 2, 20),
	resultsInReview: fc.boolean(),
	callsBack: seldom<HubTraits['callsBack']>(
		'once',
		3,
		'never',
		'twice',
		'sameMoment',
		'sameMoment',
	),
	callBackDelayS: fc.constantFrom(0, 0, 2, 30),
	forgedS: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 2 }),
});

const retryS = fc.constantFrom(1, 5, 30, 3600);

const turns = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.array(fc.array(item, { minLength: 1, maxLength: 3 }), {
			minLength: 1,
			maxLength: 1,
		}),
	},
	{
		weight: 1,
		arbitrary: fc.array(fc.array(item, { minLength: 1, maxLength: 2 }), {
			minLength: 2,
			maxLength: 2,
		}),
	},
	{
		weight: 1,
		arbitrary: fc.array(fc.array(item, { minLength: 4, maxLength: 6 }), {
			minLength: 1,
			maxLength: 1,
		}),
	},
);

/** Minutes. */
const FAIR_LIMIT = 5;

/** Everything, crossed with everything. */
const anyHistories: fc.Arbitrary<History> = fc.record({
	turns,
	settings,
	contents: fc.array(content, { minLength: 1, maxLength: 4 }),
	lives: fc.array(life, { minLength: 1, maxLength: 3 }),
	traits,
	faults,
	interrupts: fc.array(interrupt, { maxLength: 3 }),
	retriesS: fc.array(retryS, { maxLength: 3 }),
	backFromTimeout: fc.boolean(),
});

/** Nothing goes wrong on the way, and every run comes to rest within the limit. */
export const calmHistories: fc.Arbitrary<History> = anyHistories.map((history) => ({
	...history,
	turns: history.turns.slice(0, 1),
	settings: {
		...history.settings,
		limit: 1,
		onReview: history.settings.onReview === 'wait' ? 'return' : history.settings.onReview,
		maxTries: 0,
	},
	lives: history.lives.map(({ end, ...rest }) => ({
		...rest,
		deletedS: null,
		end: end === 'never' ? 'COMPLETE' : end,
	})),
	traits: { ...history.traits, callsBack: 'once', callBackDelayS: 0, latencyMs: 1 },
	faults: [],
	interrupts: [],
	retriesS: [],
}));

/**
 * A server that has no list of a batch's files, and answers a file with a success that is none,
 * cannot be told from one that works: that limit is written down.
 */
function cannotBeTold({ faults }: History): boolean {
	const meets = (operation: string, kinds: string[]) =>
		faults.filter(({ of, kind }) => [operation, '*'].includes(of) && kinds.includes(kind));
	const hidesList =
		meets('listFiles', ['status404']).reduce((sum, { count }) => sum + count, 0) > 1;
	return hidesList && meets('addFileToBatch', ['empty200', 'page200', 'object200']).length > 0;
}

/** Where nothing goes wrong at all, nothing may fail. */
const fairHistories: fc.Arbitrary<History> = anyHistories.map((history) => ({
	...history,
	turns: history.turns.map((items) => items.map(fairItem)),
	settings: {
		...history.settings,
		limit: FAIR_LIMIT,
		tagLength: 0,
		onReview: history.settings.onReview === 'fail' ? 'return' : history.settings.onReview,
		cleanUp: fairCleanUp(history.settings),
	},
	contents: history.contents.map(({ documents }) => ({
		documents: documents.map((document) => ({ ...document, failed: false })),
		error: false,
		missing: false,
	})),
	lives: history.lives.map((life) => ({ ...life, end: 'COMPLETE', deletedS: null })),
	traits: { ...history.traits, hidesBatch: false, hidesTags: false },
	faults: [],
	interrupts: [],
}));

/** A batch that was there before cannot be processed twice and be deleted the first time. */
function fairCleanUp({ cleanUp, documents }: Settings): Settings['cleanUp'] {
	return cleanUp === 'runAndBatch' && documents === 'batch' ? 'run' : cleanUp;
}

function fairItem(item: ItemPlan): ItemPlan {
	const files = item.files.map(({ name, twin }) => ({ name, twin }));
	return {
		...item,
		files: files.length > 0 ? files : [{ name: 'a.txt' }],
		batch: item.batch ?? 701,
		limit: FAIR_LIMIT,
	};
}

/** Items share runs over the same files, or their runs a batch, and each wants something of its own. */
const sharingHistories: fc.Arbitrary<History> = anyHistories.map((history) => ({
	...history,
	turns: history.turns.map((items) =>
		items.map((item, index) => ({
			...item,
			files: [{ name: 'a.txt', twin: 0 }],
			batch: 701,
			target: index % 2,
			least: index % 2 === 0 ? item.least : 0.9 - item.least,
		})),
	),
	settings: {
		...history.settings,
		...(history.settings.perItem
			? { documents: 'items', reuse: true }
			: { documents: 'batch', targetByItem: true }),
		routed: true,
		least: 'item',
		cleanUp: history.settings.cleanUp === 'nothing' ? 'runAndBatch' : history.settings.cleanUp,
	},
}));

export const histories = fc
	.oneof(
		{ weight: 8, arbitrary: anyHistories },
		{ weight: 1, arbitrary: sharingHistories },
		{ weight: 1, arbitrary: fairHistories },
	)
	.filter((history) => !cannotBeTold(history));
