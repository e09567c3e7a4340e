import { tryToParseDateTime } from 'n8n-workflow';

import { invalidInput } from '../shared/api/wire/errors';
import { asDeclared } from '../shared/n8n/declared';
import { appIn, listValue, locatorValue, requiredId, toBatchId } from '../shared/n8n/values';
import type { ItemContext } from './defineResource';

/**
 * A parameter of the node as it is for this item, and as its field declares it.
 * @param unset what it is where it is not set, if that is not the default of its field
 * @throws AiHubError of kind `invalidInput` for an expression that gives something else
 */
export function param<T>(item: ItemContext, name: string, unset?: T): T {
	const value = rawParam(item, name, unset);
	const field = item.fields.get(name);
	const isUnset = unset !== undefined && value === unset;
	return (field === undefined || isUnset ? value : asDeclared(value, field)) as T;
}

/** Not texts, in which a list may stand, nor several choices, which AI Hub may have more of. */
const CHECKED_BEFORE = ['boolean', 'number', 'options'];

/**
 * Looks at what expressions give before anything is done: some fields are read only afterwards, when
 * an error would come too late.
 * @throws AiHubError of kind `invalidInput`
 */
export function assertDeclared(item: ItemContext): void {
	for (const [name, { type }] of item.fields) if (CHECKED_BEFORE.includes(type)) param(item, name);
}

/** A parameter as it is, where the caller looks itself at what an expression gives, such as a list in a text field. */
export function rawParam<T = unknown>(item: ItemContext, name: string, unset?: T): T {
	const { n8n, itemIndex, fields } = item;
	const fallback = unset === undefined ? fields.get(name)?.default : unset;
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
	return appIn(param(item, name, '')) ?? { app_id: requiredId('', 'app') };
}

/**
 * A date-time parameter as ms since 1970; undefined when it is empty. An expression may give a number
 * of ms, or of seconds.
 * @throws AiHubError of kind `invalidInput` for what is no date, or one that countries read differently
 */
export function dateParam(item: ItemContext, name: string, what: string): number | undefined {
	const value = rawParam(item, name, '');
	if (value === '' || value === null || value === undefined) return undefined;
	assertUnambiguous(value, what);
	const ms = timestamp(value) ?? parsedDate(value, item.n8n.getTimezone());
	if (ms !== undefined) return ms;
	throw invalidInput(
		`"${String(value)}" in ${what} is not a date`,
		'Give a date such as 2026-01-31T08:00:00Z.',
	);
}

/** A number of more digits than a date has, such as `Date.now()` gives: ms, or s where they are too few. */
function timestamp(value: unknown): number | undefined {
	if (!/^\d{9,15}(\.\d+)?$/.test(String(value))) return undefined;
	const number = Number(value);
	return Math.floor(number < 1e11 ? number * 1000 : number);
}

/** 01/02/2026 is a day in January or in February. */
function assertUnambiguous(value: unknown, what: string): void {
	const written = /^\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(String(value));
	if (!written) return;
	const [first, second] = [written[1], written[3]].map(Number);
	if (first === second || Math.max(first, second) > 12) return;
	const year = written[4].length === 2 ? `20${written[4]}` : written[4];
	const iso = (month: number, day: number) =>
		[year, ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-');
	throw invalidInput(
		`"${String(value)}" in ${what} is read as one day here and as another there`,
		`Write ${iso(first, second)} or ${iso(second, first)}, whichever is meant.`,
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
	const value = rawParam(item, name, '');
	if (value === '' || value === null || value === undefined) return undefined;
	const parsed = typeof value === 'string' ? tryJson(value) : value;
	if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
		return parsed as Record<string, unknown>;
	}
	throw invalidInput(`${what} is not a JSON object`, 'Write it like {"key": "value"}.');
}

/** A list given as a list, or as a text with commas. */
export function listParam(item: ItemContext, name: string): string[] {
	return listValue(rawParam<unknown>(item, name, []));
}

function tryJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
