import { WebhookContext } from 'n8n-core';
import type { INodeExecutionData, IRun, IWebhookData } from 'n8n-workflow';

import { type NodeResult, type NodeRun, runNode } from './engine';
import { engineWorkflow, TESTED_NODE } from './engineWorkflow';

/** What a call of a stored execution's resume address brought about. */
export interface Resumed {
	/** HTTP status that the node answered itself; undefined when the execution goes on. */
	status?: number;
	/** The items on the outputs of the node, when the execution goes on. */
	outputs?: INodeExecutionData[][];
	/** Those of the node that n8n runs again. */
	hints?: string[];
	/** What ends the execution. */
	error?: Error;
}

/**
 * Calls back an execution that the node has put to wait, as n8n's webhook server does, and goes on
 * with it as n8n does: with the node itself, unless that is still disabled.
 */
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
	// As n8n does before it calls the node's webhook.
	const place = data.executionData!.nodeExecutionStack[0];
	place.node.disabled = true;
	try {
		const { workflowData } = await nodeType.webhook!.call(context);
		if (!workflowData) return answered;
		if (place.node.disabled) return { ...answered, outputs: workflowData };
		const [items] = workflowData;
		const again = await runNode({ ...use, items, context: savedContext({ run: { data } }) });
		const { outputs, error, hints } = again;
		return error ? { ...answered, error } : { ...answered, outputs, hints };
	} catch (error) {
		return { ...answered, error: error as Error };
	}
}

/** The node's context as n8n saves it with the execution. */
export function savedContext({ run }: { run?: Pick<IRun, 'data'> }) {
	return run?.data.executionData?.contextData[`node:${TESTED_NODE}`] ?? {};
}
