/** Runs a node's webhook as n8n does: behind HTTP, with its state saved after the request. */
import './engineHome';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebhookContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData, WorkflowExecuteMode } from 'n8n-workflow';

import { engineWorkflow, type NodeUse, TESTED_NODE } from './engineWorkflow';

/** n8n's own bound for any body, bytes. */
const N8N_MOST_BYTES = 16 * 1024 * 1024;

/** A server that hands every request to the webhook of one node. */
export class WebhookHost {
	/** The node's state as n8n's database has it. */
	saved: IDataObject = {};
	/** The items of every execution that was started. */
	readonly executions: INodeExecutionData[][] = [];
	/** What the node threw: n8n would answer 500. */
	readonly thrown: unknown[] = [];
	mode: WorkflowExecuteMode = 'webhook';
	/** Throw to be an n8n that cannot start an execution, such as one without its queue. */
	beforeExecution: () => void | Promise<void> = () => {};
	/** Return false to be an n8n that cannot save the state, which it only logs. */
	maySave: () => boolean = () => true;

	private constructor(
		private readonly server: Server,
		/** Read at every request. */
		private readonly use: () => NodeUse,
	) {}

	static async start(use: () => NodeUse): Promise<WebhookHost> {
		const server = createServer((request, response) => void host.handle(request, response));
		const host = new WebhookHost(server, use);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return host;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhook/notification`;
	}

	/** Back to a workflow that nobody ran. */
	reset(): void {
		this.saved = {};
		this.executions.length = 0;
		this.thrown.length = 0;
		this.mode = 'webhook';
		this.beforeExecution = () => {};
		this.maySave = () => true;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const answer = expressResponse(response);
		try {
			const items = await this.runWebhook(request, response);
			if (items) answer.status(200).end();
		} catch (error) {
			this.thrown.push(error);
			if (!response.headersSent)
				answer.status(500).json({ message: 'Workflow could not be started' });
		}
	}

	/** @returns the items of the execution that was started, if one was */
	private async runWebhook(request: IncomingMessage, response: ServerResponse) {
		const staticData = { [`node:${TESTED_NODE}`]: structuredClone(this.saved) };
		const { workflow, node, nodeType, additionalData } = engineWorkflow(
			{ ...this.use(), staticData },
			this.mode,
		);
		Object.assign(additionalData, {
			httpRequest: expressRequest(request),
			httpResponse: response,
		});
		const webhookDescription = nodeType.description.webhooks![0];
		const webhookData = {
			httpMethod: 'POST' as const,
			node: node.name,
			path: 'notification',
			webhookDescription,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: additionalData,
		};
		const context = new WebhookContext(
			workflow,
			node,
			additionalData,
			this.mode,
			webhookData,
			[],
			null,
		);
		const { workflowData } = await nodeType.webhook!.call(context);
		if (workflowData) {
			await this.beforeExecution();
			this.executions.push(workflowData[0]);
		}
		const isTest = this.mode === 'manual';
		if (workflow.staticData.__dataChanged && !isTest && this.maySave()) {
			this.saved = JSON.parse(JSON.stringify(workflow.getStaticData('node', node))) as IDataObject;
		}
		return workflowData?.[0];
	}
}

/** What n8n adds to a request before any node gets it. */
function expressRequest(request: IncomingMessage): IncomingMessage {
	return Object.assign(request, {
		async readRawBody(this: IncomingMessage & { rawBody?: Buffer }) {
			const chunks: Buffer[] = [];
			let bytes = 0;
			for await (const chunk of request) {
				chunks.push(chunk as Buffer);
				bytes += (chunk as Buffer).length;
				const error = Object.assign(new Error('too large'), { type: 'entity.too.large' });
				if (bytes > N8N_MOST_BYTES) throw error;
			}
			this.rawBody = Buffer.concat(chunks);
		},
	});
}

/** The part of Express' response that nodes use. */
function expressResponse(response: ServerResponse) {
	const express = {
		status(code: number) {
			response.statusCode = code;
			return Object.assign(response, express);
		},
		set(headers: Record<string, string>) {
			for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
			return Object.assign(response, express);
		},
		json(body: unknown) {
			response.setHeader('content-type', 'application/json; charset=utf-8');
			return response.end(JSON.stringify(body));
		},
	};
	return Object.assign(response, express);
}
