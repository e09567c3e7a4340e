import type { IHookFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { invalidInput } from '../api/wire/errors';
import type { ResultIncludes } from '../api/resources/results';
import { type Run, type RunFilters, sameId } from '../api/resources/runs';
import type { RoutingRules } from '../documents/routing';
import type { DocumentShape, RowSettings } from '../documents/shapes';
import { includesOf, rowSettingsOf } from '../n8n/fields/results';
import { routingRules } from '../n8n/rules';
import { appIn, idIn, listValue, locatorValue } from '../n8n/values';
import type { RunEvent } from './transitions';

/** What the node is set to. */
export interface TriggerParameters {
	wanted: ReadonlySet<RunEvent>;
	/** Filters that AI Hub applies. */
	filters: RunFilters;
	/** Tags that the trigger looks for itself, because AI Hub cannot. */
	tags: string[];
	tagsMatch: 'all' | 'any';
	simplify: boolean;
	/** Undefined: without results. */
	includes?: ResultIncludes;
	/** How documents are given. */
	shape: DocumentShape;
	rows: RowSettings;
	/** Only documents that break one of these, or failed, are reported; undefined: all of them. */
	rules?: RoutingRules;
	/** Hours back that an activation takes in; 0 for none. */
	startFromHours: number;
}

/** @throws AiHubError of kind `invalidInput` */
export function readParameters(
	n8n: IHookFunctions | IPollFunctions | IWebhookFunctions,
): TriggerParameters {
	const param = <T>(name: string, fallback: T) => n8n.getNodeParameter(name, fallback) as T;
	const wanted = eventsIn(param<unknown>('events', []));
	const deployment = locatorValue(param('filters.deploymentId', ''));
	const isWithResults = param<boolean>('includeResults', false);
	const isOnlyDoubtful = isWithResults && param<string>('documentsToReport', 'all') === 'doubtful';
	const workspaces = listValue(param('filters.outputWorkspaces', ''));
	return {
		wanted,
		filters: {
			...appIn(param('filters.appId', '')),
			deployment_id: idIn(deployment.value, 'deployment'),
			username: locatorValue(param('filters.username', '')).value || undefined,
			output_workspaces: workspaces.length > 0 ? workspaces : undefined,
		},
		tags: listValue(param('filters.tags', '')),
		tagsMatch: param('filters.tagsMatch', 'all'),
		simplify: param('simplify', true),
		includes: isWithResults ? includesOf(param<string[]>('include', [])) : undefined,
		shape: param('shape', 'documents'),
		rows: rowSettingsOf((name) => param(name, '')),
		...(isOnlyDoubtful && { rules: routingRules(param) }),
		startFromHours: Math.max(0, Number(param('options.startFromHours', 0)) || 0),
	};
}

/** An expression may give a text instead of a list, and names that are no events. */
function eventsIn(parameter: unknown): Set<RunEvent> {
	const names = listValue(parameter);
	if (names.length === 0) {
		throw invalidInput('No event is chosen', 'Choose at least one event in Trigger On.');
	}
	const unknown = names.filter((name) => !Object.hasOwn(EVENT_WORDS, name));
	if (unknown.length > 0) {
		throw invalidInput(
			`There is no event "${unknown.join(', ').slice(0, 60)}"`,
			`Trigger On knows these: ${Object.keys(EVENT_WORDS).join(', ')}.`,
		);
	}
	return new Set(names as RunEvent[]);
}

/** True for a run that passes all filters, as far as the run itself tells; not without its tags. */
export function matches(run: Run, parameters: TriggerParameters): boolean {
	return passes(run, parameters) ?? false;
}

/** The same, but undefined where the tags decide, and the run does not tell them. */
export function passes(
	run: Run,
	{ filters, tags, tagsMatch }: TriggerParameters,
): boolean | undefined {
	// Checked once more, in case a server does not know one of the filters.
	const isOther = (own: string | null | undefined, wanted: string | undefined) =>
		Boolean(own && wanted && !sameId(own, wanted));
	if (isOther(run.app_id, filters.app_id)) return false;
	if (isOther(run.deployment_id, filters.deployment_id)) return false;
	if (tags.length === 0) return true;
	const { tags: own } = run;
	if (!own) return undefined;
	const hasTag = (tag: string) => own.includes(tag);
	return tagsMatch === 'any' ? tags.some(hasTag) : tags.every(hasTag);
}

/** Identity of what is listened to: with another one, the trigger starts from now. */
export function filterKeyOf(server: string[], parameters: TriggerParameters): string {
	const { wanted, filters, tags, tagsMatch } = parameters;
	return JSON.stringify([server, [...wanted].sort(), filters, tags, tagsMatch]);
}

const EVENT_WORDS: Record<RunEvent, string> = {
	runCompleted: 'completed',
	runFailed: 'failed',
	runCancelled: 'were cancelled',
	runWaitingForReview: 'wait for review',
	reviewFinished: 'completed after a review',
};

/** What the trigger looks for, in words, e.g. `runs that completed or failed, of app "Invoices"`. */
export function describe({ wanted, filters, tags, tagsMatch, rules }: TriggerParameters): string {
	const app = filters.app_name ?? filters.app_id;
	const quoted = (texts: string[]) => texts.map((text) => `"${text}"`).join(', ');
	return [
		`runs that ${[...wanted].map((event) => EVENT_WORDS[event]).join(' or ')}`,
		app && `of app "${app}"`,
		filters.deployment_id && `of deployment "${filters.deployment_id}"`,
		filters.output_workspaces && `with output in ${quoted(filters.output_workspaces)}`,
		filters.username && `started by "${filters.username}"`,
		tags.length > 0 && `with ${tagsMatch === 'any' ? 'any' : 'all'} of the tags ${quoted(tags)}`,
		rules && 'with documents that need review or failed',
	]
		.filter(Boolean)
		.join(', ');
}
