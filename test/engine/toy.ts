import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

export class ToyApi implements ICredentialType {
	name = 'toyApi';

	displayName = 'Toy API';

	properties: INodeProperties[] = [
		{ displayName: 'Root', name: 'root', type: 'string', default: 'http://127.0.0.1:1' },
		{ displayName: 'Token', name: 'token', type: 'string', default: '' },
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.token}}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.root.replace(/\\/+$/, "")}}', url: '/who' },
		rules: [{ type: 'responseCode', properties: { value: 401, message: 'Check the token' } }],
	};
}

let nodeWaits: () => void;
export const whenNodeWaits = new Promise<void>((resolve) => {
	nodeWaits = resolve;
});

export class Toy implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Toy',
		name: 'toy',
		group: ['transform'],
		version: 1,
		description: 'Sends each item',
		defaults: { name: 'Toy' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'toyApi', required: true }],
		properties: [
			{ displayName: 'Name', name: 'name', type: 'string', default: 'nobody' },
			{ displayName: 'Wait', name: 'wait', type: 'boolean', default: false },
		],
	};

	methods = {
		listSearch: {
			async names(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string) {
				const who = await send(this, `/${filter}`);
				const kind = this.getCurrentNodeParameter('name') as string;
				const token = `${paginationToken}+1`;
				return { results: [{ name: kind, value: who.authorization }], paginationToken: token };
			},
		},
		loadOptions: {
			async names(this: ILoadOptionsFunctions) {
				const who = await send(this, '/options');
				return [{ name: who.path, value: who.authorization }];
			},
		},
	};

	async execute(this: IExecuteFunctions) {
		const items = this.getInputData();
		const output = [];
		if (this.getNodeParameter('wait', 0)) {
			await new Promise((resolve) => {
				this.getExecutionCancelSignal()!.addEventListener('abort', resolve);
				nodeWaits();
			});
			throw new NodeOperationError(this.getNode(), 'The execution was canceled');
		}
		for (let itemIndex = 0; itemIndex < items.length; itemIndex++) {
			try {
				const name = this.getNodeParameter('name', itemIndex) as string;
				if (name === 'bad') {
					throw new NodeOperationError(this.getNode(), 'bad', { itemIndex, description: 'why' });
				}
				const answer = await send(this, `/${name}`);
				const { binary } = items[itemIndex];
				output.push({ json: { name, ...answer }, binary, pairedItem: { item: itemIndex } });
			} catch (error) {
				if (!this.continueOnFail()) throw error;
				output.push({ json: { error: (error as Error).message }, pairedItem: { item: itemIndex } });
			}
		}
		return [output];
	}

	async poll(this: IPollFunctions) {
		const state = this.getWorkflowStaticData('node') as { polls?: number };
		const polls = (state.polls ?? 0) + 1;
		state.polls = polls;
		const answer = await send(this, '/poll');
		const budget = this.getPollBudgetMs?.() ?? null;
		return polls === 1 ? null : [[{ json: { ...answer, polls, mode: this.getMode(), budget } }]];
	}
}

async function send(
	context: IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions,
	path: string,
): Promise<{ path: string; authorization: string }> {
	const { root } = await context.getCredentials<{ root: string }>('toyApi');
	return (await context.helpers.httpRequestWithAuthentication.call(context, 'toyApi', {
		url: `${root}${path}`,
		json: true,
	})) as { path: string; authorization: string };
}
