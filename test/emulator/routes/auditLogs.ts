import type { Answer } from '../http';
import type { Call, Route } from '../route';

export const LOG_TYPES = [
	'account_v2',
	'api_v2',
	'app_deployment_run_v2',
	'app_deployment_v2',
	'app_v2',
	'datasource_v2',
	'login_v2',
	'oauth2_v2',
	'org_v2',
	'org_secrets_v2',
	'perms_v2',
	'projects_v2',
	'review_v2',
	'workspace_v2',
];

/** This older endpoint tells errors in a body with status 200. */
function legacyError(msg: string): Answer {
	return { status: 200, json: { status: 'ERROR', msg } };
}

function getAuditLogs(call: Call): Answer {
	const body = call.json();
	const types = String(body.log_type ?? '')
		.split(',')
		.filter(Boolean);
	const unknown = types.find((type) => !LOG_TYPES.includes(type));
	if (unknown !== undefined) return legacyError(`Unknown log_type: ${unknown}`);
	const from = Number(body.start_time ?? 0);
	const to = Number(body.end_time ?? Infinity);
	if (Number.isNaN(from) || Number.isNaN(to)) {
		return legacyError('start_time and end_time must be epoch milliseconds.');
	}
	const found = call.store.auditLogs
		.filter((log) => types.length === 0 || types.includes(log.logType))
		.filter((log) => !body.email || log.email === body.email)
		.filter((log) => log.at >= from && log.at <= to)
		.sort((a, b) => b.at - a.at);
	const size = typeof body.size === 'number' ? body.size : undefined;
	const results = call.page(found, size, Number(body.start ?? 0)).map((log) => ({
		...log.details,
		timestamp_millis: String(log.at),
		email: log.email,
		user_ip: log.userIp,
		log_type: log.logType,
	}));
	return { status: 200, json: { status: 'OK', data: { results } } };
}

export const auditLogRoutes: Route[] = [
	{
		operationId: 'getAuditLogs',
		method: 'POST',
		path: '/v1/auditlogs',
		withoutContext: true,
		handle: getAuditLogs,
	},
];
