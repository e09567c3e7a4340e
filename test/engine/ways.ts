import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { AiHub } from '../../nodes/AiHub/AiHub.node';
import type { FaultAction } from '../emulator';
import type { NodeResult, NodeRun } from '../support/engine';
import { type Resumed, resumeNode } from '../support/engineResume';
import { asInForm, type DocumentWorld } from './documents';
import { byId } from './world';

export type Way = 'polling' | 'callback';
export const WAYS: Way[] = ['polling', 'callback'];
export const RETRYING = { retryOnFail: true, waitBetweenTries: 1 };
export const CONTINUING = { onError: 'continueRegularOutput' } as const;
export const PER_ITEM = { runMode: 'perItem' };

/** Document → Process by either way of waiting, and what may go wrong on the way. */
export class Ways {
	constructor(private readonly documents: () => DocumentWorld) {}

	fault(operationId: string, action: FaultAction, times = 1, skip = 0): void {
		this.documents().emulator.faults.add({ match: { operationId }, action, times, skip });
	}

	/** Lets the start of every run answer that it goes on, and the next look, so that it is waited for. */
	slowly(): void {
		const goesOn = { rewrite: { set: { status: 'RUNNING' } } };
		this.fault('runDeployment', goesOn, Infinity);
		this.fault('getRunStatus', goesOn);
	}

	/** How many runs AI Hub was asked to start, and how many there are. */
	get started(): [asked: number, runs: number] {
		const documents = this.documents();
		return [documents.asked('runDeployment').length, documents.runs.length];
	}

	/** Runs the node by either way, and calls it back where it waits for that. */
	async process(
		way: Way,
		parameters: INodeParameters,
		items: INodeExecutionData[],
		options: Partial<NodeRun> = {},
	): Promise<{ outputs: INodeExecutionData[][]; hints?: string[]; error?: Error }> {
		const all = { waitBy: way, ...parameters };
		const first = await this.documents().process(all, items, options);
		if (first.error || first.status !== 'waiting') return first;
		const { outputs = [], hints, error } = await this.callBack(first, all, items, options);
		return { outputs, hints, error };
	}

	async callBack(
		stored: NodeResult,
		parameters: INodeParameters,
		items: INodeExecutionData[],
		options: Partial<NodeRun> = {},
	): Promise<Resumed> {
		const documents = this.documents();
		const deploymentId = byId(documents.deployment('Invoices'));
		return await resumeNode(stored, {
			node: AiHub,
			parameters: {
				resource: 'document',
				operation: 'process',
				deploymentId,
				...asInForm(parameters),
			},
			items,
			credentials: documents.world.credentials,
			...options,
		});
	}
}
