import type { Secret } from '../entities';
import { ApiError } from '../http';
import { optionalText, requiredText, type Call, type Route } from '../route';

const path = '/v2/aihub/secrets';
const WORKSPACE_TYPES = ['ALL', 'SOME', 'NONE'] as const;

function secretJson(secret: Secret, org: string): Record<string, unknown> {
	return {
		alias: secret.alias,
		description: secret.description,
		allowed_workspaces_type: secret.allowedWorkspacesType,
		allowed_workspaces: secret.allowedWorkspaces,
		org,
		created_at: secret.createdAt,
		created_by: secret.createdBy,
		updated_at: secret.updatedAt,
		last_updated_by: secret.updatedBy,
	};
}

function assertAdmin(call: Call): void {
	if (!call.user.admin) throw new ApiError(401, 'Only organization admins may do this.');
}

function secretOf(call: Call, body: Record<string, unknown>): Secret {
	const alias = requiredText(body, 'alias');
	const secret = call.store.secrets.get(alias);
	if (!secret) throw new ApiError(404, `The secret ${alias} does not exist.`);
	return secret;
}

/** Who may use the secret, from a body; what it does not say stays as it was. @throws ApiError 400 */
function allowed(body: Record<string, unknown>, before?: Secret) {
	const type = body.allowed_workspaces_type ?? before?.allowedWorkspacesType;
	const allowedWorkspacesType = WORKSPACE_TYPES.find((entry) => entry === type);
	if (!allowedWorkspacesType) {
		throw new ApiError(400, 'allowed_workspaces_type must be ALL, SOME or NONE.');
	}
	const given = body.allowed_workspaces ?? before?.allowedWorkspaces ?? [];
	const workspaces = Array.isArray(given) ? given.map(String) : [];
	if (allowedWorkspacesType === 'SOME' && workspaces.length === 0) {
		throw new ApiError(400, 'allowed_workspaces is required when only some are allowed.');
	}
	return {
		allowedWorkspacesType,
		allowedWorkspaces: allowedWorkspacesType === 'SOME' ? workspaces : [],
	};
}

function listSecrets(call: Call) {
	const workspace = call.query.get('workspace');
	const alias = call.query.get('alias');
	if (!workspace) assertAdmin(call);
	const secrets = [...call.store.secrets.values()]
		.filter((secret) => !alias || secret.alias === alias)
		.filter(
			({ allowedWorkspacesType: type, allowedWorkspaces: names }) =>
				!workspace || type === 'ALL' || (type === 'SOME' && names.includes(workspace)),
		);
	return {
		status: 200,
		json: { secrets: secrets.map((secret) => secretJson(secret, call.store.org)) },
	};
}

function createSecret(call: Call) {
	assertAdmin(call);
	const body = call.json();
	const alias = requiredText(body, 'alias');
	const value = requiredText(body, 'value');
	if (call.store.secrets.has(alias)) throw new ApiError(400, `The secret ${alias} exists already.`);
	call.store.secrets.set(alias, {
		alias,
		value,
		description: optionalText(body, 'description') ?? '',
		...allowed(body),
		createdAt: call.now,
		createdBy: call.user.username,
		updatedAt: call.now,
		updatedBy: call.user.username,
	});
	call.store.addAuditLog(call.now, call.user, 'org_secrets_v2', { operation: 'create', alias });
	return { status: 200 };
}

function updateSecret(call: Call) {
	assertAdmin(call);
	const body = call.json();
	const secret = secretOf(call, body);
	Object.assign(secret, allowed(body, secret), {
		value: optionalText(body, 'value') ?? secret.value,
		description: optionalText(body, 'description') ?? secret.description,
		updatedAt: call.now,
		updatedBy: call.user.username,
	});
	const details = { operation: 'update', alias: secret.alias };
	call.store.addAuditLog(call.now, call.user, 'org_secrets_v2', details);
	return { status: 200 };
}

function deleteSecret(call: Call) {
	assertAdmin(call);
	const { alias } = secretOf(call, call.json());
	call.store.secrets.delete(alias);
	call.store.addAuditLog(call.now, call.user, 'org_secrets_v2', { operation: 'delete', alias });
	return { status: 200 };
}

export const secretRoutes: Route[] = [
	{ operationId: 'listSecrets', method: 'GET', path, handle: listSecrets },
	{ operationId: 'createSecret', method: 'POST', path, handle: createSecret },
	{ operationId: 'updateSecret', method: 'PATCH', path, handle: updateSecret },
	{ operationId: 'deleteSecret', method: 'DELETE', path, handle: deleteSecret },
];
