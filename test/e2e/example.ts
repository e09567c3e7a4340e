import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IDataObject, INodeParameters, INodeTypeDescription } from 'n8n-workflow';

import { type Execution, itemsOf, type Workflow } from '../support/n8nTypes';
import type { E2e } from './world';

export const WORKFLOWS = join(__dirname, '..', '..', 'docs', 'workflows');

/** What a person does with an example before it is run. */
export interface Filling {
	/** Data of credentials by type; the one of AI Hub is there already. */
	credentials?: Record<string, IDataObject>;
	/** Parameters by node: only of nodes that the sticky note names. */
	fillIn?: Record<string, IDataObject>;
}

type NodeType = Pick<INodeTypeDescription, 'name' | 'version' | 'credentials'>;

export async function readExample(name: string): Promise<Workflow> {
	return JSON.parse(await readFile(join(WORKFLOWS, `${name}.json`), 'utf8')) as Workflow;
}

/** Imports an example as the docs have it, and fills in what its sticky note asks for. */
export async function importExample(
	e2e: E2e,
	name: string,
	{ credentials = {}, fillIn = {} }: Filling = {},
): Promise<Workflow> {
	const example = await readExample(name);
	for (const [node, parameters] of Object.entries(fillIn)) {
		fillInNode(example, node, parameters as INodeParameters);
	}
	await chooseCredentials(e2e, example, credentials);
	return await e2e.rest.createWorkflow(example);
}

function fillInNode({ nodes }: Workflow, name: string, parameters: INodeParameters): void {
	const node = nodes.find((one) => one.name === name);
	if (!node) throw new Error(`The example has no node "${name}"`);
	if (!noteOf(nodes).includes(`**${name}**`)) {
		throw new Error(`The sticky note does not ask to fill in "${name}"`);
	}
	fillInto(node.parameters, parameters);
}

function fillInto(parameters: INodeParameters, values: INodeParameters): void {
	for (const [name, value] of Object.entries(values)) {
		const before = parameters[name];
		if (isGroup(before) && isGroup(value)) fillInto(before, value);
		else parameters[name] = value;
	}
}

function isGroup(value: unknown): value is INodeParameters {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function noteOf(nodes: Workflow['nodes']): string {
	return nodes
		.filter(({ type }) => type === 'n8n-nodes-base.stickyNote')
		.map(({ parameters }) => String(parameters.content))
		.join('\n');
}

/** Every node gets the credential of the type that it asks for, as its owner would choose it. */
async function chooseCredentials(
	e2e: E2e,
	{ nodes }: Workflow,
	credentials: Record<string, IDataObject>,
): Promise<void> {
	const given = new Map([['aiHubApi', e2e.credential]]);
	for (const [type, data] of Object.entries(credentials)) {
		const id = await e2e.rest.createCredential({ name: type, type, data });
		given.set(type, { id, name: type });
	}
	const types = await nodeTypes(e2e);
	for (const node of nodes) {
		const type = types.find(({ name, version }) => {
			return name === node.type && [version].flat().includes(node.typeVersion);
		});
		if (!type) throw new Error(`n8n has no node ${node.type} ${node.typeVersion}`);
		const chosen = (type.credentials ?? []).flatMap(({ name }) => {
			const credential = given.get(name);
			return credential ? [[name, credential]] : [];
		});
		if (chosen.length > 0) node.credentials = Object.fromEntries(chosen) as typeof node.credentials;
	}
}

/** The types that this n8n has, its own and those of this package. */
async function nodeTypes({ n8n, rest }: E2e): Promise<NodeType[]> {
	const { name, value } = rest.sessionCookie;
	const response = await fetch(`${n8n.url}/types/nodes.json`, {
		headers: { cookie: `${name}=${value}` },
	});
	return (await response.json()) as NodeType[];
}

/** Executes a workflow as the editor does. @throws Error unless it succeeds */
export async function executed(
	{ rest }: E2e,
	{ id }: Workflow,
	trigger?: string,
): Promise<Execution> {
	return succeeded(await rest.finishedExecution(await rest.runWorkflow(id, trigger)));
}

export function succeeded(execution: Execution): Execution {
	const { error, lastNodeExecuted } = execution.data.resultData;
	if (execution.status === 'success') return execution;
	throw new Error(`${lastNodeExecuted}: ${error?.message} ${error?.description ?? ''}`);
}

/** The `json` of the items that left a node. */
export function rowsOf(execution: Execution, node: string, output = 0): IDataObject[] {
	return itemsOf(execution, node, { output }).map(({ json }) => json);
}

/** Publishes a workflow. @returns the ID in the address of its trigger */
export async function published({ rest }: E2e, { id }: Workflow, trigger: string): Promise<string> {
	await rest.activateWorkflow(id);
	const { nodes } = await rest.getWorkflow(id);
	return nodes.find(({ name }) => name === trigger)!.webhookId!;
}

/** The rows of a data table, as n8n's own page of it reads them. */
export async function rowsOfTable({ rest }: E2e, name: string): Promise<IDataObject[]> {
	const { id } = await rest.call<{ id: string }>('GET', '/projects/personal');
	const path = `/projects/${id}/data-tables`;
	type Page<T> = { data: T[] };
	const tables = await rest.call<Page<{ id: string; name: string }>>('GET', path);
	const table = tables.data.find((one) => one.name === name);
	if (!table) return [];
	return (await rest.call<Page<IDataObject>>('GET', `${path}/${table.id}/rows`)).data;
}
