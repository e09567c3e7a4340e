/**
 * Runs node types in n8n-core's own execution contexts, without an n8n process: real data flow,
 * real HTTP helpers, real credentials, real binary data.
 */
import './engineHome';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
	BinaryDataConfig,
	BinaryDataService,
	ExecuteContext,
	LoadOptionsContext,
	PollContext,
	TriggersAndPollers,
	WorkflowExecute,
} from 'n8n-core';
import type {
	IBinaryData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeListSearchResult,
	INodePropertyOptions,
	INodeType,
	IRun,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { createRunExecutionData } from 'n8n-workflow';

import { DatabaseFiles } from './databaseFiles';
import { Container } from './engineContainer';
import type { NodeUse } from './engineWorkflow';
import { engineWorkflow, noOperation, TESTED_NODE } from './engineWorkflow';

export type BinaryMode = 'default' | 'filesystem' | 'database';

export interface NodeRun extends NodeUse {
	items?: INodeExecutionData[];
	/** 'default' is n8n's name for binary data in memory. */
	binaryMode?: BinaryMode;
	/** The execution is cancelled as a user would, when this promise resolves. */
	cancelWhen?: Promise<unknown>;
	/** 'retry' for an execution that repeats another one; default: run by hand. */
	mode?: 'manual' | 'retry';
	/** Default '1'. */
	executionId?: string;
	/** The node's context as n8n has saved it with the execution that is repeated. */
	context?: IDataObject;
}

export interface NodeResult {
	/** The items on each output of the node. */
	outputs: INodeExecutionData[][];
	/** What the node threw (or, if it did not get to run, what n8n objected to). */
	error?: Error;
	/** After a cancel: 'canceled' only if the node returned, or threw a message with that word. */
	status: IRun['status'];
	/** Hints of the node, shown above its output in the editor. */
	hints: string[];
	run?: IRun;
}

/** Executes the node once over the given items (default: one empty item). */
export async function runNode(options: NodeRun): Promise<NodeResult> {
	await setBinaryMode(options.binaryMode ?? 'default');
	const thrown: { error?: Error } = {};
	const node = rememberingErrors(options.node, thrown);
	const items = options.items ?? [{ json: {} }];
	const mode = options.mode ?? 'manual';
	const { workflow, additionalData } = engineWorkflow({ ...options, node }, mode, items);
	additionalData.executionId = options.executionId ?? additionalData.executionId;
	try {
		const data = createRunExecutionData({
			executionData: {
				contextData: { [`node:${TESTED_NODE}`]: structuredClone(options.context ?? {}) },
				nodeExecutionStack: [
					{ node: workflow.nodes.Input, data: { main: [[{ json: {} }]] }, source: null },
				],
			},
		});
		const execution = new WorkflowExecute(additionalData, mode, data).processRunExecutionData(
			workflow,
		);
		void options.cancelWhen?.then(() => execution.cancel());
		const run = await execution;
		const task = run.data.resultData.runData[TESTED_NODE]?.at(-1);
		return {
			outputs: (task?.data?.main ?? []).map((output) => output ?? []),
			error: thrown.error ?? (run.data.resultData.error as Error | undefined),
			status: run.status,
			hints: (task?.hints ?? []).map((hint) => hint.message),
			run,
		};
	} catch (error) {
		return { outputs: [], error: error as Error, status: 'error', hints: [] };
	}
}

/** n8n keeps only a plain copy of an error in the run data; tests want the error itself. */
function rememberingErrors(node: NodeUse['node'], thrown: { error?: Error }): INodeType {
	const instance = typeof node === 'function' ? new node() : node;
	return Object.create(instance, {
		execute: {
			async value(this: IExecuteFunctions) {
				try {
					return await instance.execute!.call(this);
				} catch (error) {
					thrown.error = error as Error;
					throw error;
				}
			},
		},
	}) as INodeType;
}

const databaseFiles = new DatabaseFiles();
let binaryMode: BinaryMode | undefined;

async function setBinaryMode(mode: BinaryMode): Promise<void> {
	if (mode === binaryMode) return;
	Container.get(BinaryDataConfig).mode = mode;
	await Container.get(BinaryDataService).init();
	Container.get(BinaryDataService).setManager('database', databaseFiles);
	binaryMode = mode;
}

/** Stores a file as n8n does in the given mode and answers what an item's `binary` holds. */
export async function prepareBinary(
	content: Buffer | Readable,
	fileName: string,
	mimeType: string,
	mode: BinaryMode = 'default',
): Promise<IBinaryData> {
	await setBinaryMode(mode);
	const { workflow, node, additionalData } = engineWorkflow({ node: noOperation }, 'manual');
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'manual',
		createRunExecutionData(),
		0,
		[],
		{ main: [[]] },
		{ node, data: {}, source: null },
		[],
	);
	return await context.helpers.prepareBinaryData(content, fileName, mimeType);
}

