import {
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { listSearch } from '../shared/n8n/listSearch';
import { SUBTITLE } from '../shared/trigger/properties';
import { assertUsable } from './activation';
import { onNotification } from './onNotification';
import { properties } from './properties';

export class AiHubNotificationTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AI Hub Notification Trigger',
		name: 'aiHubNotificationTrigger',
		icon: { light: 'file:../AiHub/aihub.svg', dark: 'file:../AiHub/aihub.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: SUBTITLE,
		description:
			'Starts the workflow the moment Instabase AI Hub notifies it that a run finished or needs review',
		defaults: { name: 'AI Hub Notification Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'aiHubApi', required: true }],
		webhooks: [
			// n8n answers when it has taken the execution over and saved the memory, not before.
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'noData',
				path: 'notification',
			},
			// n8n 2.41 answers OPTIONS by itself, so this one waits for an n8n that does not.
			{
				name: 'setup',
				httpMethod: 'OPTIONS',
				responseMode: 'onReceived',
				path: 'notification',
				ndvHideUrl: true,
			},
		],
		properties,
	};

	methods = { listSearch };

	/** AI Hub's own pages hold the address: there is nothing to register, and nothing to take back. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await assertUsable(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await onNotification(this);
	}
}
