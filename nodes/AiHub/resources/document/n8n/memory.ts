import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Group, Start, Starts } from '../stages/types';

interface Kept {
	starts: Record<string, Start>;
	/** Tries of the node, by turn of the loop it is in; each execution counts its own. */
	tries: Record<string, { executionId: string; count: number }>;
}

const CONTEXT_KEY = 'aiHubProcess';
/** n8n's own, from its getRetryParams. */
const DEFAULT_TRIES = 3;
const MOST_TRIES = 5;

/**
 * What this node has started in this execution. n8n keeps it with the execution, through Retry On
 * Fail and through Retry in the list of executions, but not when the execution crashes. It is never
 * forgotten on purpose, because n8n decides only after the node whether to run it again.
 */
export class Memory implements Starts {
	private readonly kept: Kept;
	/** A node in a loop runs several times in one execution, with runs of its own each time. */
	readonly turn: number;
	readonly executionId: string;
	/** How often the node has run in this turn, this time included. */
	readonly tries: number;

	constructor(private readonly n8n: IExecuteFunctions) {
		const context = n8n.getContext('node');
		this.kept = (context[CONTEXT_KEY] ??= { starts: {}, tries: {} }) as Kept;
		this.turn = Number(n8n.getWorkflowDataProxy(0).$runIndex ?? 0);
		this.executionId = n8n.getExecutionId() ?? '';
		const before = this.kept.tries[this.turn];
		this.tries = before?.executionId === this.executionId ? before.count + 1 : 1;
		this.kept.tries[this.turn] = { executionId: this.executionId, count: this.tries };
	}

	/**
	 * True when the execution repeats an earlier one, of which n8n may have forgotten everything: a
	 * crashed execution has no context, and a retry of one that was saved may have crashed since.
	 */
	get mayHaveForgotten(): boolean {
		return this.n8n.getMode() === 'retry';
	}

	find(group: Group): Start | undefined {
		return this.kept.starts[this.keyOf(group)];
	}

	keep(group: Group, start: Start): void {
		this.kept.starts[this.keyOf(group)] = start;
	}

	forget(group: Group): void {
		delete this.kept.starts[this.keyOf(group)];
	}

	/** True for a run of this node, in whichever turn of the loop. */
	hasStarted(runId: string): boolean {
		return Object.values(this.kept.starts).some((start) => start.runId === runId);
	}

	isOfOther(runId: string, group: Group): boolean {
		const own = this.keyOf(group);
		return Object.entries(this.kept.starts).some(
			([key, start]) => key !== own && start.runId === runId,
		);
	}

	/** True when a run of that start calls back this very execution. */
	callsBackHere({ callsBack }: Start): boolean {
		return callsBack !== undefined && callsBack === this.executionId;
	}

	/**
	 * True when n8n will run the node again although it gave these items: under Retry On Fail it
	 * does so as long as the first item of the first output is an error.
	 * @param before tries that no longer count
	 */
	willRunAgain(outputs: INodeExecutionData[][], before = 0): boolean {
		const { retryOnFail, maxTries } = this.n8n.getNode();
		const error = outputs[0]?.[0]?.json.error;
		if (!retryOnFail || error === undefined || error === null || error === false) return false;
		const most = Math.min(MOST_TRIES, Math.max(2, maxTries || DEFAULT_TRIES));
		return this.tries - before < most;
	}

	/** What identifies the work of a group within n8n, apart from the content of its files. */
	workOf({ itemIndexes, part }: Group): unknown {
		const work = [this.n8n.getWorkflow().id, this.n8n.getNode().id, this.turn, itemIndexes];
		return part === undefined ? work : [...work, part];
	}

	/** A workflow may be edited before it is run again: only the same input to the same app counts. */
	private keyOf({ start, itemIndexes, files, part }: Group): string {
		const input =
			start.existingInput ?? files.map(({ name, size, itemIndex }) => [name, size, itemIndex]);
		return JSON.stringify([
			this.turn,
			start.target,
			itemIndexes,
			input,
			...(part === undefined ? [] : [part]),
		]);
	}
}
