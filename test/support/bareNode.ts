import type { INode } from 'n8n-workflow';

/** The AI Hub node as it is in a workflow, with nothing set. */
export const BARE_NODE: INode = {
	id: 'n',
	name: 'AI Hub',
	type: 'aiHub',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
