import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { nodeError } from '../../../../shared/n8n/errors';
import type { Deletion } from '../stages/cleanUp';
import type { RoutedItem, SourceItem, StartedRun } from '../stages/types';

/** What an execution keeps while it is stored; plain data. */
export interface Stored {
	/** The runs that are waited for. */
	started: StartedRun[];
	/** Items that are settled already, such as refused ones. */
	settled: RoutedItem[];
	/** IDs of the runs that had ended before, whose items are settled. */
	over: string[];
	/** Runs of settled items that are to be deleted, once these are delivered. */
	deletions: Deletion[];
	sources: Record<number, SourceItem>;
	routed: boolean;
	goesOn: boolean;
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
