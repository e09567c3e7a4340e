import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';
import { NodeConnectionTypes, Workflow } from 'n8n-workflow';

import { AiHubApi } from '../../credentials/AiHubApi.credentials';
import { AiHub } from '../../nodes/AiHub/AiHub.node';
import { resources } from '../../nodes/AiHub/resources';
import '../support/engineHome';
import { WorkflowExecute } from 'n8n-core';
import { EngineCredentials } from '../support/engineCredentials';
import { additionalDataFor, nodeTypesOf } from '../support/engineWorkflow';
import { World } from './world';

/** What n8n's AI Agent gets to see of a tool. */
interface Tool {
	name: string;
	description: string;
	schema: { shape: Record<string, { description?: string }> };
	invoke(args: IDataObject): Promise<string>;
}

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

/** The node as n8n turns every `usableAsTool` node into a tool. */
function toolType(): INodeType {
	const node = new AiHub();
	expect(node.description.usableAsTool).toBe(true);
	node.description.inputs = [];
	node.description.outputs = [NodeConnectionTypes.AiTool];
	return node;
}

/** Stands where the AI Agent stands: hands the tools that are connected to it to the test. */
function agentType(use: (tool: Tool) => Promise<unknown>): INodeType {
	return {
		description: {
			displayName: 'Agent',
			name: 'agent',
			group: ['transform'],
			version: 1,
			description: 'Uses a tool',
			defaults: {},
			inputs: [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const [tool] = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool[];
			await use(tool);
			return [[]];
		},
	};
}

const nodeOf = (name: string, type: string, parameters: INodeParameters = {}): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters,
});

/** Runs the workflow `Agent ← AI Hub` in n8n-core, with these parameters of the tool. */
async function withTool<T>(parameters: INodeParameters, use: (tool: Tool) => Promise<T>) {
	let used: { value: T } | undefined;
	const agent = agentType(async (tool) => {
		used = { value: await use(tool) };
	});
	const tool = nodeOf('AI Hub', 'n8n-nodes-aihub.aiHubTool', parameters);
	tool.credentials = { aiHubApi: { id: 'aiHubApi', name: 'aiHubApi' } };
	const workflow = new Workflow({
		id: 'toolTest',
		name: 'Tool test',
		nodes: [nodeOf('Agent', 'test.agent'), tool],
		connections: {
			'AI Hub': { ai_tool: [[{ node: 'Agent', type: NodeConnectionTypes.AiTool, index: 0 }]] },
		},
		active: false,
		nodeTypes: nodeTypesOf({ 'test.agent': agent, [tool.type]: toolType() }),
		settings: { executionOrder: 'v1' },
	});
	const credentials = new EngineCredentials([new AiHubApi()], world.credentials);
	const data = additionalDataFor(workflow, workflow.nodes['AI Hub'], 'manual', credentials);
	const run = await new WorkflowExecute(data, 'manual').run({
		workflow,
		startNode: workflow.nodes.Agent,
	});
	if (!used) throw run.data.resultData.error ?? new Error('The agent did not run');
	return used.value;
}

const fromAi = (key: string, description: string, type = 'string') =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${description}\`, '${type}') }}`;
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

it('tells a model for every operation what it does, each in words of its own', async () => {
	const descriptions = [];
	for (const { value: resource, operations } of resources) {
		for (const { value: operation, action } of operations) {
			const { name, description } = await withTool(
				{ resource, operation },
				async (tool) => await Promise.resolve(tool),
			);
			expect(name).toBe('AI_Hub');
			expect(description).toBe(`${action} in AI Hub`);
			descriptions.push(description);
		}
	}
	expect(new Set(descriptions).size).toBe(descriptions.length);
});

it('asks a model for the fields that are left to it', async () => {
	const parameters = {
		resource: 'run',
		operation: 'getAll',
		limit: fromAi('Limit', 'How many runs', 'number'),
		filters: { startedAfter: fromAi('Started_After', 'Only runs started from then on') },
	};
	const shape = await withTool(parameters, async ({ schema }) =>
		Promise.resolve(
			Object.fromEntries(Object.entries(schema.shape).map(([key, one]) => [key, one.description])),
		),
	);
	expect(shape).toEqual({
		Limit: 'How many runs',
		Started_After: 'Only runs started from then on',
	});
});

