import type { INodeExecutionData } from 'n8n-workflow';

import { AiHub } from '../../../nodes/AiHub/AiHub.node';
import { AiHubTrigger } from '../../../nodes/AiHubTrigger/AiHubTrigger.node';
import { type AnswerClass, inputItem, OPERATIONS } from '../../answers/operations';
import { byId } from '../../engine/world';
import { poll, runNode } from '../../support/engine';

export const TOKEN = 'tok-51e0c7ad9b';

export interface Outcome {
	error?: Error & { description?: string | null };
	items: INodeExecutionData[];
	/** All that a person, an error workflow or a log would get of it. */
	said: string;
}

/** Something that the nodes do, and the operation in it that is attacked. */
export interface Victim {
	operation: string;
	is: AnswerClass;
	run(apiRoot: string): Promise<Outcome>;
}

const credentials = (apiRoot: string) => ({
	aiHubApi: { apiRoot, apiToken: TOKEN, ibContext: 'acme' },
});

/** An operation of the node, as the corpus of answers uses it. */
function ofNode(operation: string): Victim {
	const { node, parameters, fileBytes, is } = OPERATIONS[operation];
	return { operation, is, run: using(node, parameters, fileBytes) };
}

function using(node: string, parameters: object, fileBytes?: number): Victim['run'] {
	const [resource, operation] = node.split('.');
	return async (apiRoot) => {
		const { outputs, error, hints } = await runNode({
			node: AiHub,
			parameters: { resource, operation, ...parameters },
			credentials: credentials(apiRoot),
			items: [inputItem(fileBytes)],
			binaryMode: 'filesystem',
		});
		const items = outputs.flat();
		return { error, items, said: wordsOf(error, [items, hints]) };
	};
}

async function pollOnce(apiRoot: string): Promise<Outcome> {
	const use = {
		node: AiHubTrigger,
		parameters: { events: ['runCompleted'] },
		credentials: credentials(apiRoot),
	};
	const { items, error, reported, staticData } = await poll({ ...use, mode: 'manual' });
	const all = (items ?? []).flat();
	return { error: error ?? reported[0], items: all, said: wordsOf(error, [all, staticData]) };
}

function wordsOf(error: Outcome['error'], more: unknown): string {
	return JSON.stringify([error, error?.message, error?.description, error?.stack, more]);
}

const PROCESS = {
	deploymentId: byId('dep-1'),
	documents: 'batch',
	batchId: byId(7),
};

/** Every kind of operation first; then all there are. */
export const VICTIMS: Record<string, Victim> = {
	'a read': ofNode('getRunStatus'),
	'a list': ofNode('listBatches'),
	'the start of a run': ofNode('runDeployment'),
	'an upload': ofNode('addFileToBatch'),
	'a part of an upload': ofNode('uploadMultipartPart'),
	'a download': ofNode('readFile'),
	results: ofNode('getRunResults'),
	'a poll of the trigger': { operation: 'listRuns', is: 'list', run: pollOnce },
	'Process, its start': {
		operation: 'runDeployment',
		is: 'start',
		run: using('document.process', PROCESS),
	},
	'Process, its results': {
		operation: 'getRunResults',
		is: 'object',
		run: using('document.process', PROCESS),
	},
	...Object.fromEntries(
		Object.keys(OPERATIONS)
			// The older address of a job is asked where the newer one has none: that is the error then.
			.filter(
				(operation) =>
					!/^(getRun|listBatches|runDep|addFile|uploadM|readFile|pollB)/.test(operation),
			)
			.map((operation) => [operation, ofNode(operation)]),
	),
};
