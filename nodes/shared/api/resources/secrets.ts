import type { Api } from '../wire/api';
import { call, callJson } from '../wire/call';
import { apiPath } from '../wire/path';
import { objectsIn } from '../wire/values';

/** Which workspaces may use a secret. */
export type AllowedWorkspacesType = 'ALL' | 'SOME' | 'NONE';

/** A secret as AI Hub lists it: its value is never answered. */
export interface Secret {
	alias?: string;
	description?: string;
	allowed_workspaces_type?: AllowedWorkspacesType;
	allowed_workspaces?: string[];
	org?: string;
	/** ms since 1970. */
	created_at?: number;
	created_by?: string;
	/** ms since 1970. */
	updated_at?: number;
	last_updated_by?: string;
}

export interface SecretChange {
	alias: string;
	description?: string;
	value?: string;
	allowed_workspaces_type?: AllowedWorkspacesType;
	/** Needed when the type is SOME. */
	allowed_workspaces?: string[];
}

/**
 * Lists secrets (operationId `listSecrets`); only administrators may leave out the workspace.
 * @throws AiHubError
 */
export async function listSecrets(
	api: Api,
	filters: { workspace?: string; alias?: string } = {},
): Promise<Secret[]> {
	const answer = await callJson<{ secrets: unknown[] }>(api, {
		operationId: 'listSecrets',
		method: 'GET',
		path: apiPath`/v2/aihub/secrets`,
		query: { ...filters },
	});
	return objectsIn<Secret>(answer.secrets);
}

/**
 * Creates a secret (operationId `createSecret`).
 * @throws AiHubError, without the value in it
 */
export async function createSecret(
	api: Api,
	secret: SecretChange & { value: string; allowed_workspaces_type: AllowedWorkspacesType },
): Promise<void> {
	await change(api, 'createSecret', 'POST', secret);
}

/**
 * Changes a secret; what is left out stays as it is (operationId `updateSecret`).
 * @throws AiHubError, without the value in it
 */
export async function updateSecret(api: Api, secret: SecretChange): Promise<void> {
	await change(api, 'updateSecret', 'PATCH', secret);
}

/**
 * Deletes a secret (operationId `deleteSecret`).
 * @throws AiHubError
 */
export async function deleteSecret(api: Api, alias: string): Promise<void> {
	await change(api, 'deleteSecret', 'DELETE', { alias });
}

async function change(
	api: Api,
	operationId: string,
	method: 'POST' | 'PATCH' | 'DELETE',
	secret: SecretChange,
): Promise<void> {
	await call(api, {
		operationId,
		method,
		path: apiPath`/v2/aihub/secrets`,
		body: { json: secret },
		sensitive: secret.value === undefined ? [] : [secret.value],
	});
}
