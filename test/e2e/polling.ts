import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Execution, Workflow } from '../support/n8nTypes';
import { errorOf, itemsOf } from '../support/n8nTypes';
import { until } from '../support/until';
import type { E2e } from './world';

/** n8n refuses one schedule of less than a minute, but takes several: here one per second. */
export const EVERY_SECOND = {
	item: Array.from({ length: 60 }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index} * * * * *`,
	})),
};

/** A published workflow that an AI Hub Trigger starts, and what came of it. */
export class PollingWorkflow {
	private readonly read = new Map<string, Execution>();

	constructor(
		private readonly e2e: E2e,
		readonly workflow: Workflow,
		private readonly trigger: string,
	) {}

	/** What all executions in production reported, as `ID event`, sorted. */
	async reported(): Promise<string[]> {
		return (await this.itemsOf(this.trigger)).map(({ json }) => reportOf(json)).sort();
	}

	/** What left a node in all executions in production that went well. */
	async itemsOf(node: string): Promise<INodeExecutionData[]> {
		const executions = await this.executions();
		return executions
			.filter(({ status }) => status === 'success')
			.flatMap((execution) => itemsOf(execution, node));
	}

	/** Messages of the polls that failed. */
	async failures(): Promise<string[]> {
		const executions = await this.executions();
		return executions
			.filter(({ status }) => status === 'error')
			.map((execution) => errorOf(execution).message);
	}

	/** Waits until so much is reported, and then for two more polls, which must not add to it. */
	async reports(expected: string[]): Promise<string[]> {
		const all = async () => (await this.reported()).length >= expected.length;
		await until(all, { what: `${expected.length} reports` });
		await this.polls(2);
		return await this.reported();
	}

	/** Waits for polls that begin from now on; all of them but the last have ended then. */
	async polls(number: number): Promise<void> {
		const before = this.polled();
		await until(() => this.polled() >= before + number + 1, { what: `${number} polls` });
	}

	/** Every poll begins with a page of the newest runs. */
	private polled(): number {
		const isFirstOfPoll = (query: string) =>
			/limit=100/.test(query) && /order=DESCENDING/.test(query) && !/offset=[1-9]/.test(query);
		return this.e2e.emulator.requests.filter(
			({ operationId, query }) => operationId === 'listRuns' && isFirstOfPoll(query),
		).length;
	}

	private async executions(): Promise<Execution[]> {
		const { rest } = this.e2e;
		const list = await rest.listExecutions(this.workflow.id);
		for (const { id, mode } of list) {
			if (mode !== 'trigger' || this.read.has(id)) continue;
			this.read.set(id, await rest.finishedExecution(id));
		}
		return [...this.read.values()];
	}
}

export function reportOf({ id, event }: IDataObject): string {
	return `${String(id)} ${String(event)}`;
}
