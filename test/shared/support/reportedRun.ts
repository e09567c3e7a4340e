import type { RunResults } from '../../../nodes/shared/api/resources/results';
import type { N8nApi } from '../../../nodes/shared/n8n/api';
import type { TriggerParameters } from '../../../nodes/shared/trigger/parameters';
import { alignRunItems } from '../../../nodes/shared/trigger/flatItems';
import { type GiveUp, runItems } from '../../../nodes/shared/trigger/runItems';
import type { RunEvent, Transition } from '../../../nodes/shared/trigger/transitions';
import { documentOf, field, runOf } from '../documents/results';
import { answerOf, ListedRuns } from './listedRuns';

/** An AI Hub with a run, its batch and its results, and the items that a trigger makes of it. */
export class ReportedRun extends ListedRuns {
	results: RunResults = runOf([documentOf(field('Total', '12.50'))]);

	constructor() {
		super();
		this.on.getBatch = () => answerOf({ id: 7, name: 'Invoices' });
		this.on.listFiles = () => answerOf({ nodes: [{ name: 'a.pdf' }] });
		this.on.getRunResults = () => answerOf(this.results);
	}

	itemsOf(parameters: TriggerParameters, isTest?: boolean, giveUp?: GiveUp) {
		const api: N8nApi = {
			...this.api,
			apiRoot: 'https://hub/api',
			urlOfRun: ({ id }) => `https://hub/${id}`,
		};
		return runItems(api, parameters, isTest, giveUp);
	}

	/** What is said of the run and its documents. */
	async jsonsOf(parameters: TriggerParameters, transition = COMPLETED, isTest?: boolean) {
		const items = await this.itemsOf(parameters, isTest)(transition);
		return alignRunItems(items, parameters).map(({ json }) => json);
	}
}

export const happened = (event: RunEvent, status: string): Transition => ({
	run: { id: 'run-1', status, batch_id: 7 },
	before: 'new',
	event,
});
export const COMPLETED = happened('runCompleted', 'COMPLETE');
export const FAILED = happened('runFailed', 'FAILED');