it('gives a model the fields of the documents of the run it names', async () => {
	const runId = await world.startRun();
	const parameters = {
		resource: 'run',
		operation: 'getResults',
		runId: byId(fromAi('Run', 'ID of the run')),
		shape: 'documents',
		include: ['include_confidence_scores'],
	};
	for (const run of [runId, `https://aihub.instabase.com/hub/apps/x/runs/${runId}`]) {
		const answer = await withTool(parameters, async (tool) => await tool.invoke({ Run: run }));
		expect(JSON.parse(answer)).toMatchObject([
			{ run_id: runId, file_name: 'invoice.txt', fields: { Total: '12.50' } },
		]);
	}
});

it('takes a number of a model as text, as a number, and in a locator without a mode', async () => {
	const batch = world.batch('a.txt');
	const key = fromAi('Batch', 'ID of the batch');
	for (const batchId of [byId(key), key]) {
		for (const given of [String(batch), ` ${batch} `]) {
			const answer = await withTool(
				{ resource: 'batchFile', operation: 'getAll', batchId, returnAll: true },
				async (tool) => await tool.invoke({ Batch: given }),
			);
			expect(JSON.parse(answer)).toMatchObject([{ name: 'a.txt' }]);
		}
	}
});

it('starts a run with the tags, workspace and app that a model gives', async () => {
	const batch = world.batch('a.txt');
	const answer = await withTool(
		{
			resource: 'run',
			operation: 'runApp',
			appId: { __rl: true, mode: 'name', value: fromAi('App', 'Name of the app') },
			batchId: byId(String(batch)),
			options: {
				tags: fromAi('Tags', 'Tags, separated by commas'),
				outputWorkspace: { __rl: true, mode: 'name', value: fromAi('Workspace', 'Name') },
			},
		},
		async (tool) =>
			await tool.invoke({ App: 'Invoices', Tags: 'one, two', Workspace: 'Operations' }),
	);
	const [{ id, tags }] = JSON.parse(answer) as Array<{ id: string; tags: string[] }>;
	expect(tags).toEqual(expect.arrayContaining(['one', 'two']));
	expect(world.emulator.store.runs.get(id)).toMatchObject({ appId: world.appId });
});

it('writes and reads a text on a drive', async () => {
	const path = 'emulator-org/Operations/fs/Instabase Drive/note of the model.txt';
	await withTool(
		{
			resource: 'driveFile',
			operation: 'upload',
			path: fromAi('Path', 'Path on the drive'),
			content: 'text',
			text: fromAi('Text', 'Text to write'),
		},
		async (tool) => await tool.invoke({ Path: path, Text: 'Hello' }),
	);
	expect(world.emulator.store.drive.bytes(path).toString()).toBe('Hello');
	const answer = await withTool(
		{ resource: 'driveFile', operation: 'download', path: fromAi('Path', 'Path on the drive') },
		async (tool) => await tool.invoke({ Path: path }),
	);
	expect(JSON.parse(answer)).toMatchObject([{ path, size: 5 }]);
});

it('tells a model what went wrong and what to do next', async () => {
	const failing = withTool(
		{ resource: 'run', operation: 'get', runId: byId(fromAi('Run', 'ID of the run')) },
		async (tool) => await tool.invoke({ Run: 'none' }),
	);
	const message = expect.stringMatching(/did not find[\s\S]*Check the ID/) as string;
	await expect(failing).rejects.toMatchObject({ message });
});

it('tells a model, and the person, that a tool gets no files, and what to do', async () => {
	const parameters = { resource: 'document', operation: 'process', deploymentId: byId('x1') };
	const used = withTool(parameters, async (tool) => await tool.invoke({}));
	await expect(used).rejects.toMatchObject({
		message: expect.stringMatching(
			/The item has no files[^]*A tool of an agent gets no files.*Existing Batch or Drive Folder/,
		) as string,
	});
	expect(world.emulator.requests).toEqual([]);
});
