import type {
	ICredentialType,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeHelpers, UnexpectedError, Workflow } from 'n8n-workflow';

import { AiHubApi } from '../../credentials/AiHubApi.credentials';
import './engineHome';
import { ExecutionLifecycleHooks } from 'n8n-core';
import type { CredentialData } from './engineCredentials';
import { EngineCredentials } from './engineCredentials';

export type NodeSource = INodeType | (new () => INodeType);

export interface NodeUse {
	/** The node type under test, as class or instance. */
	node: NodeSource;
	parameters?: INodeParameters;
	typeVersion?: number;
	credentials?: CredentialData;
	/** Default: the package's own. */
	credentialTypes?: ICredentialType[];
	/** Settings of the node, e.g. `{ onError: 'continueErrorOutput', retryOnFail: true }`. */
	nodeSettings?: Partial<INode>;
	workflowSettings?: IWorkflowSettings;
	staticData?: IDataObject;
}

export const INPUT_NODE = 'Input';
export const TESTED_NODE = 'Tested';

export interface EngineWorkflow {
	workflow: Workflow;
	node: INode;
	nodeType: INodeType;
	additionalData: IWorkflowExecuteAdditionalData;
}

/** Builds the workflow `Input → Tested`; Input gives the items, Tested is the node in question. */
export function engineWorkflow(
	use: NodeUse,
	mode: WorkflowExecuteMode,
	items: INodeExecutionData[] = [],
): EngineWorkflow {
	const nodeType = typeof use.node === 'function' ? new use.node() : use.node;
	const credentials = use.credentials ?? {};
	const node: INode = {
		id: 'tested',
		name: TESTED_NODE,
		type: `n8n-nodes-aihub.${nodeType.description.name}`,
		typeVersion: use.typeVersion ?? latestVersion(nodeType),
		position: [200, 0],
		parameters: structuredClone(use.parameters ?? {}),
		credentials: Object.fromEntries(
			Object.keys(credentials).map((name) => [name, { id: name, name }]),
		),
		...use.nodeSettings,
	};
	const workflow = new Workflow({
		id: 'engineTest',
		name: 'Engine test',
		nodes: [inputNode, node],
		connections: {
			[INPUT_NODE]: { main: [[{ node: TESTED_NODE, type: NodeConnectionTypes.Main, index: 0 }]] },
		},
		active: mode === 'trigger',
		nodeTypes: nodeTypesOf({ [inputNode.type]: inputType(items), [node.type]: nodeType }),
		settings: { executionOrder: 'v1', ...use.workflowSettings },
		staticData: structuredClone(use.staticData ?? {}),
	});
	const helper = new EngineCredentials(use.credentialTypes ?? [new AiHubApi()], credentials);
	// The workflow holds its own copy of the node, with the parameters' defaults filled in.
	const ownNode = workflow.nodes[TESTED_NODE];
	const additionalData = additionalDataFor(workflow, ownNode, mode, helper);
	return { workflow, node: ownNode, nodeType, additionalData };
}

const inputNode: INode = {
	id: 'input',
	name: INPUT_NODE,
	type: 'test.input',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

function inputType(items: INodeExecutionData[]): INodeType {
	return { ...noOperation, execute: async () => [items] };
}

/** Stands where n8n itself puts its "No Operation" node. */
export const noOperation: INodeType = {
	description: {
		displayName: 'No Operation',
		name: 'noOp',
		group: ['input'],
		version: 1,
		description: 'Does nothing',
		defaults: {},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
};

function latestVersion({ description }: INodeType): number {
	return Array.isArray(description.version) ? description.version.at(-1)! : description.version;
}

export function nodeTypesOf(types: Record<string, INodeType>): INodeTypes {
	const find = (name: string) => {
		if (types[name] === undefined) throw new UnexpectedError(`Unknown node type "${name}"`);
		return types[name];
	};
	return {
		getByName: find,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(find(name), version),
		getKnownTypes: () => ({}),
	};
}

export function additionalDataFor(
	workflow: Workflow,
	node: INode,
	mode: WorkflowExecuteMode,
	credentialsHelper: EngineCredentials,
): IWorkflowExecuteAdditionalData {
	const base = 'http://127.0.0.1:5678';
	const refuse = async (): Promise<never> => {
		throw new UnexpectedError('Not available in engine tests');
	};
	const executionId = '1';
	return {
		credentialsHelper,
		executionId,
		workflowId: workflow.id,
		hooks: new ExecutionLifecycleHooks(mode, executionId, {
			id: workflow.id,
			name: workflow.name ?? '',
			active: workflow.active,
			isArchived: false,
			activeVersionId: null,
			createdAt: new Date(0),
			updatedAt: new Date(0),
			nodes: Object.values(workflow.nodes),
			connections: workflow.connectionsBySourceNode,
			settings: workflow.settings,
		}),
		currentNodeExecutionIndex: 0,
		currentNodeParameters: node.parameters,
		restApiUrl: `${base}/rest`,
		instanceBaseUrl: `${base}/`,
		formBaseUrl: `${base}/form`,
		formWaitingBaseUrl: `${base}/form-waiting`,
		formTestBaseUrl: `${base}/form-test`,
		webhookBaseUrl: `${base}/webhook`,
		webhookWaitingBaseUrl: `${base}/webhook-waiting`,
		webhookTestBaseUrl: `${base}/webhook-test`,
		mcpBaseUrl: `${base}/mcp`,
		mcpTestBaseUrl: `${base}/mcp-test`,
		variables: {},
		executeWorkflow: refuse,
		getRunExecutionData: refuse,
		getRuntimeCredential: refuse,
		startRunnerTask: refuse,
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}
