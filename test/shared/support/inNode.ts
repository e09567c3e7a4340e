import {
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { type NodeResult, runNode } from '../../support/engine';

export interface InNode<T> {
	/** What the work gave, or was rejected with. */
	value?: T;
	thrown?: Error;
	result: NodeResult;
}

/** Does some work inside of a node, in n8n-core's own execution context. */
export async function inNode<T>(
	credential: ICredentialDataDecryptedObject,
	work: (context: IExecuteFunctions) => Promise<T>,
	options: { items?: INodeExecutionData[]; cancelWhen?: Promise<unknown> } = {},
): Promise<InNode<T>> {
	const outcome: { value?: T; thrown?: Error } = {};
	const ended = flag();
	const node: INodeType = {
		description: {
			displayName: 'Worker',
			name: 'worker',
			group: ['transform'],
			version: 1,
			description: 'Does what a test asks for',
			defaults: { name: 'Worker' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: 'aiHubApi', required: true }],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			try {
				outcome.value = await work(this);
			} catch (error) {
				outcome.thrown = error as Error;
				throw error;
			} finally {
				ended.raise();
			}
			return [[{ json: {} }]];
		},
	};
	const result = await runNode({ node, credentials: { aiHubApi: credential }, ...options });
	// n8n does not wait for a node that was cancelled, but the test does.
	await ended.raised;
	return { ...outcome, result };
}

/** Something that one side raises and the other waits for. */
export function flag(): { raised: Promise<void>; raise(): void } {
	let raise = () => {};
	const raised = new Promise<void>((resolve) => {
		raise = resolve;
	});
	return { raised, raise };
}
