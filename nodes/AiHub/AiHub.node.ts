import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { propertiesOf, resourceSelector } from './defineResource';
import { hints } from './hints';
import { listSearch } from '../shared/n8n/listSearch';
import { resources } from './resources';
import { outputsOf } from './resources/document/form/outputsOf';
import { onCallback, resumeWebhooks } from './resources/document/n8n/resume';
import { route } from './router';

/** "process: Invoices" where the app is given by name, "get many: batch file" elsewhere. */
const SUBTITLE =
	'={{ ($parameter["operation"] === "getAll" ? "getMany" : $parameter["operation"]).replace(/[A-Z]/g, (letter) => " " + letter.toLowerCase()) + ": " + ($parameter["runWith"] === "app" && /^(?![0-9a-f]{8}-|https?:)./i.test($parameter["appId"]) ? $parameter["appId"] : $parameter["resource"].replace(/[A-Z]/g, (letter) => " " + letter.toLowerCase())) }}';

export class AiHub implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AI Hub',
		name: 'aiHub',
		icon: { light: 'file:aihub.svg', dark: 'file:aihub.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: SUBTITLE,
		description: 'Turn documents into checked fields with Instabase AI Hub',
		defaults: { name: 'AI Hub' },
		usableAsTool: true,
		hints,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${outputsOf})($parameter)}}`,
		waitingNodeTooltip: 'Waiting for AI Hub to call back',
		webhooks: resumeWebhooks,
		credentials: [{ name: 'aiHubApi', required: true }],
		properties: [resourceSelector(resources, 'document'), ...resources.flatMap(propertiesOf)],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await route(this);
	}

	/** Where AI Hub calls back for the runs of a stored execution. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await onCallback(this);
	}
}
