import type {
	INode,
	IConnections,
	INodeExecutionData,
	IRun,
	IWorkflowSettings,
} from 'n8n-workflow';

/** A credential as `n8n import:credentials` takes it. */
export interface Credential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** A workflow as n8n exports and imports it. */
export interface Workflow {
	id: string;
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: Record<string, INodeExecutionData[]>;
	[key: string]: unknown;
}

/** An execution with its data, as n8n's engine knows it. */
export type Execution = Pick<IRun, 'data' | 'status' | 'mode'> & { id?: string };

/**
 * The items that left a node on one output in one of its runs.
 *
 * @param run counts from 0; the last one by default
 */
export function itemsOf(
	execution: Execution,
	node: string,
	{ output = 0, run = -1 } = {},
): INodeExecutionData[] {
	const taskData = execution.data.resultData.runData[node]?.at(run);
	return taskData?.data?.main[output] ?? [];
}

/** What the failed node said: message and description, as the editor shows them. */
export function errorOf(execution: Execution): {
	node?: string;
	message: string;
	description?: string;
} {
	const { error, lastNodeExecuted } = execution.data.resultData;
	if (!error) throw new Error(`The execution did not fail: it is ${execution.status}`);
	const { message, description } = error;
	return { node: lastNodeExecuted, message, description: description ?? undefined };
}
