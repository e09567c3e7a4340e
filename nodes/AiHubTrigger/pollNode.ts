import { type INodeExecutionData, type IPollFunctions, NodeOperationError } from 'n8n-workflow';

import { invalidInput } from '../shared/api/wire/errors';
import { apiFor, CREDENTIAL } from '../shared/n8n/api';
import { describe, filterKeyOf, matches, readParameters } from '../shared/trigger/parameters';
import { itemsOfRecentRun } from './recentRun';
import { pollRunEvents } from './runEvents';
import { runItems } from '../shared/trigger/runItems';
import { runSource } from './runSource';
import { type Warning, whereToGoOn, writeState } from './state';

/** For versions of n8n that do not say how long a poll may take. */
const DEFAULT_BUDGET_MS = 120_000;

/** When AI Hub asks for a longer pause, the poll fails and leaves it to the time between polls. */
const LONGEST_PAUSE_MS = 20_000;

/** One poll of a published workflow. The state changes only when everything went well. */
export async function pollNode(
	n8n: IPollFunctions,
	isActivation: boolean,
): Promise<INodeExecutionData[]> {
	const { parameters, api, source, settings, itemsOf } = await setUp(n8n);
	const { ibContext } = await n8n.getCredentials<{ ibContext?: string }>(CREDENTIAL);
	const filterKey = filterKeyOf([api.apiRoot, ibContext ?? ''], parameters);
	const data = n8n.getWorkflowStaticData('node');
	const from = whereToGoOn(data.state, filterKey, isActivation, sinceOf(parameters, api.now()));
	const { items, state, warnings } = await pollRunEvents(from, source, settings, itemsOf);
	data.state = writeState(state);
	for (const warning of warnings) warn(n8n, warning);
	return items;
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
	const { parameters, source, settings, itemsOf } = await setUp(n8n);
	const items = await itemsOfRecentRun(source, settings, itemsOf);
	if (items.length > 0) return items;
	throw invalidInput(
		'No run found to test with',
		`Looked for ${describe(parameters)}. Start such a run in AI Hub, or change Trigger On or Filters, and test again.`,
	);
}

async function setUp(n8n: IPollFunctions) {
	const parameters = readParameters(n8n);
	const api = { ...(await apiFor(n8n)), longestPauseMs: LONGEST_PAUSE_MS };
	return {
		parameters,
		api,
		source: runSource(api, parameters.filters),
		settings: {
			wanted: parameters.wanted,
			matches: (run: Parameters<typeof matches>[0]) => matches(run, parameters),
			timeLeft: timeLeftOf(n8n, api.now),
		},
		itemsOf: runItems(api, parameters),
	};
}

function timeLeftOf(n8n: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>, now: () => number) {
	const budgetMs = n8n.getPollBudgetMs?.() ?? DEFAULT_BUDGET_MS;
	const begunMs = now();
	return () => 1 - (now() - begunMs) / budgetMs;
}

function sinceOf({ startFromHours }: { startFromHours: number }, nowMs: number) {
	return startFromHours > 0 ? Math.floor(nowMs / 1000) - startFromHours * 3600 : undefined;
}
