import type { INodeProperties } from 'n8n-workflow';

import { commonProperties } from '../shared/trigger/properties';

const setUp: INodeProperties = {
	displayName:
		'In AI Hub, open Notifications of the deployment and enter the <b>Production URL</b> from above. What a notification holds is not published, so it is only taken as a hint: this node asks AI Hub for the run and reports what AI Hub says. Use <b>AI Hub Trigger</b> where no run may be missed.',
	name: 'setUpNotice',
	type: 'notice',
	default: '',
};

const secret: INodeProperties[] = [
	{
		displayName: 'Secret',
		name: 'secret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description:
			'If set, a notification counts only when it carries this text in the header named below. Leave it empty if your AI Hub cannot send a header.',
	},
	{
		displayName: 'Header Name',
		name: 'headerName',
		type: 'string',
		default: 'X-AI-Hub-Secret',
		placeholder: 'e.g. X-AI-Hub-Secret',
		description: 'Name of the header that carries the secret',
		displayOptions: { hide: { secret: [''] } },
	},
];

/** n8n leaves the body unread for a node with this setting, so that the node can bound it. */
const unread: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'hidden',
	default: { binaryData: true },
};

export const properties: INodeProperties[] = [setUp, ...commonProperties, ...secret, unread];