/** The content of a file, whichever mode it is stored in. */
export async function readBinary(binary: IBinaryData): Promise<Buffer> {
	return await Container.get(BinaryDataService).getAsBuffer(binary);
}

export interface PollOptions extends NodeUse {
	mode?: 'trigger' | 'manual';
	activation?: WorkflowActivateMode;
	/** The time n8n gives one poll, in ms; undefined: as in an n8n that has no such budget. */
	pollBudgetMs?: number;
	/** What n8n does where it saves the data of a poll that reports nothing. */
	commitCursor?: () => Promise<void>;
}

export interface PollResult {
	/** The items of the execution that would start, or null for none. */
	items: INodeExecutionData[][] | null;
	/** The node's static data after the poll, whether n8n would save it or not. */
	staticData: IDataObject;
	/** Errors that become failed executions although the poll went on. */
	reported: Error[];
	error?: Error;
}

/**
 * Polls once. Pass `staticData` of the last result on, to go on as n8n does. The node is another one
 * each time, as after a restart of n8n, unless `nodeSettings` give its ID.
 */
export async function poll(options: PollOptions): Promise<PollResult> {
	await setBinaryMode('default');
	const mode = options.mode ?? 'trigger';
	const staticData = { [`node:${TESTED_NODE}`]: options.staticData ?? {} };
	const nodeSettings = { id: randomUUID(), ...options.nodeSettings };
	const use = { ...options, staticData, nodeSettings };
	const { workflow, node, additionalData } = engineWorkflow(use, mode);
	const context = new PollContext(
		workflow,
		node,
		additionalData,
		mode,
		options.activation ?? (mode === 'manual' ? 'manual' : 'activate'),
	);
	const { pollBudgetMs } = options;
	const reported: Error[] = [];
	Object.assign(context, {
		__emitError: (error: Error) => reported.push(error),
		...(options.commitCursor && { __commitCursor: options.commitCursor }),
		getPollBudgetMs: pollBudgetMs === undefined ? undefined : () => pollBudgetMs,
	});
	const after = () =>
		JSON.parse(JSON.stringify(workflow.getStaticData('node', node))) as IDataObject;
	try {
		const items = await Container.get(TriggersAndPollers).runPollFunction(workflow, node, context);
		return { items, staticData: after(), reported };
	} catch (error) {
		return { items: null, staticData: after(), reported, error: error as Error };
	}
}

function loadOptionsContext(options: NodeUse) {
	const { workflow, node, nodeType, additionalData } = engineWorkflow(options, 'internal');
	const context = new LoadOptionsContext(workflow, node, additionalData, '');
	return { context, methods: nodeType.methods };
}

/** Fills a resource locator's list, as the editor asks for it. */
export async function listSearch(
	options: NodeUse & { method: string; filter?: string; paginationToken?: string },
): Promise<INodeListSearchResult> {
	const { context, methods } = loadOptionsContext(options);
	const method = methods?.listSearch?.[options.method];
	if (method === undefined) throw new Error(`No listSearch method "${options.method}"`);
	return await method.call(context, options.filter, options.paginationToken);
}

/** Fills a dropdown, as the editor asks for it. */
export async function loadOptions(
	options: NodeUse & { method: string },
): Promise<INodePropertyOptions[]> {
	const { context, methods } = loadOptionsContext(options);
	const method = methods?.loadOptions?.[options.method];
	if (method === undefined) throw new Error(`No loadOptions method "${options.method}"`);
	return await method.call(context);
}
