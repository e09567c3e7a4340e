import { WebhookContext } from 'n8n-core';
import type { INodeExecutionData, IRun, IWebhookData } from 'n8n-workflow';

import { type NodeResult, type NodeRun } from './engine';
import { engineWorkflow, TESTED_NODE } from './engineWorkflow';

/** What a call of a stored execution's resume address brought about. */
export interface Resumed {
	/** HTTP status that the node answered itself; undefined when the execution goes on. */
	status?: number;
	/** The items on the outputs of the node, when the execution goes on. */
	outputs?: INodeExecutionData[][];
	/** What ends the execution. */
	error?: Error;
}

/** Calls back an execution that the node has put to wait, as n8n's webhook server does. */
export async function resumeNode(stored: NodeResult, use: NodeRun): Promise<Resumed> {
	const mode = use.mode ?? 'manual';
	const { workflow, node, nodeType, additionalData } = engineWorkflow(use, mode, use.items);
	const answered: Resumed = {};
	const response = {
		status(code: number) {
			answered.status = code;
			return response;
		},
		json: () => response,
	};
	Object.assign(additionalData, {
		executionId: use.executionId ?? additionalData.executionId,
		httpRequest: { body: {}, headers: {}, params: {}, query: {} },
		httpResponse: response,
	});
	const data = (JSON.parse(JSON.stringify(stored.run)) as IRun).data;
	const context = new WebhookContext(
		workflow,
		node,
		additionalData,
		mode,
		{} as IWebhookData,
		[],
		data,
	);
	try {
		const { workflowData } = await nodeType.webhook!.call(context);
		return workflowData ? { ...answered, outputs: workflowData } : answered;
	} catch (error) {
		return { ...answered, error: error as Error };
	}
}

/** The node's context as n8n saves it with the execution. */
export function savedContext({ run }: NodeResult) {
	return run?.data.executionData?.contextData[`node:${TESTED_NODE}`] ?? {};
}
