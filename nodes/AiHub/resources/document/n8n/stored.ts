import type {
	IExecuteData,
	IExecuteFunctions,
	INodeExecutionData,
	IRunExecutionData,
	IWebhookFunctions,
} from 'n8n-workflow';

import { nodeError } from '../../../../shared/n8n/errors';
import type { Claim } from '../stages/cleanUp';
import type { Notice } from '../stages/notices';
import type { RoutedItem, StartedRun } from '../stages/types';

/** What an execution keeps while it is stored; plain data. */
export interface Stored {
	/** The execution and the turn of the loop that were stored: what another finds is not for it. */
	executionId: string;
	turn: number;
	/** How often the node was tried before: n8n counts anew afterwards. */
	tries: number;
	/** What came in, and where from: n8n keeps what is to leave at the limit in its place. */
	input: INodeExecutionData[];
	source: IExecuteData['source'];
	/** The runs that are waited for. */
	started: StartedRun[];
	/** Items that are settled already, such as refused ones. */
	settled: RoutedItem[];
	/** IDs of the runs that had ended before, whose items are settled. */
	over: string[];
	/** What settled items say to the deletion of their runs, once these are delivered. */
	claims: Claim[];
	/** What was told of them: n8n forgets the hints of a node that waits. */
	notices: Array<Notice | string>;
}

const CONTEXT_KEY = 'aiHubRuns';

/** As text, because what an expression reads back need not be the object that was put in. */
export function keepStored(n8n: IExecuteFunctions, stored: Stored): void {
	n8n.getContext('node')[CONTEXT_KEY] = JSON.stringify(stored);
}

/** A stored execution's own data is reached through an expression, as n8n offers no other way. */
export function readStored(n8n: IWebhookFunctions): Stored {
	const name = JSON.stringify(n8n.getNode().name);
	const stored = n8n.evaluateExpression(`{{ $node[${name}].context["${CONTEXT_KEY}"] }}`);
	if (typeof stored === 'string' && stored !== '') return JSON.parse(stored) as Stored;
	throw nodeError(n8n.getNode(), new Error('This execution does not wait for a run'));
}

/**
 * What this very execution has stored, when n8n runs the node again since a callback came. Each try
 * after it finds the same, and so starts no run.
 */
export function ownStored(
	n8n: IExecuteFunctions,
	{ executionId, turn }: Pick<Stored, 'executionId' | 'turn'>,
): Stored | undefined {
	const kept = n8n.getContext('node')[CONTEXT_KEY];
	if (typeof kept !== 'string' || kept === '') return undefined;
	const stored = JSON.parse(kept) as Stored;
	return stored.executionId === executionId && stored.turn === turn ? stored : undefined;
}

/**
 * Has n8n run the node again with what came in. By itself n8n passes on what a webhook gives, pairs it
 * with input items by its place among the documents, shows no hints, and after an error goes on with
 * an empty item; so the webhook gives nothing of its own.
 * @returns false where n8n keeps the execution in another way than the versions that are known, or
 *   an older version of this node has stored it
 */
export function runAgain(n8n: IWebhookFunctions, { input, source }: Partial<Stored>): boolean {
	const place = placeOf(n8n);
	if (!place || !input || source === undefined) return false;
	place.node.disabled = false;
	place.source = source;
	return true;
}

/** Where n8n goes on with the execution. No method of a webhook leads to it, but this property. */
function placeOf(n8n: object): IExecuteData | undefined {
	const { runExecutionData } = n8n as { runExecutionData?: IRunExecutionData | null };
	return runExecutionData?.executionData?.nodeExecutionStack[0];
}
