import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

const mode = (
	displayName: string,
	name: string,
	rest: Omit<INodePropertyMode, 'displayName' | 'name'>,
): INodePropertyMode => ({ displayName, name, ...rest });

const fromList = (searchListMethod: string) =>
	mode('From List', 'list', {
		type: 'list',
		placeholder: 'Select…',
		typeOptions: { searchListMethod, searchable: true },
	});

const byId = (example: string) =>
	mode('By ID', 'id', { type: 'string', placeholder: `e.g. ${example}` });

const byUrl = (example: string) =>
	mode('By URL', 'url', {
		type: 'string',
		placeholder: `e.g. https://aihub.instabase.com${example}`,
	});

const RUN_ID = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';

/** Which batch. */
export const batchField: INodeProperties = {
	displayName: 'Batch',
	name: 'batchId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The batch to work with. Its ID is a number.',
	modes: [fromList('searchBatches'), byId('1024')],
};

/** Which run. */
export const runField: INodeProperties = {
	displayName: 'Run',
	name: 'runId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The run to work with. The list shows the runs of the last 7 days.',
	modes: [fromList('searchRuns'), byId(RUN_ID), byUrl(`/deployments/…/runs/${RUN_ID}`)],
};

/** Which app. */
export const appField: INodeProperties = {
	displayName: 'App',
	name: 'appId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	hint: 'Not listed? Choose By URL and paste the address of the app from your browser.',
	description:
		'The app to run. AI Hub has no list of apps, so the list shows those that ran in the last 30 days; use a name, an ID or a URL for any other.',
	modes: [
		fromList('searchApps'),
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Invoices' },
		byId('528c36e8-ac5b-490d-a41b-7eec9c404b87'),
		byUrl('/hub/apps/528c36e8-ac5b-490d-a41b-7eec9c404b87'),
	],
};

/** Which deployment. */
export const deploymentField: INodeProperties = {
	displayName: 'Deployment',
	name: 'deploymentId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	hint: 'Not listed? Choose By URL and paste the address of the deployment from your browser.',
	description:
		'The deployment to run. AI Hub has no list of deployments, so the list shows those that ran in the last 30 days; use an ID or a URL for any other.',
	modes: [
		fromList('searchDeployments'),
		byId('01902d6f-bb35-74cb-bd27-c09b38bbf20a'),
		byUrl('/deployments/01902d6f-bb35-74cb-bd27-c09b38bbf20a/runs'),
	],
};
