import { type INodeParameterResourceLocator, tryToParseDateTime } from 'n8n-workflow';

import { invalidInput } from '../shared/api/errors';
import type { ItemContext } from './defineResource';

/** A parameter of the node as it is for this item. */
export function param<T>({ n8n, itemIndex }: ItemContext, name: string, fallback?: T): T {
	return n8n.getNodeParameter(name, itemIndex, fallback) as T;
}

/** A text parameter, or what a locator holds, without spaces around it; undefined when empty. */
export function textParam(item: ItemContext, name: string): string | undefined {
	return locatorValue(param(item, name, '')).value || undefined;
}

/**
 * The batch of this item.
 * @throws AiHubError of kind `invalidInput` when it is no positive integer
 */
export function batchIdParam(item: ItemContext, name = 'batchId'): number {
	return toBatchId(locatorValue(param(item, name, '')).value);
}

/** @throws AiHubError of kind `invalidInput` for anything but a positive integer */
export function toBatchId(value: string): number {
	if (value === '') throw invalidInput('No batch is given', 'Choose a batch, or enter its ID.');
	const id = Number(value);
	if (Number.isSafeInteger(id) && id > 0) return id;
	throw invalidInput(
		`The batch ID "${value.slice(0, 60)}" is not a number`,
		'A batch ID is a whole number such as 1024, as Batch → Create gives it in "id".',
	);
}

export function runIdParam(item: ItemContext, name = 'runId'): string {
	return requiredId(locatorValue(param(item, name, '')).value, 'run');
}

export function deploymentIdParam(item: ItemContext, name = 'deploymentId'): string {
	return requiredId(locatorValue(param(item, name, '')).value, 'deployment');
}

/** The app of this item, by name or by ID. */
export function appParam(
	item: ItemContext,
	name = 'appId',
): { app_id: string } | { app_name: string } {
	const { mode, value } = locatorValue(param(item, name, ''));
	if (mode === 'name' && value !== '') return { app_name: value };
	return { app_id: requiredId(value, 'app') };
}

/** What a resource locator holds; an expression, or an AI tool, may give a plain text or number. */
export function locatorValue(parameter: unknown): { mode?: string; value: string } {
	const isLocator = typeof parameter === 'object' && parameter !== null && 'mode' in parameter;
	const value = isLocator ? (parameter as INodeParameterResourceLocator).value : parameter;
	return {
		mode: isLocator ? (parameter as INodeParameterResourceLocator).mode : undefined,
		value: String(value ?? '').trim(),
	};
}

const IN_URL = {
	app: /\/apps\/([^/?#\s]+)/,
	deployment: /\/deployments\/([^/?#\s]+)/,
	run: /\/runs\/([^/?#\s]+)/,
};

/**
 * The ID in what a person gave; undefined for nothing. People paste an AI Hub address also where an
 * ID is asked for: both are taken everywhere.
 * @throws AiHubError of kind `invalidInput` for an address without an ID
 */
export function idIn(value: string, what: keyof typeof IN_URL): string | undefined {
	if (!/^https?:\/\//i.test(value)) return value || undefined;
	const id = IN_URL[what].exec(value)?.[1];
	if (id !== undefined) return decodeURIComponent(id);
	throw invalidInput(
		`There is no ${what} ID in "${value.slice(0, 120)}"`,
		`Open the ${what} in AI Hub and copy the address of that page, or enter the ID alone.`,
	);
}

function requiredId(value: string, what: keyof typeof IN_URL): string {
	const id = idIn(value, what);
	if (id !== undefined) return id;
	throw invalidInput(`No ${what} is given`, `Choose a ${what}, or enter its ID.`);
}

/**
 * A date-time parameter as ms since 1970; undefined when it is empty.
 * @throws AiHubError of kind `invalidInput` for what is no date
 */
export function dateParam(item: ItemContext, name: string, what: string): number | undefined {
	const value = param<unknown>(item, name, '');
	if (value === '' || value === null || value === undefined) return undefined;
	const ms = parsedDate(value, item.n8n.getTimezone());
	if (ms !== undefined) return ms;
	throw invalidInput(
		`"${String(value)}" in ${what} is not a date`,
		'Give a date such as 2026-01-31T08:00:00Z.',
	);
}

/** A date without a zone is meant in the zone of the workflow, as everywhere in n8n. */
function parsedDate(value: unknown, timezone: string): number | undefined {
	try {
		return tryToParseDateTime(value, timezone).toMillis();
	} catch {
		return undefined;
	}
}

/**
 * A JSON parameter as an object; undefined when it is empty.
 * @throws AiHubError of kind `invalidInput` for anything but an object
 */
export function objectParam(
	item: ItemContext,
	name: string,
	what: string,
): Record<string, unknown> | undefined {
	const value = param<unknown>(item, name, '');
	if (value === '' || value === null || value === undefined) return undefined;
	const parsed = typeof value === 'string' ? tryJson(value) : value;
	if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
		return parsed as Record<string, unknown>;
	}
	throw invalidInput(`${what} is not a JSON object`, 'Write it like {"key": "value"}.');
}

/** A list given as a list, or as a text with commas. */
export function listParam(item: ItemContext, name: string): string[] {
	const value = param<unknown>(item, name, []);
	const entries = Array.isArray(value) ? value : String(value ?? '').split(',');
	return entries.map((entry) => String(entry).trim()).filter((entry) => entry !== '');
}

function tryJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
