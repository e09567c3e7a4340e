import { type INodeExecutionData, type IPollFunctions, NodeOperationError } from 'n8n-workflow';

import { invalidInput } from '../shared/api/wire/errors';
import type { Run } from '../shared/api/resources/runs';
import { apiFor, CREDENTIAL } from '../shared/n8n/api';
import { describe, filterKeyOf, readParameters } from '../shared/trigger/parameters';
import { PollMemory } from './pollMemory';
import { itemsOfRecentRun } from './recentRun';
import { alignRunItems, type RunItem } from '../shared/trigger/flatItems';
import { readsResults, runItems } from '../shared/trigger/runItems';
import type { Transition } from '../shared/trigger/transitions';
import type { ItemsOf } from './deliver';
import { RunTags } from './runTags';
import { runSource } from './runSource';
import { pollFromSaved } from './savedPoll';
import type { Warning } from './state';

/** For versions of n8n that do not say how long a poll may take: some give it up after 45 seconds. */
const DEFAULT_BUDGET_MS = 36_000;

/** When AI Hub asks for a longer pause, the poll fails and leaves it to the time between polls. */
const LONGEST_PAUSE_MS = 20_000;

const memory = new PollMemory();

/** Identity of a node in n8n. */
export function nodeKey(n8n: IPollFunctions): string {
	return `${n8n.getWorkflow().id} ${n8n.getNode().id}`;
}

/**
 * One poll of a published workflow.
 * @throws AiHubError when AI Hub cannot be asked, or nothing of what happened could be delivered
 */
export async function pollNode(
	n8n: IPollFunctions,
	isActivation: boolean,
): Promise<INodeExecutionData[]> {
	const { parameters, api, source, settings, itemsOf } = await setUp(n8n);
	const { ibContext } = await n8n.getCredentials<{ ibContext?: string }>(CREDENTIAL);
	const saved = {
		node: nodeKey(n8n),
		data: n8n.getWorkflowStaticData('node'),
		commit: async () => await n8n.__commitCursor?.(),
	};
	const start = {
		filterKey: filterKeyOf([api.apiRoot, ibContext ?? ''], parameters),
		isActivation,
		since: sinceOf(parameters, api.now()),
	};
	const outcome = await pollFromSaved(saved, memory, start, source, settings, itemsOf, api.now);
	if (outcome === null) return [];
	const { items, warnings, failure, isBeginning } = outcome;
	for (const warning of warnings) warn(n8n, warning);
	// A beginning has noted the runs: one that fails would begin anew, and never count their failures.
	if (failure && !isBeginning) throw failure;
	return alignRunItems(items, parameters);
}

/** n8n shows a person the errors of a poll, as failed executions, but not its log. */
function warn(n8n: IPollFunctions, { message, isLoss }: Warning): void {
	n8n.logger.warn(`${n8n.getNode().name}: ${message}`);
	if (isLoss) n8n.__emitError(new NodeOperationError(n8n.getNode(), message));
}

/**
 * A test in the editor: a recent run at once, whatever the trigger has seen; the state stays as it is.
 * @throws AiHubError when there is no such run
 */
export async function testNode(n8n: IPollFunctions): Promise<INodeExecutionData[]> {
	const { parameters, source, settings, itemsOf } = await setUp(n8n, true);
	const items = await itemsOfRecentRun(source, settings, itemsOf);
	if (items.length > 0) return alignRunItems(items, parameters);
	throw invalidInput(
		'No run found to test with',
		`Looked for ${describe(parameters)}. Start such a run in AI Hub, or change Trigger On or Filters, and test again.`,
	);
}

async function setUp(n8n: IPollFunctions, isTest = false) {
	const parameters = readParameters(n8n);
	const common = await apiFor(n8n);
	const begunMs = common.now();
	const budgetMs = budgetOf(n8n);
	const untilMs = begunMs + budgetMs;
	const api = { ...common, longestPauseMs: LONGEST_PAUSE_MS, untilMs, endsMs: untilMs };
	// What one transition may take; they are made one at a time.
	const timed = { ...api };
	const make = runItems(timed, parameters, isTest);
	const { filters } = parameters;
	const tags = new RunTags(runSource(api, filters), runSource(timed, filters).get, parameters);
	const itemsOf: ItemsOf<RunItem> = async (transition, bounds) => {
		const shareMs = (bounds?.share ?? 1) * (untilMs - api.now());
		timed.untilMs = timed.endsMs = Math.min(api.now() + shareMs, untilMs);
		const wanted = await tags.wanted(transition);
		return wanted ? await make(wanted, bounds?.unreadable) : [];
	};
	return {
		parameters,
		api,
		source: tags.source,
		settings: {
			wanted: parameters.wanted,
			matches: (run: Run) => tags.mayMatch(run),
			readsResults: (transition: Transition) => readsResults(transition, parameters),
			timeLeft: () => 1 - (api.now() - begunMs) / budgetMs,
			nowS: () => Math.floor((api.clock ?? api).now() / 1000),
		},
		itemsOf,
	};
}

function budgetOf(n8n: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>): number {
	return n8n.getPollBudgetMs?.() ?? DEFAULT_BUDGET_MS;
}

function sinceOf({ startFromHours }: { startFromHours: number }, nowMs: number) {
	return startFromHours > 0 ? Math.floor(nowMs / 1000) - startFromHours * 3600 : undefined;
}
