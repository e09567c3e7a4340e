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
			description: 'Address of the AI Hub API. It may end with /api or not.',
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The token has the permissions of the person who created it. Create one in AI Hub under Settings, APIs, OAuth tokens.',
		},
		{
			displayName: 'IB-Context',
			name: 'ibContext',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. acme',
			description:
				'Usually your organization ID. For a community account it is your user ID. AI Hub shows both under Settings.',
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
