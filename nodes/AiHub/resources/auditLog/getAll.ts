import {
	type AuditLog,
	type AuditLogFilters,
	getAuditLogs,
} from '../../../shared/api/resources/auditLogs';
import { collect } from '../../../shared/api/wire/paginate';
import { isoOfMs } from '../../../shared/api/wire/time';
import type { ItemContext, Operation } from '../../defineResource';
import { optionsField } from '../../fields/options';
import { pagingFields, wantedResults } from '../../fields/paging';
import { dateParam, listParam, textParam } from '../../parameters';
import { logTypes } from './logTypes';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many audit log entries',
	description:
		'List entries of the audit log. Only for Enterprise organizations with a host of their own, after AI Hub support has allowed it.',
	operationIds: ['getAuditLogs'],
	fields: [
		...pagingFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Email',
					name: 'email',
					type: 'string',
					default: '',
					placeholder: 'e.g. name@email.com',
					description: 'Only what this person did',
				},
				{
					displayName: 'From',
					name: 'from',
					type: 'dateTime',
					default: '',
					description: 'Only entries from then on',
				},
				{
					displayName: 'Log Types',
					name: 'logTypes',
					type: 'multiOptions',
					options: logTypes,
					default: [],
					description: 'Only entries of these types. All types when empty.',
				},
				{
					displayName: 'Until',
					name: 'until',
					type: 'dateTime',
					default: '',
					description: 'Only entries up to then',
				},
			],
		},
		optionsField(),
	],
	async execute(item) {
		const wanted = wantedResults(item);
		const types = listParam(item, 'filters.logTypes');
		const filters = filtersParam(item);
		// AI Hub takes one type at a time.
		const lists: AuditLog[][] = [];
		for (const log_type of types.length > 0 ? types : [undefined]) {
			lists.push(await collect(getAuditLogs(item.api, { ...filters, log_type }), wanted));
		}
		return merged(lists)
			.slice(0, wanted)
			.map((entry) => ({ ...entry, time: isoOfMs(Number(entry.timestamp_millis)) }));
	},
};

/** Newest first when there are several lists; a single one stays as AI Hub ordered it. */
function merged(lists: AuditLog[][]): AuditLog[] {
	if (lists.length === 1) return lists[0];
	const time = (entry: AuditLog) => Number(entry.timestamp_millis ?? 0);
	return lists.flat().sort((one, other) => time(other) - time(one));
}

function filtersParam(item: ItemContext): AuditLogFilters {
	return {
		email: textParam(item, 'filters.email'),
		start_time: dateParam(item, 'filters.from', 'From')?.toString(),
		end_time: dateParam(item, 'filters.until', 'Until')?.toString(),
	};
}
