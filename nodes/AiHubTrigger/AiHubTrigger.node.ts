import {
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { listSearch } from '../shared/n8n/listSearch';
import { attempt } from '../shared/api/wire/errors';
import { nodeError } from '../shared/n8n/errors';
import { pollError, testError } from './pollErrors';
import { nodeKey, pollNode, testNode } from './pollNode';
import { Polls } from './polls';
import { properties, SUBTITLE } from '../shared/trigger/properties';

const polls = new Polls();

export class AiHubTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AI Hub Trigger',
		name: 'aiHubTrigger',
		icon: { light: 'file:../AiHub/aihub.svg', dark: 'file:../AiHub/aihub.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: SUBTITLE,
		// n8n shows it for the action node too, in the entry that holds both.
		description:
			'Read documents with Instabase AI Hub, or start the workflow when its runs finish or need review',
		defaults: { name: 'AI Hub Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'aiHubApi', required: true }],
		properties,
	};

	methods = { listSearch };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const isTest = this.getMode() === 'manual';
		const outcome = await attempt(async () => {
			if (isTest) return await testNode(this);
			const occasion = { node: nodeKey(this), context: this, mode: this.getActivationMode() };
			return await polls.run(occasion, async (isActivation) => await pollNode(this, isActivation));
		});
		if (!outcome.ok) {
			const error = isTest ? testError(outcome.error) : pollError(outcome.error);
			throw nodeError(this.getNode(), error);
		}
		return outcome.value?.length ? [outcome.value] : null;
	}
}
