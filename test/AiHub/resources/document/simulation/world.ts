import type { Route } from '../../../../../nodes/shared/documents/routing';

/*
 * A history: what a person has set, what comes in, and all that happens at AI Hub, at n8n and
 * between them. Plain data, so that a failure can be printed and made smaller.
 */

export interface FilePlan {
	name: string;
	/** Files of the same number have the same content; undefined: like no other. */
	twin?: number;
	empty?: true;
}

export interface ItemPlan {
	files: FilePlan[];
	/** What expressions read: the least confidence, the deployment, the batch, the wait limit. */
	least: number;
	target: number;
	batch: number | null;
	limit: number | string | null;
}

export interface Settings {
	documents: 'items' | 'batch' | 'folder';
	app: boolean;
	targetByItem: boolean;
	perItem: boolean;
	callback: boolean;
	onReview: 'return' | 'wait' | 'fail';
	/** Minutes; 'item' for an expression. */
	limit: number | 'item';
	routed: boolean;
	/** 'item' for an expression; 0 checks nothing. */
	least: number | 'item';
	mustBeValid: boolean;
	mustBeReviewed: boolean;
	fieldRule: boolean;
	/** The total is given as a number. */
	converts: boolean;
	flat: boolean;
	carry: boolean;
	cleanUp: 'nothing' | 'run' | 'runAndBatch';
	reuse: boolean;
	/** Characters of a tag that the person gives. */
	tagLength: number;
	itemsInParallel: number;
	onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	/** 0 for no Retry On Fail. */
	maxTries: number;
}

export interface DocumentPlan {
	className: string | null;
	confidence: number | null;
	valid: boolean | null;
	/** Whether a total of 1.234 has decimals nobody can tell. */
	unclear: boolean;
	failed: boolean;
}

/** What AI Hub finds in a file. */
export interface ContentPlan {
	documents: DocumentPlan[];
	error: boolean;
	/** The results do not name the file. */
	missing: boolean;
}

export interface LifePlan {
	runS: number;
	/** Stops for a review of so many seconds; null for none, Infinity for one that nobody does. */
	reviewS: number | null;
	end: 'COMPLETE' | 'FAILED' | 'CANCELLED' | 'never';
	/** Somebody deletes it so many seconds after its start. */
	deletedS: number | null;
}

export type FaultKind =
	| 'status500'
	| 'lost500'
	| 'reset'
	| 'lostReset'
	| 'refused'
	| 'status429'
	| 'wait429'
	| 'status403'
	| 'page200'
	| 'empty200'
	| 'page404'
	| 'page403'
	| 'status404'
	| 'lostEmpty'
	| 'object200';

export interface Fault {
	/** operationId; '*' for any. */
	of: string;
	/** The first request of that operation it happens to, from 0, and to how many. */
	from: number;
	count: number;
	kind: FaultKind;
}

export interface HubTraits {
	latencyMs: number;
	listLagMs: number;
	hidesBatch: boolean;
	hidesTags: boolean;
	idsAsText: boolean;
	/** AI Hub's clock minus n8n's. */
	aheadMs: number;
	saysDate: boolean;
	renames: boolean;
	reversed: boolean;
	filesPerPage: number;
	resultsInReview: boolean;
	callsBack: 'never' | 'once' | 'twice' | 'sameMoment';
	callBackDelayS: number;
	/** Calls that AI Hub never made, seconds after the execution was stored. */
	forgedS: number[];
}

/** Ends an attempt at an execution, counted in its requests. */
export interface Interrupt {
	kind: 'kill' | 'stop';
	request: number;
	afterEffect: boolean;
	laterMs: number;
}

export interface History {
	/** The input of the node, turn by turn of the loop it is in. */
	turns: ItemPlan[][];
	settings: Settings;
	contents: ContentPlan[];
	lives: LifePlan[];
	traits: HubTraits;
	faults: Fault[];
	/** For each attempt at the execution. */
	interrupts: Array<Interrupt | null>;
	/** Retries in the list of executions, each after so many seconds. */
	retriesS: number[];
	/** The output "Timed Out" leads back to the input. */
	backFromTimeout: boolean;
}

export const BEGIN_MS = 1_750_000_000_000;
export const ROUTES: Route[] = ['approved', 'needsReview', 'failed'];

export function contentOf(turn: number, item: number, index: number, { twin, empty }: FilePlan) {
	if (empty) return '';
	return twin === undefined ? `file ${turn}.${item}.${index}` : `twin ${twin}`;
}

/** The same number for the same text. */
export function numberOf(text: string): number {
	let number = 7;
	for (const character of text) number = (number * 31 + character.charCodeAt(0)) % 1_000_003;
	return number;
}
