import type { INodeProperties } from 'n8n-workflow';

import { collect } from '../../../shared/api/wire/paginate';
import { listRuns, type RunFilters } from '../../../shared/api/resources/runs';
import type { ItemContext, Operation } from '../../defineResource';
import { appField, deploymentField } from '../../../shared/n8n/fields/ids';
import { optionsField } from '../../fields/options';
import { pagingFields, wantedResults } from '../../fields/paging';
import { simplifyField } from '../../../shared/n8n/fields/simplify';
import { workspacesField, workspacesParam } from '../../fields/workspace';
import {
	appParam,
	dateParam,
	deploymentIdParam,
	listParam,
	param,
	textParam,
} from '../../parameters';
import { locatorValue } from '../../../shared/n8n/values';
import { runOutput } from '../../simplified';

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 7;

const status: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'multiOptions',
	options: [
		{ name: 'Cancelled', value: 'CANCELLED' },
		{ name: 'Complete', value: 'COMPLETE' },
		{ name: 'Failed', value: 'FAILED' },
		{ name: 'Paused', value: 'PAUSED' },
		{ name: 'Running', value: 'RUNNING' },
		{ name: 'Waiting for Review', value: 'STOPPED_AT_CHECKPOINT' },
	],
	default: [],
	description: 'Only runs in one of these states',
};

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many runs',
	description: 'List runs by app, deployment, status, time and more',
	operationIds: ['listRuns'],
	fields: [
		...pagingFields,
		simplifyField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{ ...appField, required: false, description: 'Only runs of this app' },
				{ ...deploymentField, required: false, description: 'Only runs of this deployment' },
				workspacesField({
					displayName: 'Output Workspaces',
					name: 'outputWorkspaces',
					description: 'Only runs with their output in one of these workspaces',
				}),
				{
					displayName: 'Run ID',
					name: 'runId',
					type: 'string',
					default: '',
					placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
					description: 'Only the run with this ID',
				},
				{
					displayName: 'Started After',
					name: 'startedAfter',
					type: 'dateTime',
					default: '',
					description: `Only runs started from then on. When empty, the last ${DEFAULT_DAYS} days.`,
				},
				{
					displayName: 'Started Before',
					name: 'startedBefore',
					type: 'dateTime',
					default: '',
					description: 'Only runs started up to then',
				},
				{
					displayName: 'Started By',
					name: 'username',
					type: 'string',
					default: '',
					placeholder: 'e.g. user.name_example.com',
					description: 'Only runs that this user ID started',
				},
				status,
			],
		},
		optionsField([
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				options: [
					{ name: 'Newest First', value: 'DESCENDING' },
					{ name: 'Oldest First', value: 'ASCENDING' },
				],
				default: 'DESCENDING',
				description: 'In which order to list the runs',
			},
			{
				displayName: 'Sort By',
				name: 'sortBy',
				type: 'options',
				options: [
					{ name: 'Start Time', value: 'start_timestamp' },
					{ name: 'Status', value: 'status' },
				],
				default: 'start_timestamp',
				description: 'What to sort the runs by',
			},
		]),
	],
	async execute(item) {
		const runs = await collect(listRuns(item.api, filtersParam(item)), wantedResults(item));
		return runs.map((run) => runOutput(item, run));
	},
};

function filtersParam(item: ItemContext): RunFilters {
	const chosen = (name: string) => locatorValue(param(item, `filters.${name}`, '')).value !== '';
	const from = dateParam(item, 'filters.startedAfter', 'Started After');
	const to = dateParam(item, 'filters.startedBefore', 'Started Before');
	const fromMs = from ?? item.api.now() - DEFAULT_DAYS * DAY_MS;
	return {
		...(chosen('appId') && appParam(item, 'filters.appId')),
		...(chosen('deploymentId') && {
			deployment_id: deploymentIdParam(item, 'filters.deploymentId'),
		}),
		username: textParam(item, 'filters.username'),
		run_id: textParam(item, 'filters.runId'),
		status: orUndefined(listParam(item, 'filters.status')),
		output_workspaces: orUndefined(workspacesParam(item, 'filters.outputWorkspaces')),
		from_timestamp: Math.floor(fromMs / 1000),
		to_timestamp: to === undefined ? undefined : Math.ceil(to / 1000),
		sort_by: param<RunFilters['sort_by']>(item, 'options.sortBy'),
		order: param<RunFilters['order']>(item, 'options.order'),
	};
}

function orUndefined(list: string[]): string[] | undefined {
	return list.length > 0 ? list : undefined;
}
