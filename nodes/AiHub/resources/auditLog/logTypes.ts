import type { INodePropertyOptions } from 'n8n-workflow';

/** The types of the audit log. */
export const logTypes: INodePropertyOptions[] = [
	{ name: 'Account', value: 'account_v2', description: 'Accounts created' },
	{ name: 'API', value: 'api_v2', description: 'Requests to the API' },
	{ name: 'App', value: 'app_v2', description: 'Work on automation apps' },
	{ name: 'App Deployment', value: 'app_deployment_v2', description: 'Work on deployments' },
	{
		name: 'App Deployment Run',
		value: 'app_deployment_run_v2',
		description: 'Work on runs of deployments',
	},
	{ name: 'Data Source', value: 'datasource_v2', description: 'Work on data connections' },
	{ name: 'Human Review', value: 'review_v2', description: 'Work on reviews' },
	{ name: 'Login', value: 'login_v2', description: 'Sign-ins and authentication' },
	{ name: 'OAuth Token', value: 'oauth2_v2', description: 'Work on OAuth tokens' },
	{ name: 'Organization', value: 'org_v2', description: 'Roles in the organization changed' },
	{ name: 'Organization Secret', value: 'org_secrets_v2', description: 'Work on secrets' },
	{
		name: 'Permission',
		value: 'perms_v2',
		description: 'Members and roles of the organization, workspaces and groups changed',
	},
	{ name: 'Project', value: 'projects_v2', description: 'Work on automation projects' },
	{ name: 'Workspace', value: 'workspace_v2', description: 'Workspaces managed' },
];
