import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type INode, type INodeTypeDescription, NodeHelpers } from 'n8n-workflow';

import { AiHub } from '../../nodes/AiHub/AiHub.node';
import { AiHubNotificationTrigger } from '../../nodes/AiHubNotificationTrigger/AiHubNotificationTrigger.node';
import { AiHubTrigger } from '../../nodes/AiHubTrigger/AiHubTrigger.node';
import type { Workflow } from '../support/n8nTypes';

const ROOT = resolve(__dirname, '../..');
const FOLDER = join(ROOT, 'docs', 'workflows');

/** The packages that every n8n has; the end-to-end tests look their nodes up in a real one. */
const OF_N8N = /^(n8n-nodes-base|@n8n\/n8n-nodes-langchain)\.\w+$/;

const aiHub = new AiHub().description;
const OWN: Record<string, INodeTypeDescription> = {
	'n8n-nodes-aihub.aiHub': aiHub,
	'n8n-nodes-aihub.aiHubTool': aiHub,
	'n8n-nodes-aihub.aiHubNotificationTrigger': new AiHubNotificationTrigger().description,
	'n8n-nodes-aihub.aiHubTrigger': new AiHubTrigger().description,
};

const examples = readdirSync(FOLDER).map((file) => {
	const text = readFileSync(join(FOLDER, file), 'utf8');
	return { file, text, workflow: JSON.parse(text) as Workflow };
});

const isNote = ({ type }: INode) => type === 'n8n-nodes-base.stickyNote';

/** The fields that a node of this package shows for what is chosen in it. */
function fieldsOf(node: INode): string[] {
	const description = OWN[node.type];
	const { properties, polling } = description;
	const shown = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		description,
	);
	return [...Object.keys(shown ?? {}), ...(polling ? ['pollTimes'] : [])];
}

describe.each(examples)('docs/workflows/$file', ({ file, text, workflow }) => {
	const { nodes, connections } = workflow;

	it('says on one sticky note what it does and what to fill in', () => {
		const notes = nodes.filter(isNote).map(({ parameters }) => String(parameters.content));
		expect(notes).toHaveLength(1);
		expect(notes[0]).toMatch(/^## \S/);
		expect(notes[0]).toContain('**Fill in');
	});

	it('names every node that needs a credential of AI Hub', () => {
		const note = String(nodes.find(isNote)?.parameters.content);
		if (note.includes('your credential in each AI Hub node')) return;
		const unnamed = nodes.filter(({ type, name }) => type in OWN && !note.includes(`**${name}**`));
		expect(unnamed).toEqual([]);
	});

	it('has only nodes that exist, with operations and fields that they have', () => {
		for (const node of nodes) {
			if (!(node.type in OWN)) {
				expect(node.type).toMatch(OF_N8N);
				continue;
			}
			const unknown = Object.keys(node.parameters).filter((name) => !fieldsOf(node).includes(name));
			expect(unknown).toEqual([]);
		}
	});

	it('connects only nodes that it has', () => {
		const names = nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		const targets = Object.values(connections).flatMap((byType) =>
			Object.values(byType).flatMap((outputs) => outputs.flatMap((ends) => ends ?? [])),
		);
		const connected = new Set([...Object.keys(connections), ...targets.map(({ node }) => node)]);
		expect([...connected].sort()).toEqual(
			nodes
				.filter((node) => !isNote(node))
				.map(({ name }) => name)
				.sort(),
		);
	});

	it('is inactive, and holds no credential, tag, pinned data or path of a machine', () => {
		expect(workflow).toMatchObject({ active: false });
		expect(workflow.tags ?? []).toEqual([]);
		expect(workflow.pinData ?? {}).toEqual({});
		expect(text).not.toContain('"credentials"');
		// The folder that n8n's Docker image lets its nodes read.
		const paths = text.replaceAll('/home/node/.n8n-files', 'FOLDER').match(/["'`]\/\w[^"'`]*/g);
		expect(paths).toBeNull();
	});

	it('is listed in the README', () => {
		expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`(docs/workflows/${file})`);
	});

	it('is executed by an end-to-end test', () => {
		const name = file.replace('.json', '');
		const folders = ['e2e', 'demo'].map((folder) => join(ROOT, 'test', folder));
		const tests = folders.flatMap((folder) =>
			readdirSync(folder)
				.filter((one) => one.endsWith('.ts'))
				.map((one) => readFileSync(join(folder, one), 'utf8')),
		);
		expect(tests.some((test) => test.includes(name))).toBe(true);
	});
});
