import type { Api } from '../wire/api';
import { callJson } from '../wire/call';
import { pagesByOffset } from '../wire/paginate';
import { apiPath } from '../wire/path';
import { objectsIn } from '../wire/values';

/** An entry of the audit log; more keys than these come with it. */
export interface AuditLog {
	/** ms since 1970, as a string. */
	timestamp_millis?: string;
	email?: string;
	user_ip?: string;
	log_type?: string;
	[other: string]: unknown;
}

export interface AuditLogFilters {
	log_type?: string;
	email?: string;
	/** ms since 1970, as a string. */
	start_time?: string;
	/** ms since 1970, as a string. */
	end_time?: string;
}

/**
 * Lists entries of the audit log, page by page (operationId `getAuditLogs`). A POST that only reads.
 * @throws AiHubError
 */
export function getAuditLogs(api: Api, filters: AuditLogFilters = {}): AsyncGenerator<AuditLog[]> {
	return pagesByOffset(
		async (start, size) => {
			const answer = await callJson<{ data: { results: unknown[] } }>(api, {
				operationId: 'getAuditLogs',
				method: 'POST',
				path: apiPath`/v1/auditlogs`,
				body: { json: { ...filters, start, size } },
				repeatable: true,
			});
			return objectsIn<AuditLog>(answer.data.results);
		},
		// Entries have no id: the whole of one is its identity. Equal ones on one page stay apart.
		(entry) => JSON.stringify(entry),
	);
}
