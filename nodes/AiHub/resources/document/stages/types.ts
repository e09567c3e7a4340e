import type { IBinaryKeyData, IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import type {
	ResultFile,
	ResultIncludes,
	RunResults,
} from '../../../../shared/api/resources/results';
import type { Run, RunDeploymentBody } from '../../../../shared/api/resources/runs';
import type { OnReview } from '../../../../shared/api/work/runStatus';
import type { RunTarget } from '../../../../shared/api/work/runTarget';
import type { TableLook } from '../../../../shared/documents/absentTable';
import type { Route, RoutingRules } from '../../../../shared/documents/routing';
import type { ReviewPage } from '../../../../shared/documents/reviewPage';
import type { DocumentShape, RowSettings } from '../../../../shared/documents/shapes';
import type { UrlOfRun } from '../../../../shared/n8n/api';
import type { LeftOut } from '../../../../shared/n8n/files/choose';
import type { ItemFile } from '../../../../shared/n8n/files/itemFile';
import type { UploadedFile } from './pairing';

/*
 * What goes from stage to stage, in the order of the stages:
 * plan → begin → wait (by polling, or stored and resumed by a callback) → results → outputs →
 * clean up → arrange. Plain data, so that it survives a stored execution.
 */

/** Input that AI Hub has already. */
export type ExistingInput = { batch_id: number } | { input_dir: string };

/** What a person chose about starting a run; it stays with the group. */
export interface StartSettings {
	existingInput?: ExistingInput;
	target: RunTarget;
	/** All of the request but the input and what this node adds itself. */
	body: RunDeploymentBody;
	batchName?: string;
	workspace?: string;
	filesInParallel: number;
	/** Use a run over the same files again that is at most so many days old; undefined: never. */
	reuseDays?: number;
	/** Sent along with the callback of the run. */
	callbackHeaders?: Record<string, string>;
}

export type CleanUp = 'nothing' | 'run' | 'runAndBatch';

/** What a person wants of a run and its results; it travels with the run. */
export interface Wanted {
	limitMs: number;
	onReview: OnReview;
	shape: DocumentShape;
	/** Which table and columns, for rows. */
	rows: RowSettings;
	/** What the output shows. */
	includes: ResultIncludes;
	/** Undefined when the documents are not routed. */
	rules?: RoutingRules;
	carryJson: boolean;
	carryBinary: boolean;
	/** Documents that need review get a page for the eyes of whoever reviews them. */
	reviewPage: boolean;
	cleanUp: CleanUp;
	/** The documents are in a folder that was there before and stays. */
	keepInput: boolean;
}

/** What becomes one run: items with their files, and what was chosen for them. */
export interface Group {
	itemIndexes: number[];
	/** Empty when AI Hub has the documents already. */
	files: ItemFile[];
	start: StartSettings;
	wanted: Wanted;
	/** Which of several it is, from 0, where AI Hub does not take all files of one in a run. */
	part?: number;
}

/** Items that cannot be processed, found before anything was created. */
export interface Refused {
	itemIndexes: number[];
	error: Error;
}

/** All items of one execution, checked, before anything is created. */
export interface Plan {
	groups: Group[];
	/** Runs of an earlier turn that come back to be looked at once more. */
	pending: StartedRun[];
	refused: Refused[];
	/** Files that no run gets. */
	leftOut: LeftOut[];
}

/** A run and where its files came from. */
export interface StartedRun {
	run: Run;
	itemIndexes: number[];
	files: UploadedFile[];
	wanted: Wanted;
	/** The batch that it is over, where that was there before. */
	batchId?: number;
	/** The run is an earlier one, which calls back nobody here. */
	reused?: true;
	/** Something the person should know, such as a run that was found again. */
	notice?: string;
}

/** A start that was sent, or is about to be. */
export interface Start {
	/** The tag on the run: by it the run is found when its ID never came. */
	tag: string;
	/** The batch that was made for it. */
	batchId?: number;
	/** Undefined as long as AI Hub has not answered. */
	runId?: string;
	/** The run calls back the execution of this ID. */
	callsBack?: string;
}

/** What is known of the starts of earlier tries, and is told of those of this one. */
export interface Starts {
	/** True when there may be starts that are not known any more, as after a crash. */
	readonly mayHaveForgotten: boolean;
	find(group: Group): Start | undefined;
	keep(group: Group, start: Start): void;
	/** AI Hub refused the start, so that there is nothing to find. */
	forget(group: Group): void;
	/** True when the run is known to belong to another group, or to another turn of the loop. */
	isOfOther(runId: string, group: Group): boolean;
	/** What identifies the work of a group, apart from the content of its files. */
	workOf(group: Group): unknown;
}

/** What was created for a group so far: nothing of it may stay unmentioned. */
export interface Created {
	batchId?: number;
	runId?: string;
	/** A start was sent whose answer is not known. */
	maybeStarted?: boolean;
}

/** What a run gave that has ended, or waits for review. */
export interface FinishedRun extends StartedRun {
	results: RunResults & { files: ResultFile[] };
	/** The run has stopped until a person has reviewed it. */
	waitsForReview: boolean;
	/** Whether it has the table whose rows are wanted; known once it has become items. */
	table?: TableLook;
}

/** An input item, as far as it is carried along. */
export interface SourceItem {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

/** What all items of one output need to know. */
export interface OutputContext {
	node: INode;
	urlOfRun: UrlOfRun;
	source(itemIndex: number): SourceItem;
}

/** Where an item stands among all: by input item, file of the item, document of the file, row of its table. */
export type Place = [item: number, file: number, document: number, row?: number];

/** An item of the output. */
export interface RoutedItem {
	/** What is to be thought of it, also where all items leave by one output. */
	route: Route;
	place: Place;
	item: INodeExecutionData;
	/** What its page for a reviewer is to show. */
	page?: ReviewPage;
	/** What was asked of its run; only a document has it. */
	wanted?: Wanted;
	/** The run has documents that are given no item, as the person wants it. */
	leavesOut?: true;
	/** Its row before it got the columns of the others; more of them may come after a callback. */
	draft?: IDataObject;
	/** The document may be all that came back of a mail, or not: which, cannot be told. */
	unclear?: true;
}

/** How a piece of work ended. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: Error };
