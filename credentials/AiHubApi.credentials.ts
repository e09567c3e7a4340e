import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { headerValue } from '../nodes/shared/api/wire/credential';

/** Does what `normalizeApiRoot` does, in n8n's expression language. */
const API_ROOT =
	'={{ ($credentials.apiRoot.trim().match(/^https?:\\/\\//i) ? "" : "https://") + $credentials.apiRoot.trim().replace(/\\/+$/, "").replace(/\\/api(\\/v\\d+)?$/i, "") + "/api" }}';

const NO_API = 'There is no AI Hub API at this API Root. Check the address.';

export class AiHubApi implements ICredentialType {
	name = 'aiHubApi';

	displayName = 'Instabase AI Hub API';

	icon: Icon = { light: 'file:aihub.svg', dark: 'file:aihub.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-aihub/n8n-nodes-aihub#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Root',
			name: 'apiRoot',
			type: 'string',
			default: 'https://aihub.instabase.com/api',
			required: true,
			placeholder: 'e.g. https://tenant.instabase.com/api',
			hint: 'Leave it as it is, unless your AI Hub has an address of its own. ENOTFOUND or ECONNREFUSED in the test means that nothing answers at this address.',
			description: 'Address of the AI Hub API. It may end with /api or not.',
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'In AI Hub: your initials → Settings → APIs → OAuth tokens → Add token.',
			description: 'The token has the permissions of the person who created it',
		},
		{
			displayName: 'IB-Context',
			name: 'ibContext',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. acme',
			hint: 'In the same Settings of AI Hub: your organization ID, or your user ID for a community account.',
			description: 'The account or organization that everything is done in',
		},
		{
			displayName: "Address of a Run's Page",
			name: 'runPage',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://aihub.instabase.com/deployments/{deployment_id}/runs/{run_id}',
			hint: 'Optional. Open a run in AI Hub, paste the address, and put {run_id}, {deployment_id} or {app_id} where these IDs stand. Without it, links go to the list of runs.',
			description: 'What the links in items and errors look like',
		},
		{
			displayName: 'Ignore TLS Issues (Insecure)',
			name: 'ignoreTlsIssues',
			type: 'boolean',
			default: false,
			description:
				'Whether to connect even if the certificate of a self-managed host cannot be checked. Then anyone in between can read the token and the documents.',
		},
	];

	/**
	 * A function instead of n8n's expressions: when two polls of one workflow overlap, n8n ends the
	 * expression engine for both as soon as one of them has ended.
	 */
	authenticate: IAuthenticate = async ({ apiToken, ibContext }, options) => {
		const token = headerValue('API Token', apiToken);
		const context = headerValue('IB-Context', ibContext);
		return {
			...options,
			headers: {
				...options.headers,
				Authorization: `Bearer ${token}`,
				...(context !== '' && { 'IB-Context': context }),
			},
		};
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: API_ROOT,
			url: '/v2/batches',
			qs: { limit: 1 },
			skipSslCertificateValidation: '={{$credentials.ignoreTlsIssues}}' as unknown as boolean,
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'AI Hub did not accept the token or the IB-Context. Check both: AI Hub gives the same answer for a wrong token, a wrong context and a missing permission.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: 'AI Hub refused the request: no consumption units are left.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: NO_API,
				},
			},
			{
				// Many a web server answers 200 to whatever it is asked.
				type: 'responseSuccessBody',
				properties: { key: 'batches', value: undefined, message: NO_API },
			},
		] as ICredentialTestRequest['rules'],
	};
}
